import Engine
import FilterKit
import Models
import Records
import Streams

/// The updates of one run: metrics after each, checkpoints between them.
final class TrainingRun {
  private let options: Train
  private let trainer: Trainer
  private let total: Int
  private let rowCount: Int
  private let key: UInt64
  private var order: RowOrder
  private var fingerprint: JSON = .null

  init(options: Train, trainer: Trainer, rows: Int) {
    self.options = options
    self.trainer = trainer
    total = options.totalSteps(rows: rows)
    key = Seeding(seed: options.seeding.seed, filter: Train.name).key(id: "order")
    order = RowOrder(count: rows, key: key)
    rowCount = rows
  }

  private var checkpoint: String { (options.save ?? "") + ".checkpoint" }

  /// Goes on from a checkpoint of the same run, if there is one.
  func resume(fingerprint: JSON) throws {
    self.fingerprint = fingerprint
    guard
      let state = try TrainingState.load(path: checkpoint, options: fingerprint, into: trainer)
    else { return }
    order = RowOrder(count: rowCount, key: key, epoch: state.epoch, position: state.position)
    say("\(Train.name): going on after step \(trainer.steps) from \(checkpoint)")
  }

  /// Makes the updates that are left.
  func finishSteps(_ rows: TrainingRows, _ sink: RecordSink) throws {
    let progress = Progress(Train.name, unit: "steps", quiet: options.stream.running.quiet)
    Interruption.hold()
    while trainer.steps < total {
      let metrics = try trainer.step(rows.batch(order.take(options.batch)))
      guard metrics.loss.isFinite, metrics.gradientNorm.isFinite else {
        throw Failure(
          .internal,
          "the loss is \(metrics.loss) at step \(metrics.step): try a lower --learning-rate")
      }
      try write(metrics, to: sink)
      progress.step(metrics.step, of: total, note: "loss \(Self.short(metrics.loss))")
      let isDue = options.checkpointEvery > 0 && metrics.step % options.checkpointEvery == 0
      if Interruption.isPending || (isDue && metrics.step < total) { try writeCheckpoint() }
      Interruption.endIfPending()
    }
    progress.end()
    Interruption.release()
  }

  /// Removes the checkpoint of a run that is complete.
  func removeCheckpoint() { OutputFile.remove(checkpoint) }

  private func writeCheckpoint() throws {
    let state = TrainingState(
      epoch: order.epoch, position: order.position, seed: options.seeding.seed)
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
    members += metrics.gauges.map { JSON.Member($0.gauge.rawValue, .number($0.value)) }
    try sink.write(Array((JSON.object(members).text + "\n").utf8))
    sink.tally.countMade(samples: 0)
    try sink.showNowAndThen()
  }

  private static func short(_ number: Double) -> String {
    "\((number * 10_000).rounded() / 10_000)"
  }
}
