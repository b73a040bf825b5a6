import ArgumentParser
import Engine
import FilterKit
import Models
import Records
import Streams

/// Trains a model on rows and saves it as a new one.
@main
struct Train: Filter {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on rows and saves it as a new one. Sees the whole stream.",
    discussion: """
      Reads rows in TRL's form, with a weight where they have one: prompt and completion for \
      --loss sft, prompt, chosen and rejected for dpo and dpo+nll. Only completions are learned; \
      the end of each is part of it. Writes the model to --save when it is complete, in the \
      Hugging Face layout, with the history of the rows; and to stdout a line for every step: \
      step, loss, gradient_norm, learning_rate, tokens, epoch, and for pairs margin and accuracy. \
      Rows longer than the model's context are dropped as too-long.

      Losses: sft is the weighted mean over all completion tokens; dpo is arXiv 2305.18290; \
      dpo+nll adds alpha times the chosen one's mean loss, all times the weight (arXiv \
      2411.04109).

      Memory: the rows' tokens, 16 bytes a parameter and 4 more for each of 2 to 8 gradient lanes. \
      Randomness: the order of the rows, and a new model's numbers, are a function of --seed. A \
      run that was stopped goes on from SAVE.checkpoint and ends with the same numbers.

      Example: problems reverse --count 1000 | best --as sft --from solution | train \
      --new width=32,layers=2,heads=2,positions=none --alphabet 0123456789= --steps 20 --save base
      """,
    version: version)

  /// What is minimised.
  enum Objective: String, ExpressibleByArgument, CaseIterable {
    case sft
    case dpo
    case dpoWithNLL = "dpo+nll"
  }

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "Make a new model instead, with a token for every character of the alphabet: \(Shape.help).",
      valueName: "sizes"))
  var new: Shape?

  @Option(
    help: ArgumentHelp("The characters that a new model knows.", valueName: "characters"))
  var alphabet: String?

  @Option(help: ArgumentHelp("Where the trained model goes.", valueName: "directory"))
  var save: String?

  @Option(help: "What is minimised.")
  var loss = Objective.sft

  @Option(help: "How strongly preferences bind to the reference model (dpo, dpo+nll).")
  var beta = 0.1

  @Option(help: "The weight of the chosen one's likelihood (dpo+nll).")
  var alpha = 1.0

  @Option(
    help: ArgumentHelp(
      "The reference model of preferences (default: the model as it begins).",
      valueName: "directory"))
  var reference: String?

  @Option(help: "How many updates (default: as many as --epochs take).")
  var steps: Int?

  @Option(help: "How often all rows are gone through, without --steps.")
  var epochs = 1.0

  @Option(help: "How many rows one update learns from.")
  var batch = 32

  @Option(help: "The learning rate after the warm-up.")
  var learningRate = 1e-4

  @Option(help: "How many updates the learning rate takes to rise.")
  var warmup = 0

  @Option(help: "How the learning rate falls.")
  var schedule = Schedule.Shape.cosine

  @Option(help: "The part of the learning rate that is left at the end.")
  var floor = 0.1

  @Option(help: "How much of each parameter an update takes away, times the learning rate.")
  var decay = 0.1

  @Option(help: "Scale longer gradients down to this length; 0 is never.")
  var clip = 1.0

  @Option(help: "Write a checkpoint after so many updates; 0 is never.")
  var checkpointEvery = 500

  @Flag(help: "Check the rows and stop before the first update.")
  var dryRun = false

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard (model.model == nil) != (new == nil) else {
      throw ValidationError("give either --model or --new")
    }
    guard (new == nil) == (alphabet == nil) else {
      throw ValidationError("--new and --alphabet go together")
    }
    guard save != nil || dryRun else { throw ValidationError("--save is missing") }
    for (name, value, least) in [
      ("--steps", Double(steps ?? 1), 1.0), ("--batch", Double(batch), 1),
      ("--warmup", Double(warmup), 0), ("--beta", beta, 0), ("--alpha", alpha, 0),
      ("--decay", decay, 0), ("--clip", clip, 0),
      ("--checkpoint-every", Double(checkpointEvery), 0),
    ] where !(value >= least) || !value.isFinite {
      throw ValidationError("\(name) must be at least \(least)")
    }
    guard learningRate > 0, learningRate.isFinite, epochs > 0, epochs.isFinite else {
      throw ValidationError("--learning-rate and --epochs must be more than 0")
    }
    guard (0...1).contains(floor) else { throw ValidationError("--floor must lie in 0 to 1") }
    if reference != nil, loss == .sft { throw ValidationError("--reference goes with dpo") }
    if let model = model.model, case .directory = ModelSource(model) {
    } else if model.model != nil {
      throw ValidationError("--model must be a directory: a server cannot be trained here")
    }
  }

  func run() throws {
    if let save { try ModelDirectory.checkPlace(save) }
    var directory = try start()
    let rendering = try model.rendering.open()
    let workers = Workers(threads: stream.running.threads)
    let description = RunDescription(
      Self.name, details: details(of: directory, rendering) + [seeding.detail])
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(directory.history?.array ?? [])
      var rows = try read(loop, directory, rendering)
      guard !dryRun else {
        say("\(Self.name): \(rows.count) rows can be learned from")
        return
      }
      guard rows.count > 0 else { throw Failure(.badData, "there is no row to learn from") }
      let run = TrainingRun(
        options: self, trainer: trainer(directory, workers, rows: rows.count), rows: rows.count)
      if loss != .sft {
        let start = try reference.map { try ModelDirectory(path: $0).parameters }
        try rows.setReference(
          Scorer(Transformer(start ?? directory.parameters.copy()), workers: workers))
      }
      try run.resume(fingerprint: fingerprint(of: rows, directory))
      try run.finishSteps(rows, loop.sink)
      directory.history = .array(loop.sink.historyWithThisRun)
      try directory.save(to: save ?? "")
      run.removeCheckpoint()
    }
  }

  // MARK: - The model

  /// The model that training begins with.
  private func start() throws -> ModelDirectory {
    guard let new, let alphabet else { return try ModelDirectory(path: model.model ?? "") }
    let tokenizer = try CharacterTokenizer(alphabet: alphabet.unicodeScalars)
    let key = Seeding(seed: seeding.seed, filter: Self.name).key(id: "parameters")
    return ModelDirectory(
      parameters: Parameters(new.architecture(vocabulary: tokenizer.count), key: key),
      tokenizer: tokenizer)
  }

  private func details(of directory: ModelDirectory, _ rendering: Rendering) -> [JSON.Member] {
    var details: [JSON.Member] = []
    if let model = model.model { details.append(JSON.Member("model", .string(model))) }
    if let revision = directory.revision {
      details.append(JSON.Member("revision", .string(revision)))
    }
    if rendering.history != [:] { details.append(JSON.Member("rendering", rendering.history)) }
    return details
  }

  private func trainer(_ directory: ModelDirectory, _ workers: Workers, rows: Int) -> Trainer {
    let total = totalSteps(rows: rows)
    return Trainer(
      Transformer(directory.parameters),
      optimizer: AdamW(decay: decay, clip: clip == 0 ? nil : clip),
      schedule: Schedule(
        peak: learningRate, warmUp: warmup, steps: total, shape: schedule, floor: floor),
      workers: workers)
  }

  /// How many updates the whole run makes.
  func totalSteps(rows: Int) -> Int {
    steps ?? max(1, Int((epochs * Double(rows) / Double(batch)).rounded(.up)))
  }

  // MARK: - Rows

  private func read(_ loop: RecordLoop, _ directory: ModelDirectory, _ rendering: Rendering) throws
    -> TrainingRows
  {
    var rows = TrainingRows(
      loss == .sft
        ? .supervised : .preference(beta: beta, alpha: loss == .dpoWithNLL ? alpha : 0))
    while let located = try loop.next() {
      do throws(RecordError) {
        let dropped = try rows.add(
          located.record, prompt: try rendering.prompt(of: located.record),
          prompts: directory.prompts,
          context: directory.configuration.architecture.context)
        loop.sink.tally.countUse(of: located.record, dropped: dropped)
      } catch {
        try loop.reject(located, error)
      }
    }
    return rows
  }

  /// Everything that the trained numbers depend on.
  private func fingerprint(of rows: TrainingRows, _ directory: ModelDirectory) -> JSON {
    [
      "rows": .string(ContentHash.digits(rows.hash.value)),
      "begins": .string(directory.revision ?? "new"), "loss": .string(loss.rawValue),
      "beta": .number(beta), "alpha": .number(alpha), "reference": .string(reference ?? ""),
      "steps": .integer(Int64(totalSteps(rows: rows.count))), "batch": .integer(Int64(batch)),
      "learning-rate": .number(learningRate), "warmup": .integer(Int64(warmup)),
      "schedule": .string(schedule.rawValue), "floor": .number(floor), "decay": .number(decay),
      "clip": .number(clip), "seed": .integer(Int64(seeding.seed)),
    ]
  }
}

extension Schedule.Shape: ExpressibleByArgument {}
