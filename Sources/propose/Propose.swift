import ArgumentParser
import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records
import Streams

/// Lets a model propose new problems.
@main
struct ProposeCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Lets a model propose new problems.",
    discussion: """
      Reads problems, the pool, and writes new ones with id, prompt, and meta: proposed_from (the \
      ids that the model saw), similarity (the largest ROUGE-L to a known prompt), model and seed. \
      The model sees --shots problems of the pool, chosen at random for each proposal, until \
      --count proposals are admitted. With --variant it sees one problem at a time, and each gets \
      -n proposals. A template of your own can use the pool's records as the list examples, or with \
      --per-problem the fields of one record; --print-template prints the default one.

      A proposal is admitted if its length is in range, it contains no forbidden word and it is \
      new: its ROUGE-L with the pool and with all admitted proposals is below --max-similarity \
      (Self-Instruct). Signs count like words there, so 3 + 4 and 3 - 4 differ. The others are \
      counted on stderr by reason. Proposals are judged in the order of their requests, so the same \
      replies give the same problems.

      Memory: the pool. Randomness: the choice of examples and the seed of each proposal are \
      functions of --seed and the proposal's number, or the problem's id.

      Example: echo '{"prompt":"*","text":"Which numbers from 1 to 9 are odd?"}' > new; \
      problems reverse --count 10 | propose --model replay:new --count 1
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = [
    "--model", "--count", "--shots", "--variant", "--template", "--max-similarity", "--output",
  ]

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: ArgumentHelp("How many new problems to make (default: 100).", valueName: "n"))
  var count: Int?

  @Option(
    help: ArgumentHelp("How many example problems the model sees (default: 8).", valueName: "n"))
  var shots: Int?

  @Option(
    help: ArgumentHelp(
      "Send at most this many requests (default: 10 times --count).", valueName: "n"))
  var tries: Int?

  @Option(help: "Ask for an easier, harder, paraphrased or similar version of each problem.")
  var variant: Variant?

  @Flag(help: "Show one problem at a time to the template.")
  var perProblem = false

  @Option(
    name: .customShort("n", allowingJoined: true),
    help: "With --variant or --per-problem: proposals for each problem (default: 1).")
  var perEach: Int?

  @Option(help: ArgumentHelp("The range of words that a problem may have.", valueName: "n-n"))
  var words = WordCount(range: 3...200)

  @Option(
    help: ArgumentHelp(
      "Reject problems that contain one of these words.", valueName: "word[,word…]"))
  var forbid: String?

  @Option(help: ArgumentHelp("Reject problems with this ROUGE-L or more; above 1 admits all."))
  var maxSimilarity = 0.7

  @Option(help: ArgumentHelp("What ids begin with.", valueName: "name"))
  var name = "propose"

  @Flag(help: "Print the template in the form that --template reads, and exit.")
  var printTemplate = false

  @OptionGroup(title: "Sampling") var parameters: SamplingParameters
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  private var isPerProblem: Bool { perProblem || variant != nil }

  func validate() throws {
    if !printTemplate { try model.need() }
    if isPerProblem {
      guard shots == nil, count == nil, tries == nil else {
        throw ValidationError(
          "--shots, --count and --tries do not apply to --variant and --per-problem")
      }
      guard perEach ?? 1 >= 1 else { throw ValidationError("invalid -n: use 1 or more") }
      guard variant != nil || model.rendering.template != nil else {
        throw ValidationError("--per-problem needs --template or --variant")
      }
    } else {
      guard perEach == nil else { throw ValidationError("-n needs --variant or --per-problem") }
      guard shots ?? 8 >= 1, count ?? 1 >= 0, tries ?? 1 >= 1 else {
        throw ValidationError(
          "invalid --shots, --tries or --count: use 1 or more (--count 0 or more)")
      }
    }
    guard variant == nil || model.rendering.template == nil else {
      throw ValidationError("--template replaces --variant: use it with --per-problem")
    }
    guard maxSimilarity > 0 else {
      throw ValidationError("invalid --max-similarity: use a number above 0")
    }
  }

  /// What the model is told without --template.
  private var template: String { variant?.template ?? fewShotTemplate }

  func run() throws {
    let shown = isPerProblem ? [] : ["examples"]
    if printTemplate {
      return print(try model.rendering.templateText(default: template, showing: shown))
    }
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name),
      defaultTemplate: template, showing: shown)
    try open.run(Self.name, stream, unit: "proposals", details: [seeding.detail]) { run in
      let pool = try Pool(
        run.loop, open.rendering, isPerProblem ? .each(times: perEach ?? 1) : .shots(shots ?? 8))
      guard !pool.problems.isEmpty || isPerProblem || count == 0 else {
        throw Failure(.badData, "the input has no problem to show to the model")
      }
      var admission = Admission(
        lengths: words.range, forbidden: forbid?.split(separator: ",").map(String.init) ?? [],
        limit: maxSimilarity)
      for known in pool.problems { admission.add(known.prompt) }
      let proposals = try ask(about: pool, &admission, open, run)
      run.progress.end()
      proposals.report(quiet: stream.running.quiet)
    }
  }

  /// Asks until enough is admitted; writes that.
  private func ask(
    about pool: Pool, _ admission: inout Admission, _ open: OpenModel, _ run: ModelRun
  ) throws -> Proposals {
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    // Of each problem all that are admitted are wanted.
    let wanted = isPerProblem ? nil : count ?? 100
    let questions = pool.questions ?? tries ?? 10 * (wanted ?? 0)
    var proposals = Proposals()
    var ids = Set(pool.problems.map(\.id))
    var asked: [Int: Pool.Question] = [:]
    var replies: [Int: ModelReply] = [:]
    var issued = 0
    try open.model.serve(
      next: { _ in
        let missing = wanted.map { $0 - proposals.admitted } ?? .max
        guard issued < questions, missing > 0 else { return .end }
        // More answers than problems that are wanted would be asked for in vain.
        guard issued - proposals.judged < missing else { return .notYet() }
        let question = try pool.question(issued, seeds)
        asked[issued] = question
        issued += 1
        return .request(
          .complete(question.prompt, parameters.settings, seed: question.seed), ticket: issued - 1)
      },
      deliver: { ticket, reply in
        replies[ticket] = reply
        run.progress.step(records: proposals.admitted)
        while let reply = replies.removeValue(forKey: proposals.judged),
          let question = asked.removeValue(forKey: proposals.judged)
        {
          run.failures.count(reply)
          guard let text = proposals.text(of: reply),
            let similarity = proposals.judge(text, &admission)
          else { continue }
          let id = "\(name)-\(ContentHash.digits(ContentHash.of(text)))"
          guard proposals.take(id, &ids) else { continue }
          var rows = Rows(unused: "")
          rows.append { row in
            row.add("id", .string(id))
            row.add("prompt", .string(text))
            row.add(
              "meta",
              [
                "proposed_from": .array(question.parents.map { .string($0) }),
                "similarity": .number(similarity), "model": .string(reply.model ?? open.model.name),
                "seed": .integer(Int64(question.seed)),
              ])
          }
          run.loop.sink.tally.countMade(samples: 0)
          try run.loop.sink.write(rows.lines)
          try run.loop.sink.showNowAndThen()
        }
      })
    return proposals
  }
}

/// Numbers of words, written `3-200`.
struct WordCount: ExpressibleByArgument {
  var range: ClosedRange<Int>

  init(range: ClosedRange<Int>) { self.range = range }

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 1, last >= first else {
      return nil
    }
    range = first...last
  }

  var defaultValueDescription: String { "\(range.lowerBound)-\(range.upperBound)" }
}
