import ArgumentParser
import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records
import Streams

/// Drops samples that drift from a trusted distribution (IWSI, arXiv 2408.09849).
@main
struct FilterByDSWeight: Filter {
  static let configuration = CommandConfiguration(
    commandName: "filter-by-DS-weight",
    abstract: "Drops samples that drift from a trusted distribution. Sees the whole stream.",
    discussion: """
      Reads records with samples and compares the model's mean loss on each with its mean loss on \
      --valid, a small trusted stream: its samples, or the solutions of records without samples. \
      Adds ds_weight, max(w, 1/w) with w the trusted loss over the sample's: 1 means no shift. \
      Keeps the --keep share of all samples with the smallest weights, ties included, or those up \
      to --threshold. A zero or undefined loss gives no weight: such a sample is dropped as \
      no-weight. A record that has no sample left is dropped.

      Losses are taken from the field nll (solution_nll) that score wrote, or with --model are \
      computed here, on the completions alone or --with-prompt on the prompts too.

      Memory: the trusted stream, 8 bytes a sample, 8,192 records; with --keep the stream is \
      written to a compressed temporary file (TMPDIR) first. Randomness: none.

      Example: cat voted.jsonl.zst | filter-by-DS-weight --model base --valid valid.jsonl.zst --keep 80%
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = ["--valid", "--keep", "--threshold", "--model", "--output"]

  @Option(help: ArgumentHelp("The trusted stream.", valueName: "file"))
  var valid: String

  @Option(
    help: ArgumentHelp("Keep this share of the samples.", valueName: "share"),
    transform: Share.init(aboveZero:))
  var keep: Share?

  @Option(help: ArgumentHelp("Keep samples up to this weight instead.", valueName: "weight"))
  var threshold: Double?

  @Option(help: "The paper's arithmetic, or that of the authors' program with its clipping.")
  var rule = ShiftWeight.Rule.paper

  @Flag(help: "With --model, count the prompt's tokens in the losses too.")
  var withPrompt = false

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard (keep == nil) != (threshold == nil) else {
      throw ValidationError("give either --keep or --threshold")
    }
    guard threshold.map({ !$0.isNaN }) ?? true else {
      throw ValidationError("--threshold must be a number")
    }
    if withPrompt, model.model == nil { throw ValidationError("--with-prompt needs --model") }
  }

  func run() throws {
    let open = try model.openIfGiven(
      threads: stream.running.threads, journal: stream.journal(of: Self.name))
    let trusted = RecordReader(
      inputs: [valid], options: stream.reading.input, threads: stream.running.threads)
    let mean = try validationMean(trusted, open)
    guard let open else {
      return try RecordLoop(RunDescription(Self.name), stream).run { loop in
        loop.sink.history.take(trusted.history)
        try choose(loop) { decide in
          try loop.each { record in
            try weigh(record, try Self.losses(ofSamplesIn: record), mean, decide) { _, _ in }
          }
        }
      }
    }
    try open.run(Self.name, stream, unit: "samples") { run in
      run.loop.sink.history.take(trusted.history)
      try choose(run.loop) { decide in
        try run.ask(
          prepare: { ((), try open.scoreSamples(of: $0)) },
          outcome: { record, _, replies in
            try weigh(record, replies.map { $0.meanLoss(withPrompt: withPrompt) }, mean, decide) {
              number, edit in
              edit.setScore(
                replies[number], withPrompt: withPrompt, logprobs: false, open.model.name,
                ofSample: number)
            }
          })
      }
    }
  }

  /// What becomes of a record whose samples have weights.
  private typealias Decision = (RecordEdit, [Double?]) -> Outcome

  /// Lets a closure weigh all records and decides on them, once with a threshold, and with --keep
  /// when all weights are known.
  private func choose(_ loop: RecordLoop, weighing weigh: (@escaping Decision) throws -> Void)
    throws
  {
    guard let keep else {
      let limit = ShiftWeight.Threshold(atMost: threshold ?? .nan)
      return try weigh { edit, weights in
        Self.filter(edit, weights) { limit?.keeps($0) ?? false }
      }
    }
    var all: [Double] = []
    var limit: ShiftWeight.Threshold?
    try loop.twoPasses(
      first: {
        try weigh { edit, weights in
          all += weights.compactMap { $0 }
          return .pass(edit)
        }
        limit = ShiftWeight.Threshold(keep: keep.value, of: &all, rule: rule)
      },
      second: { record in
        let weights = try record.samples.map { try $0.double("ds_weight") }
        return Self.filter(RecordEdit(record), weights) { limit?.keeps($0) ?? false }
      })
  }

  // MARK: - Losses

  private func validationMean(_ trusted: RecordReader, _ open: OpenModel?) throws -> Double {
    var losses: [Double?] = []
    var requests: [ModelRequest] = []
    while let located = try trusted.next() {
      do throws(RecordError) {
        if let open {
          requests += try self.requests(for: located.record, open)
        } else {
          losses += try Self.losses(of: located.record)
        }
      } catch {
        throw Failure(.badData, "\(valid): line \(located.position.line): \(error)")
      }
    }
    if let open {
      losses = try open.model.replies(to: requests).map { $0.meanLoss(withPrompt: withPrompt) }
    }
    guard let (mean, undefined) = ShiftWeight.validationMean(of: losses) else {
      throw Failure(.badData, "\(valid): no loss of its \(losses.count) texts can be used")
    }
    if undefined > 0 {
      say("\(Self.name): warning: \(valid): \(undefined) of \(losses.count) losses cannot be used")
    }
    return mean
  }

  private func requests(for record: Record, _ open: OpenModel) throws(RecordError)
    -> [ModelRequest]
  {
    try record.value("samples") == nil
      ? [try open.scoreSolution(of: record)] : try open.scoreSamples(of: record)
  }

  /// The losses that `score` wrote: of the samples, or of the solution of a record without any.
  private static func losses(of record: Record) throws(RecordError) -> [Double?] {
    guard try record.value("samples") != nil else {
      try checkScored(record, "solution_nll")
      return [try record.double("solution_nll")]
    }
    return try losses(ofSamplesIn: record)
  }

  private static func losses(ofSamplesIn record: Record) throws(RecordError) -> [Double?] {
    try record.samples.map { sample throws(RecordError) in
      try checkScored(sample, "nll")
      return try sample.double("nll")
    }
  }

  private static func checkScored(_ fields: some Fields, _ field: String) throws(RecordError) {
    guard try fields.value(field) != nil else {
      throw RecordError("the field “\(field)” is missing: run score, or give --model")
    }
  }

  // MARK: - Weights

  /// Sets the weights of a record's samples and decides on it.
  /// - Parameters:
  ///   - losses: of its samples.
  ///   - score: sets what else is known of a sample.
  private func weigh(
    _ record: Record, _ losses: [Double?], _ mean: Double, _ decide: Decision,
    score: (Int, inout RecordEdit) -> Void
  ) throws(RecordError) -> Outcome {
    var edit = RecordEdit(record)
    var weights: [Double?] = []
    for (number, loss) in losses.enumerated() {
      score(number, &edit)
      let weight = ShiftWeight.weight(loss: loss, validationMean: mean, rule: rule)
      edit.set("ds_weight", ofSample: number, weight.map { .number($0) } ?? .null)
      weights.append(weight)
    }
    // The weights of a record that is rejected must not count.
    try edit.check()
    return decide(edit, weights)
  }

  /// Drops the samples that are not kept, and a record that has none left.
  private static func filter(
    _ edit: RecordEdit, _ weights: [Double?], keeps: (Double) -> Bool
  ) -> Outcome {
    var edit = edit
    for (number, weight) in weights.enumerated() {
      guard let weight else {
        edit.dropSample(number, reason: "no-weight")
        continue
      }
      if !keeps(weight) { edit.dropSample(number, reason: "shifted") }
    }
    return edit.sampleCount == 0 ? .drop("no-samples", samples: edit.dropped) : .pass(edit)
  }
}

extension ShiftWeight.Rule: ExpressibleByArgument {}
