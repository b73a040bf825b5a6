import Answers
import ArgumentParser
import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records

/// Draws completions of each problem from a model.
@main
struct SampleCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draws completions of each problem from a model.",
    discussion: """
      Reads records with id and prompt. Appends -n samples to each, after those that are there: \
      index, text, finish, model, seed, tokens, logprob (of the untempered distribution, in nats), \
      with --logprobs token_logprobs; to the record next_index. A request that the model refuses \
      gives a sample with finish error, an empty text and the reason as error.

      With --until the samples of a problem end when its answers are sure enough, -n at the latest: \
      unanimous:5 when one window of five is of one mind, beta:0.95 and dirichlet:0.95 when the \
      answer in front stays there with that chance, share:0.8 when it has that share. Answers are \
      found as vote finds them; samples that are there already count. The samples that are drawn \
      are the same as without --until. dsc (difficulty-adaptive) sees the whole stream: it puts the \
      problems in order from easy to hard, by --difficulty or by asking the model to order them in \
      batches of 8, gives the easy ones one greedy answer, and the others as many samples as those \
      before them needed.

      With --emit-batch and --ingest-batch nobody is asked: --model is the name that the queue \
      knows. Requests without an answer are written in OpenAI's batch form, answers are read from \
      what the queue wrote, in any order. A record without any sample is dropped as not-answered.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most; with --until dsc all \
      prompts and samples, and the stream goes to a temporary file (TMPDIR). Randomness: each \
      sample is drawn with a seed that is a function of --seed, the record's id and the sample's \
      index.

      Example: problems reverse --count 10 | sample --model base -n 16 --temperature 1
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = [
    "--model", "-n", "--temperature", "--max-tokens", "--chat", "--until", "--output",
  ]

  /// When the samples of a problem end.
  enum Until: Equatable {
    case rule(StoppingRule)
    /// By what the problems before it needed.
    case difficulty

    init(_ text: String) throws {
      self = text == "dsc" ? .difficulty : .rule(try StoppingRule(text))
    }
  }

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Sampling") var sampling: SamplingOptions

  @Option(
    help: ArgumentHelp(
      "Stop before -n samples: unanimous:WINDOW, beta:CHANCE, dirichlet:CHANCE, share:SHARE, dsc.",
      valueName: "rule"),
    transform: Until.init(_:))
  var until: Until?

  @Option(
    help: ArgumentHelp(
      "With --until dsc: a number in the record, more for harder, such as meta.difficulty.",
      valueName: "field"))
  var difficulty: String?

  @Option(
    help: ArgumentHelp("With --until: \(AnswerExtractor.help)", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract: AnswerExtractor?

  @OptionGroup(title: "Batch files") var batch: BatchOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    try model.need()
    try sampling.check(model.server)
    guard until == nil || sampling.count > 1 else {
      throw ValidationError("--until needs -n, the most samples of a problem, such as -n 40")
    }
    guard until != nil || extract == nil else { throw ValidationError("--extract needs --until") }
    guard until == .difficulty || difficulty == nil else {
      throw ValidationError("--difficulty needs --until dsc")
    }
    guard until != .difficulty || !batch.isGiven else {
      throw ValidationError("--until dsc asks step by step: it goes with no batch")
    }
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name), batch: batch)
    try open.run(Self.name, stream, unit: "samples", details: [seeding.detail]) { run in
      let sampling = SamplingRun(self, open, run)
      if until == .difficulty {
        try sampling.byDifficulty()
      } else {
        try sampling.recordByRecord()
      }
    }
  }
}
