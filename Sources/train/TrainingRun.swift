import Checkpoints
import Engine
import FilterKit
import Records
import Streams

/// The updates of one run: metrics after each, checkpoints between them.
final class TrainingRun {
  private let options: Train
  private let trainer: Trainer
  private let total: Int
  private let rows: TrainingRows
  private let key: UInt64
  private let checkpoint: String
  private var order: RowOrder
  private var fingerprint: JSON = .null
  private var log: MetricsLog?

  init(options: Train, trainer: Trainer, rows: TrainingRows, steps: Int, key: UInt64, save: String)
  {
    self.options = options
    self.trainer = trainer
    self.rows = rows
    self.key = key
    total = steps
    order = RowOrder(count: rows.count, key: key)
    checkpoint = save + ".checkpoint"
  }

  /// Goes on from a checkpoint of the same run, if there is one, and repeats its metrics.
  func resume(fingerprint: JSON, _ sink: RecordSink) throws {
    self.fingerprint = fingerprint
    let state = try TrainingState.load(path: checkpoint, options: fingerprint, into: trainer)
    if let state {
      order = RowOrder(
        count: rows.count, key: key, epoch: state.epoch, position: state.position)
      say("\(Train.name): going on after step \(trainer.steps) from \(checkpoint)")
    }
    log = try MetricsLog(
      path: checkpoint + ".metrics", keeping: state?.metrics ?? 0, repeating: sink)
  }

  /// Makes the updates that are left.
  func finishSteps(_ sink: RecordSink) throws {
    let progress = Progress(Train.name, unit: "steps", quiet: options.stream.running.quiet)
    let (started, before) = (Moment.now, trainer.steps)
    var tokens = 0
    Interruption.hold()
    while trainer.steps < total {
      let batches = try (0..<options.gradientAccumulationSteps).map { _ in
        try rows.batch(order.take(options.batch))
      }
      let metrics = try trainer.step(batches)
      guard metrics.loss.isFinite, metrics.gradientNorm.isFinite else {
        throw Failure(
          .internal,
          "the loss is \(metrics.loss) at step \(metrics.step): try a lower --learning-rate")
      }
      try write(metrics, to: sink)
      tokens += metrics.tokens
      let rate = Int(Double(tokens) / max(Moment.now - started, 1e-3))
      progress.step(
        metrics.step, of: total, since: before,
        note: "loss \(Self.short(metrics.loss)), \(rate) tokens/s")
      let isDue = options.checkpointEvery > 0 && metrics.step % options.checkpointEvery == 0
      if Interruption.isPending || (isDue && metrics.step < total) { try writeCheckpoint() }
      Interruption.endIfPending()
    }
    progress.end()
    Interruption.release()
  }

  /// Removes the checkpoint of a run that is complete.
  func removeCheckpoint() {
    OutputFile.remove(checkpoint)
    log?.remove()
  }

  private func writeCheckpoint() throws {
    try log?.synchronize()
    let state = TrainingState(
      epoch: order.epoch, position: order.position,
      metrics: log?.count ?? 0)
    try state.save(trainer, to: checkpoint, options: fingerprint)
  }

  private func write(_ metrics: StepMetrics, to sink: RecordSink) throws {
    var members = [
      JSON.Member("step", .integer(Int64(metrics.step))),
      JSON.Member("loss", .number(metrics.loss)),
      JSON.Member("gradient_norm", .number(metrics.gradientNorm)),
      JSON.Member("learning_rate", .number(metrics.rate)),
      JSON.Member("tokens", .integer(Int64(metrics.tokens))),
      JSON.Member("epoch", .integer(Int64(order.epoch))),
    ]
    members += metrics.means.map { JSON.Member($0.metric.rawValue, .number($0.value)) }
    let line = Array((JSON.object(members).text + "\n").utf8)
    try log?.append(line)
    try sink.write(line)
    sink.tally.countMade(samples: 0)
    try sink.showNowAndThen()
  }

  private static func short(_ number: Double) -> String {
    "\((number * 10_000).rounded() / 10_000)"
  }
}
