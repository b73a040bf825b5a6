import ArgumentParser
import Checkpoints
import FilterKit
import ModelKit
import Models
import Records

/// Says how likely a model finds samples or solutions, or some words after them.
@main
struct ScoreCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Says how likely a model finds samples or solutions.",
    discussion: """
      Reads records with samples, or with --of solution records with a solution. Adds to each \
      sample logprob (the sum over its tokens, and the end token unless it was cut off, in nats), \
      nll (the mean negative log-likelihood of a token) and scored_by; to a record with a \
      solution solution_nll and scored_by. With --words it adds probs instead: the probability \
      of each word as the next one after the prompt, which a template makes of the record's \
      fields and the sample's. A text that the model cannot score gets null. Samples that \
      --only, --latest or --new (no nll, with --words no probs) leave out pass untouched.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most. Randomness: none.

      Example: problems reverse --count 10 | score --model base --of solution
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = ["--model", "--of", "--words", "--logprobs", "--output"]

  /// What is scored.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case samples
    case solution
  }

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: "What is scored.")
  var of = Target.samples

  @Flag(help: "Count the prompt's tokens in nll too.")
  var withPrompt = false

  @Flag(help: "Write the log-probability of every token as token_logprobs.")
  var logprobs = false

  @Option(
    help: ArgumentHelp("Words, with commas between, to be asked for.", valueName: "word,word…"))
  var words: String?

  @OptionGroup(title: "Selection") var selection: NewSelectionOptions
  @OptionGroup var stream: StreamOptions

  private var wordList: [String] { words?.split(separator: ",").map(String.init) ?? [] }

  func validate() throws {
    try model.need()
    guard of == .samples || (!selection.new && !selection.selected.isGiven) else {
      throw ValidationError("--only, --latest and --new are about samples: not with --of solution")
    }
    guard words == nil || !wordList.isEmpty else {
      throw ValidationError("invalid --words \"\(words ?? "")\": use words with commas between")
    }
    try OptionRule.refuse(
      ["--words": words != nil, "--logprobs": logprobs], unless: of == .samples,
      needing: "--of samples")
    try OptionRule.refuse(
      ["--with-prompt": withPrompt, "--logprobs": logprobs], unless: words == nil,
      needing: "texts that are scored: it does not go with --words")
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name))
    let added = wordList.isEmpty ? "nll" : "probs"
    let selection = selection.selection { sample throws(RecordError) in
      try sample.value(added) != nil
    }
    try open.run(Self.name, stream, unit: "texts", selection: selection) { run in
      try run.ask(
        prepare: { record in
          let all = try requests(for: record, open)
          let taken = of == .solution ? [true] : try selection.taken(in: RecordScope(record))
          let numbers = all.indices.filter { taken[$0] }
          return (numbers, numbers.map { all[$0] })
        },
        outcome: { record, numbers, replies in
          var edit = RecordEdit(record)
          for (number, reply) in zip(numbers, replies) {
            write(reply, number, to: &edit, model: open.model.name)
          }
          return .pass(edit)
        })
    }
  }

  private func requests(for record: Record, _ open: OpenModel) throws(RecordError)
    -> [ModelRequest]
  {
    guard of == .samples else { return [try open.scoreSolution(of: record)] }
    guard wordList.isEmpty else {
      return try record.samples.map { sample throws(RecordError) in
        .probabilities(try open.rendering.prompt(of: sample, in: record), words: wordList)
      }
    }
    return try open.scoreSamples(of: record)
  }

  private func write(_ reply: ModelReply, _ number: Int, to edit: inout RecordEdit, model: String) {
    if of == .solution {
      edit.set("solution_nll", reply.meanLoss(withPrompt: withPrompt).map { .number($0) } ?? .null)
      edit.set("scored_by", .string(model))
    } else if wordList.isEmpty {
      edit.setScore(reply, withPrompt: withPrompt, logprobs: logprobs, model, ofSample: number)
    } else if case .probabilities(let values) = reply {
      let members = zip(wordList, values).map { JSON.Member($0, .number($1)) }
      edit.set("probs", ofSample: number, .object(members))
    } else {
      edit.set("probs", ofSample: number, .null)
    }
  }
}
