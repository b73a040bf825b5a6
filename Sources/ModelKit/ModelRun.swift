import Checkpoints
import FilterKit
import Models
import Records

/// A run of a command that asks a model about records: where they come from and go, and what is
/// counted on the way.
package struct ModelRun {
  /// The records.
  package let loop: RecordLoop
  /// Counts the replies on the terminal.
  package let progress: Progress
  /// Counts the requests without an answer.
  package let failures = FailedRequests()
  private let open: OpenModel

  fileprivate init(_ open: OpenModel, _ loop: RecordLoop, _ progress: Progress) {
    self.open = open
    self.loop = loop
    self.progress = progress
  }

  /// Lets the model answer the requests that records raise, and writes the records in their order.
  /// - Parameters:
  ///   - prepare: works out what is known about a record, its `Work`, and its first requests.
  ///   - more: gives further requests once all replies are there, in the order of their requests;
  ///     the record is finished when there are none.
  ///   - outcome: makes of a record, its work and its replies what goes out.
  package func ask<Work>(
    prepare: @escaping (Record) throws -> (work: Work, requests: [ModelRequest]),
    more: ((inout Work, [ModelReply]) throws -> [ModelRequest])? = nil,
    outcome: @escaping (Record, Work, [ModelReply]) throws -> Outcome
  ) throws {
    try loop.request(
      progress: progress, prepare: prepare, more: more,
      serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
      outcome: { record, work, replies in
        for reply in replies { failures.count(reply) }
        return try outcome(record, work, replies)
      })
  }
}

extension OpenModel {
  /// Runs a command that asks this model; the output's history says how the model was made, and
  /// what its answers cost.
  /// - Parameters:
  ///   - filter: the command's name.
  ///   - unit: what one reply is, in the plural, for the progress on the terminal.
  ///   - details: more members of the history's entry, such as the seed.
  ///   - fields: fields that the options name, beside those of the template.
  ///   - selection: which samples are asked about.
  package func run(
    _ filter: String, _ stream: StreamOptions, unit: String, details: [JSON.Member] = [],
    fields: [FieldPath] = [], selection: SampleSelection? = nil,
    _ body: (ModelRun) throws -> Void
  ) throws {
    let description = RunDescription(
      filter, details: self.details + details,
      fields: fields + FieldPath.list(rendering.optionalFields), selection: selection)
    let run = ModelRun(
      self, try RecordLoop(description, stream),
      Progress(filter, unit: unit, quiet: stream.running.quiet))
    try run.loop.run { loop in
      loop.sink.history.take(history)
      try body(run)
      loop.sink.note("tokens", meter.json, summary: meter.summary)
    }
    run.failures.report(filter)
    try close()
  }
}
