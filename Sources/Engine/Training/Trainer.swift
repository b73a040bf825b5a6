import Glibc
import Losses

/// Trains a model in place.
///
/// Gradients are added up in a fixed number of lanes, each in its order, and the lanes in theirs:
/// the number of threads changes nothing. With `steps` and both moments put back, a run goes on as
/// if it had not been interrupted.
package final class Trainer {
  /// The model; its parameters change with every step.
  package let transformer: Transformer
  /// What is learned instead of the parameters; nil if they are.
  package let adapter: LowRankAdapter?
  /// The numbers that are learned: the parameters, or an adapter's factors.
  package var learned: FloatBuffer { adapter?.buffer ?? transformer.parameters.buffer }
  /// The running means of the gradients and of their squares, laid out like what is learned.
  package let firstMoment: FloatBuffer
  package let secondMoment: FloatBuffer
  /// How many steps were done.
  package private(set) var steps = 0
  /// The rules by which parameters change.
  package let optimizer: AdamW
  /// The learning rate of each step.
  package let schedule: Schedule
  /// The derivatives of the last batch, laid out like the parameters.
  var gradients: FloatBuffer { lanes[0] }
  /// The same of an adapter's factors.
  let factorGradients: FloatBuffer

  private let workers: Workers
  private let lanes: [FloatBuffer]
  private let passes: [TrainingPass]
  private lazy var scorer = Scorer(transformer, workers: workers, keepsWeights: false)

  /// Prepares training with empty moments.
  package init(
    _ transformer: Transformer, adapter: LowRankAdapter? = nil, optimizer: AdamW,
    schedule: Schedule, workers: Workers
  ) {
    let count = transformer.parameters.buffer.count
    let learned = adapter?.buffer.count ?? count
    self.transformer = transformer
    self.adapter = adapter
    self.optimizer = optimizer
    self.schedule = schedule
    self.workers = workers
    firstMoment = FloatBuffer(count: learned)
    secondMoment = FloatBuffer(count: learned)
    factorGradients = FloatBuffer(count: adapter == nil ? 0 : learned)
    let laneTotal = min(8, max(2, (1 << 28) / max(1, count)))
    lanes = (0..<laneTotal).map { _ in FloatBuffer(count: count) }
    passes = (0..<workers.count).map { _ in TrainingPass(transformer) }
  }

  /// Learns from one batch.
  /// - Throws: `EngineError` for sequences that the model cannot take; nothing is changed then.
  package func step(_ batch: Batch) throws(EngineError) -> StepMetrics {
    try step([batch])
  }

  /// Learns from several batches in one update: the mean of their losses, but that means over
  /// tokens are taken over the tokens of all of them.
  /// - Throws: `EngineError` for sequences that the model cannot take; nothing is changed then.
  package func step(_ batches: [Batch]) throws(EngineError) -> StepMetrics {
    var metrics = try measure(batches)
    let norm = metrics.gradientNorm
    let rate = schedule.rate(at: steps)
    steps += 1
    transformer.forgetPackedWeights()
    let factor = optimizer.clipping(norm: norm)
    if let adapter {
      update(0..<learned.count, factorGradients, rate: rate, factor: factor, decays: true)
      adapter.apply(to: transformer.parameters, workers: workers)
    } else {
      for slot in transformer.architecture.tensors {
        update(
          slot.range, gradients, rate: rate, factor: factor,
          decays: optimizer.decaysAll || slot.role == .linear)
      }
    }
    metrics.step = steps
    metrics.rate = rate
    return metrics
  }

  /// The loss and gradient of a batch, without an update.
  package func measure(_ batch: Batch) throws(EngineError) -> StepMetrics { try measure([batch]) }

  /// The loss and gradient of several batches, without an update.
  package func measure(_ batches: [Batch]) throws(EngineError) -> StepMetrics {
    let architecture = transformer.architecture
    for batch in batches { try batch.check(architecture) }
    let scale = UpdateScale(
      batches: batches.count, tokens: batches.reduce(0) { $0 + $1.learnedTokens })
    for lane in lanes { lane.clear() }
    var sum = LossTotals()
    for (batch, baseline) in zip(batches, try baselines(batches)) {
      let units = batch.units(scale, baseline: baseline)
      sum.add(accumulate(units))
    }
    var norm = addLanes()
    if let adapter {
      adapter.pullBack(factorGradients.start, gradients.start, workers: workers)
      norm = factorGradients.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    return StepMetrics(
      step: steps, loss: sum.loss, gradientNorm: norm, rate: 0, tokens: scale.tokens,
      means: sum.metrics.means)
  }

  /// Adds the gradient of some units to the lanes.
  private func accumulate(_ units: [LossUnit]) -> LossTotals {
    let rows = min(512, max(256, (1 << 23) / transformer.architecture.vocabulary))
    let plan = BatchPlan(units, lanes: lanes.count, rows: rows)
    var totals = Array(repeating: LossTotals(), count: lanes.count)
    totals.withUnsafeMutableBufferPointer { totals in
      nonisolated(unsafe) let totals = totals
      workers.run(tasks: lanes.count) { lane, worker in
        for range in plan.lanes[lane] {
          totals[lane].add(passes[worker].run(units[range], into: lanes[lane].start))
        }
      }
    }
    return totals.reduce(into: LossTotals()) { $0.add($1) }
  }

  /// How far the model has moved from its reference, for each batch whose loss compares with that;
  /// all at once, because the weights are packed for every call of the scorer.
  private func baselines(_ batches: [Batch]) throws(EngineError) -> [Double] {
    let mismatched = batches.flatMap { batch -> [[Int32]] in
      guard case .labelled(let rows, _) = batch else { return [] }
      return rows.map { $0.prompt + $0.mismatched }
    }
    var logprobs = mismatched.isEmpty ? [] : try scorer.logprobs(of: mismatched)[...]
    return batches.map { batch in
      guard case .labelled(let rows, let kto) = batch else { return 0 }
      defer { logprobs.removeFirst(rows.count) }
      return kto.baseline(
        mismatchedRewards: zip(rows, logprobs).map { row, logprobs in
          logprobs.suffix(row.mismatched.count).reduce(0.0) { $0 + Double($1) }
            - row.referenceMismatched
        })
    }
  }

  /// The first lane, which is `gradients`, ← the sum of all.
  /// - Returns: its Euclidean length
  private func addLanes() -> Double {
    let count = gradients.count
    let chunks = (count + chunk - 1) / chunk
    var squares = Array(repeating: 0.0, count: chunks)
    squares.withUnsafeMutableBufferPointer { squares in
      nonisolated(unsafe) let squares = squares
      workers.run(tasks: chunks) { index, _ in
        let from = index * chunk
        let n = min(chunk, count - from)
        let out = gradients.start + from
        for lane in lanes.dropFirst() { add(out, lane.start + from, n) }
        squares[index] = Double(dot(out, out, n))
      }
    }
    return squares.reduce(0, +).squareRoot()
  }

  /// Continues a run after `steps` steps, once the learned numbers and both moments are restored.
  package func resume(after steps: Int) {
    self.steps = steps
    adapter?.apply(to: transformer.parameters, workers: workers)
    transformer.forgetPackedWeights()
  }

  private func update(
    _ range: Range<Int>, _ gradients: FloatBuffer, rate: Double, factor: Double, decays: Bool
  ) {
    let chunks = (range.count + chunk - 1) / chunk
    workers.run(tasks: chunks) { index, _ in
      let from = range.lowerBound + index * chunk
      optimizer.update(
        learned.start + from, firstMoment.start + from, secondMoment.start + from,
        gradients.start + from, count: min(chunk, range.upperBound - from), step: steps,
        rate: rate, factor: factor, decays: decays)
    }
  }
}

/// How many numbers a thread takes at a time where every one is for itself.
private let chunk = 1 << 14
