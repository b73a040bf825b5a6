import ArgumentParser
import Checkpoints
import FilterKit
import Methods
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
    let description = RunDescription(Self.name, details: open?.details ?? [])
    let trusted = RecordReader(
      inputs: [valid], options: stream.reading.input, threads: stream.running.threads)
    let mean = try validationMean(trusted, open)
    let progress = Progress(Self.name, unit: "samples", quiet: stream.running.quiet)
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(trusted.history)
      defer { loop.sink.note("tokens", open?.meter.json, summary: open?.meter.summary) }
      guard let keep else {
        let limit = ShiftWeight.Threshold(atMost: threshold ?? .nan)
        try weigh(loop, mean, open, progress) { edit, weights in
          Self.filter(edit, weights) { limit?.keeps($0) ?? false }
        }
        return
      }
      var all: [Double] = []
      var limit: ShiftWeight.Threshold?
      try loop.twoPasses(
        first: {
          try weigh(loop, mean, open, progress) { edit, weights in
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
    try open?.close()
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
    guard try record.value("samples") != nil else { return [try open.scoreSolution(of: record)] }
    var requests: [ModelRequest] = []
    for sample in try record.samples { requests.append(try open.score(sample, in: record)) }
    return requests
  }

  /// The losses that `score` wrote: of the samples, or of the solution of a record without any.
  private static func losses(of record: Record) throws(RecordError) -> [Double?] {
    guard try record.value("samples") != nil else {
      try checkScored(record, "solution_nll")
      return [try record.double("solution_nll")]
    }
    var losses: [Double?] = []
    for sample in try record.samples {
      try checkScored(sample, "nll")
      losses.append(try sample.double("nll"))
    }
    return losses
  }

  private static func checkScored(_ fields: some Fields, _ field: String) throws(RecordError) {
    guard try fields.value(field) != nil else {
      throw RecordError("the field “\(field)” is missing: run score, or give --model")
    }
  }

  // MARK: - Weights

  /// Sets the weights of every record's samples and lets a closure decide on it.
  private func weigh(
    _ loop: RecordLoop, _ mean: Double, _ open: OpenModel?, _ progress: Progress,
    decide: @escaping (RecordEdit, [Double?]) -> Outcome
  ) throws {
    try loop.exchange(
      progress: progress,
      requests: { record -> [ModelRequest] in
        guard let open else { return [] }
        return try record.samples.map { try open.score($0, in: record) }
      },
      serve: { next, deliver in
        if let open {
          try open.model.serve(next: next, deliver: deliver)
        } else {
          // Without a model no record asks anything, and the first answer is the last.
          _ = try next(true)
        }
      },
      outcome: { (record, replies: [ModelReply]) in
        var edit = RecordEdit(record)
        var weights: [Double?] = []
        for sample in try record.samples {
          let loss: Double?
          if let open {
            let reply = replies[sample.number]
            edit.setScore(
              reply, withPrompt: withPrompt, logprobs: false, open.model.name,
              ofSample: sample.number)
            loss = reply.meanLoss(withPrompt: withPrompt)
          } else {
            try Self.checkScored(sample, "nll")
            loss = try sample.double("nll")
          }
          let weight = ShiftWeight.weight(loss: loss, validationMean: mean, rule: rule)
          edit.set("ds_weight", ofSample: sample.number, weight.map { .number($0) } ?? .null)
          weights.append(weight)
        }
        // The weights of a record that is rejected must not count.
        try edit.check()
        return decide(edit, weights)
      })
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
