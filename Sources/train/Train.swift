import ArgumentParser
import Checkpoints
import Engine
import FilterKit
import Losses
import Records
import Streams

/// Trains a model on rows and saves it as a new one.
@main
struct Train: Filter {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on rows and saves it as a new one. Sees the whole stream.",
    discussion: """
      Reads rows in TRL's form, with a weight where they have one: prompt and completion for sft \
      and dft, or text, or messages; chosen and rejected instead for losses of pairs, prompt, \
      completion and label for kto, prompt, completions and rewards for grpo and its kin. Only \
      completions are learned; the end of each is part of it. Of a text everything is learned, of \
      messages what the assistant says, as the model's chat template writes it (what it marks by \
      {% generation %}, as TRL's assistant_only_loss; or else from where it asks for an answer to \
      the end token). Writes the model to --save when it is complete, in the Hugging \
      Face layout, with the history of the rows; and to stdout a line for every step: step, loss, \
      gradient_norm, learning_rate, tokens, epoch, and what the loss watches: margin, accuracy, \
      divergence, reward, clipped.

      More fields of rows: token_weights, a number for each token of the completion, or \
      span_weights, a list of [start, end, weight] in UTF-8 bytes (sft, dft; 0 is not learned); \
      label_smoothing (dpo, robust, exo, simpo), or label_prob as pair writes it, with \
      label_smoothing = 1 - label_prob (CREAM); margin, by how much chosen is scored higher \
      (squared).

      Losses and their numbers are those of TRL: sft is the mean over all completion tokens of an \
      update; dpo+nll is ScPO's (arXiv 2411.04109); orpo takes the likelihood of prompt and chosen \
      side. The ratios of grpo and its kin are to the model as it begins, from which the rows \
      should have been drawn.

      With --lora-rank an adapter is learned and saved in PEFT's layout, with the --model that it \
      changes; --model takes it, or MODEL+ADAPTER, wherever it takes a model.

      Memory: 16 bytes a parameter, 4 more for each of 2 to 8 gradient lanes, and a batch; with \
      --lora-rank 8 of them less, and 4 more a number of the matrices that it changes; the rows lie \
      as tokens in a temporary file in TMPDIR. Randomness: the order of the rows, and a new \
      model's numbers, are a function of --seed. A run that was stopped goes on from \
      SAVE.checkpoint and ends with the same numbers and metrics.

      Example: problems reverse --count 1000 | rows --from solution | train \
      --new width=32,layers=2,heads=2,positions=none --alphabet 0123456789= --steps 20 --save base
      """,
    version: version + "\n" + EngineDescription.current.line)

  static let commonOptions = [
    "--model", "--new", "--loss", "--save", "--epochs", "--batch", "--learning-rate", "--dry-run",
  ]

  @Option(
    help: ArgumentHelp(
      "The model that training begins with: a directory, or MODEL+ADAPTER.",
      valueName: "directory"))
  var model: String?

  @OptionGroup(title: "Rendering") var rendering: RenderingOptions

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

  @Option(
    help: "How its numbers are stored: f32, or bf16 with half the bytes; training is in float32.")
  var storage = Storage.f32

  @Option(
    help: ArgumentHelp("The loss that is minimised: " + LossTable.help, valueName: "loss"),
    transform: Objective.init(parsing:))
  var loss = Objective.sft

  @OptionGroup(title: "Loss") var settings: LossOptions

  @OptionGroup(title: "Adapter") var adapting: AdapterOptions

  @Option(help: "How many updates (default: as many as --epochs take).")
  var steps: Int?

  @Option(help: "How often all rows are gone through, without --steps.")
  var epochs = 1.0

  @Option(help: "How many rows a batch has.")
  var batch = 32

  @Option(help: "How many batches' gradients an update adds up.")
  var gradientAccumulationSteps = 1

  @Option(
    help: ArgumentHelp(
      "The longest row, in tokens (default: the model's context).", valueName: "tokens"))
  var maxLength: Int?

  @Option(help: "What becomes of longer rows: drop, or cut the ends of their completions.")
  var tooLong = RowReading.Excess.drop

  @Option(help: "The learning rate after the warm-up.")
  var learningRate = 1e-4

  @Option(help: "The number of updates in which the learning rate rises from 0.")
  var warmupSteps = 0

  @Option(help: "How the learning rate falls; wsd holds it, and falls in the last --decay-steps.")
  var schedule = Schedule.Shape.cosine

  @Option(
    help: ArgumentHelp(
      "The number of updates at the end in which wsd falls (default: a tenth of all).",
      valueName: "steps"))
  var decaySteps: Int?

  @Option(help: "The final learning rate, divided by the peak.")
  var minLrRatio = 0.1

  @Option(help: "AdamW's weight decay, of all parameters.")
  var weightDecay = 0.1

  @Option(help: "The norm to which longer gradients are scaled down; 0 is never.")
  var maxGradNorm = 1.0

  @Option(help: "Write a checkpoint after so many updates; 0 is never.")
  var checkpointEvery = 500

  @Flag(
    help: ArgumentHelp(
      "Check the rows and stop before the first update.",
      discussion: """
        Checks all that training would, and what trainers of whole columns ask: the same keys on \
        every line, one type a column, roles that take turns. Status 65 if something is wrong.
        """))
  var dryRun = false

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  /// The largest number of rows and updates that an option takes: products of two can be counted.
  static let most = 1_000_000_000

  func validate() throws {
    guard (model == nil) != (new == nil) else {
      throw ValidationError("give either --model or --new")
    }
    guard (new == nil) == (alphabet == nil) else {
      throw ValidationError("--new and --alphabet go together")
    }
    guard save != nil || dryRun else { throw ValidationError("--save is missing") }
    for (name, value, least) in [
      ("--steps", steps ?? 1, 1), ("--batch", batch, 1),
      ("--gradient-accumulation-steps", gradientAccumulationSteps, 1),
      ("--max-length", maxLength ?? 2, 2), ("--warmup-steps", warmupSteps, 0),
      ("--decay-steps", decaySteps ?? 1, 1),
      ("--checkpoint-every", checkpointEvery, 0),
    ] where !(least...Self.most).contains(value) {
      throw ValidationError("\(name) must be at least \(least) and at most \(Self.most)")
    }
    for (name, value) in [("--weight-decay", weightDecay), ("--max-grad-norm", maxGradNorm)]
    where !(value >= 0 && value.isFinite) {
      throw ValidationError("\(name) must be at least 0")
    }
    guard learningRate > 0, learningRate.isFinite else {
      throw ValidationError("--learning-rate must be more than 0")
    }
    guard epochs > 0, epochs <= Double(Self.most) else {
      throw ValidationError("--epochs must be more than 0 and at most \(Self.most)")
    }
    guard (0...1).contains(minLrRatio) else {
      throw ValidationError("invalid --min-lr-ratio \(minLrRatio): use a number from 0 to 1")
    }
    guard steps == nil || epochs == 1 else {
      throw ValidationError("--steps and --epochs exclude each other")
    }
    try settings.validate(for: loss)
    if adapting.savesAdapter, new != nil {
      throw ValidationError(
        "--lora-rank needs --model: an adapter is stored relative to a base model")
    }
    if adapting.savesAdapter, storage != .f32 {
      throw ValidationError("--storage is for whole models: an adapter is stored in float32")
    }
    if decaySteps != nil, schedule != .warmUpStableDecay {
      throw ValidationError("--decay-steps goes with --schedule wsd")
    }
    guard model?.isEmpty != true else { throw ValidationError("--model must not be empty") }
    guard model?.contains("://") != true else {
      throw ValidationError("--model must be a directory: a server's model cannot be trained")
    }
  }

  func run() throws {
    if let save {
      try adapting.savesAdapter
        ? AdapterDirectory.checkPlace(save) : ModelDirectory.checkPlace(save)
    }
    var directory = try start()
    if adapting.savesAdapter, directory.isAdapted {
      throw ValidationError(
        "an adapter of an adapted model cannot be saved as PEFT does: give --merge, or merge the "
          + "first one before")
    }
    try adapting.check(directory.configuration.architecture)
    let rendering = try rendering.open()
    let workers = Workers(threads: stream.running.threads)
    let description = RunDescription(
      Self.name, details: details(of: directory, rendering) + [seeding.detail],
      fields: FieldPath.list(rendering.optionalFields))
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(directory.history?.array ?? [])
      if dryRun { return try check(loop, try reading(directory, rendering)) }
      let rows = try read(loop, try reading(directory, rendering))
      try checkCount(rows.count)
      let key = Seeding(seed: seeding.seed, filter: Self.name).key(id: "order")
      let references = try score(rows, directory, workers, key: key)
      let trainer = trainer(directory, workers, rows: rows.count)
      let run = TrainingRun(
        options: self, trainer: trainer, rows: rows,
        steps: totalSteps(rows: rows.count), key: key, save: save ?? "")
      try run.resume(fingerprint: fingerprint(of: rows, directory, references), loop.sink)
      try run.finishSteps(loop.sink)
      directory.history = .array(loop.sink.historyWithThisRun)
      if adapting.savesAdapter, let adapter = trainer.adapter {
        try AdapterDirectory.save(
          adapter, base: model ?? "", history: directory.history ?? .null, to: save ?? "")
      } else {
        try directory.save(to: save ?? "", storage: storage)
      }
      run.removeCheckpoint()
    }
  }

  // MARK: - The model

  /// The model that training begins with.
  private func start() throws -> ModelDirectory {
    guard let new, let alphabet else {
      var directory = try ModelDirectory(path: model ?? "")
      let variables = rendering.templateSet.map(\.member)
      directory.chatTemplate = directory.chatTemplate?.setting(variables)
      return directory
    }
    let tokenizer = try CharacterTokenizer(alphabet: alphabet.unicodeScalars)
    let key = Seeding(seed: seeding.seed, filter: Self.name).key(id: "parameters")
    return ModelDirectory(
      parameters: Parameters(new.architecture(vocabulary: tokenizer.count), key: key),
      tokenizer: tokenizer)
  }

  private func details(of directory: ModelDirectory, _ rendering: Rendering) -> [JSON.Member] {
    var details: [JSON.Member] = []
    if let model { details.append(JSON.Member("model", .string(model))) }
    if let revision = directory.revision {
      details.append(JSON.Member("revision", .string(revision)))
    }
    if rendering.history != [:] { details.append(JSON.Member("rendering", rendering.history)) }
    return details
  }

  private func trainer(_ directory: ModelDirectory, _ workers: Workers, rows: Int) -> Trainer {
    let total = totalSteps(rows: rows)
    let key = Seeding(seed: seeding.seed, filter: Self.name).key(id: "adapter")
    return Trainer(
      Transformer(directory.parameters),
      adapter: adapting.adapter(of: directory.parameters, key: key),
      optimizer: AdamW(decay: weightDecay, clip: maxGradNorm == 0 ? nil : maxGradNorm),
      schedule: Schedule(
        peak: learningRate, warmUp: warmupSteps, steps: total, shape: schedule,
        floor: minLrRatio, cooldown: decaySteps),
      workers: workers)
  }

  /// How many updates the whole run makes.
  func totalSteps(rows: Int) -> Int {
    let all = (epochs * Double(rows) / Double(batch * gradientAccumulationSteps)).rounded(.up)
    return steps ?? max(1, Int(exactly: all) ?? .max)
  }

  /// What tells the numbers that training begins with from others, with the seed: those of a new
  /// model follow from its sizes and switches.
  private func beginning(of directory: ModelDirectory) -> JSON {
    directory.revision.map { .string($0) } ?? directory.configuration.json
  }

  /// Everything that the trained numbers depend on.
  private func fingerprint(
    of rows: TrainingRows, _ directory: ModelDirectory, _ reference: String
  ) -> JSON {
    .object(
      [
        JSON.Member("rows", .string(ContentHash.digits(rows.hash))),
        JSON.Member("begins", beginning(of: directory)),
        JSON.Member("max-length", .integer(Int64(rows.longest))),
        JSON.Member("reference", .string(reference)),
        JSON.Member("steps", .integer(Int64(totalSteps(rows: rows.count)))),
        JSON.Member("batch", .integer(Int64(batch))),
        JSON.Member(
          "gradient-accumulation-steps", .integer(Int64(gradientAccumulationSteps))),
        JSON.Member("learning-rate", .number(learningRate)),
        JSON.Member("warmup-steps", .integer(Int64(warmupSteps))),
        JSON.Member("schedule", .string(schedule.rawValue)),
        JSON.Member("decay-steps", .integer(Int64(decaySteps ?? 0))),
        JSON.Member("min-lr-ratio", .number(minLrRatio)),
        JSON.Member("weight-decay", .number(weightDecay)),
        JSON.Member("max-grad-norm", .number(maxGradNorm)),
        JSON.Member("seed", .integer(Int64(seeding.seed))),
      ] + settings.fingerprint(of: loss) + adapting.fingerprint)
  }
}

extension Schedule.Shape: ExpressibleByArgument {}
extension Storage: ExpressibleByArgument {}
extension RowReading.Excess: ExpressibleByArgument {}
