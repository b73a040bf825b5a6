import ArgumentParser
import FilterKit
import Methods
import Models
import Randomness
import Records
import Streams

/// Lets a model propose new problems.
@main
struct ProposeCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "propose",
    abstract: "Lets a model propose new problems.",
    discussion: """
      Reads problems, the pool, and writes new ones: id, prompt and meta with proposed_from (the ids \
      that the model saw), similarity (the largest ROUGE-L to a prompt that was there), model and \
      seed. The model sees --shots problems of the pool, drawn anew for each proposal, until --count \
      are admitted; with --variant it sees one problem at a time, and each gets -n proposals. A \
      template of your own finds the pool's records as the list examples, or with --per-problem the \
      fields of one.

      A proposal is admitted if its length is right, it holds no forbidden word and it is new: \
      ROUGE-L below --max-similarity to the pool and to all that were admitted (Self-Instruct). \
      Others are counted on stderr, by reason. Proposals are judged in the order \
      in which they were asked for, so the same answers give the same problems.

      Memory: the pool. Randomness: the choice of examples, and each proposal's seed, are functions \
      of --seed and the proposal's number, or the problem's id.

      Example: echo '{"prompt":"*","text":"Which numbers from 1 to 9 are odd?"}' > new; \
      problems reverse --count 10 | propose --model replay:new --count 1
      """,
    version: version + "\n" + ModelOptions.engine)

  /// Kinds of new problems that are made from one.
  enum Variant: String, ExpressibleByArgument, CaseIterable {
    case easier, harder, paraphrase, similar

    /// What the model is told.
    var template: String {
      let wish =
        switch self {
        case .easier:
          "Write an easier problem of the same kind: fewer steps or smaller numbers, and something "
            + "else that it is about."
        case .harder:
          "Write a harder problem of the same kind: one more step or condition that changes how it "
            + "is solved. It must still have one answer that can be found from what it says."
        case .paraphrase:
          "Write the same problem in other words. Its answer must stay the same, with all numbers "
            + "and conditions."
        case .similar:
          "Write another problem that is solved in the same way, about something else and with "
            + "other numbers."
        }
      return """
        Here is a problem.

        Problem: {{prompt}}

        \(wish) Write the new problem alone, without a solution.

        Problem:
        """
    }
  }

  /// What the model is told without --variant.
  static let shotsTemplate = """
    Here are some problems.

    {{#examples}}
    Problem: {{prompt}}

    {{/examples}}
    Write one new problem that would fit among these and is not like any of them in what it asks. \
    It must have one answer that can be found from what it says. Write the problem alone, without a \
    solution.

    Problem:
    """

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: ArgumentHelp("How many new problems to make (default: 100).", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("How many problems the model sees (default: 8).", valueName: "n"))
  var shots: Int?

  @Option(
    help: ArgumentHelp("Ask no more than so often (default: 10 times --count).", valueName: "n"))
  var tries: Int?

  @Option(help: "Make each problem easier, harder, a paraphrase, or similar.")
  var variant: Variant?

  @Flag(help: "Show one problem at a time to the template.")
  var perProblem = false

  @Option(name: .customShort("n"), help: ArgumentHelp("Proposals for each problem (default: 1)."))
  var perEach: Int?

  @Option(help: ArgumentHelp("How many words a problem may have.", valueName: "n-n"))
  var words = WordCount(range: 3...200)

  @Option(
    help: ArgumentHelp("Refuse problems with these words.", valueName: "word[,word…]"))
  var forbid: String?

  @Option(help: ArgumentHelp("Refuse problems with this ROUGE-L or more; over 1 admits all."))
  var maxSimilarity = 0.7

  @Option(help: ArgumentHelp("What ids begin with.", valueName: "name"))
  var name = "propose"

  @OptionGroup(title: "Sampling") var drawing: DrawingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  private var isPerProblem: Bool { perProblem || variant != nil }

  func validate() throws {
    try model.need()
    if isPerProblem {
      guard shots == nil, count == nil, tries == nil else {
        throw ValidationError("--shots, --count and --tries go without --variant and --per-problem")
      }
      guard perEach ?? 1 >= 1 else { throw ValidationError("-n must be at least 1") }
      guard variant != nil || model.rendering.template != nil else {
        throw ValidationError("--per-problem needs --template or --variant")
      }
    } else {
      guard perEach == nil else { throw ValidationError("-n goes with --variant or --per-problem") }
      guard shots ?? 8 >= 1, count ?? 1 >= 0, tries ?? 1 >= 1 else {
        throw ValidationError("--shots and --tries must be at least 1, --count at least 0")
      }
    }
    guard variant == nil || model.rendering.template == nil else {
      throw ValidationError("--template takes the place of --variant: give it with --per-problem")
    }
    guard maxSimilarity > 0 else { throw ValidationError("--max-similarity must be more than 0") }
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name),
      defaultTemplate: variant?.template ?? Self.shotsTemplate)
    let progress = Progress(Self.name, unit: "proposals", quiet: stream.running.quiet)
    let description = RunDescription(Self.name, details: open.details + [seeding.detail])
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(open.history)
      let pool = try readPool(loop, open.rendering)
      var admission = Admission(
        lengths: words.range, forbidden: forbid?.split(separator: ",").map(String.init) ?? [],
        limit: maxSimilarity)
      for known in pool { admission.add(known.prompt) }
      let proposals = try ask(about: pool, &admission, open, loop.sink, progress)
      progress.end()
      loop.sink.note("tokens", open.meter.json, summary: open.meter.summary)
      proposals.report(quiet: stream.running.quiet)
    }
    try open.close()
  }

  // MARK: - The pool

  /// A problem of the pool.
  private struct Known {
    var id: String
    var prompt: String
    /// What the template may look at.
    var fields: JSON
  }

  private func readPool(_ loop: RecordLoop, _ rendering: Rendering) throws -> [Known] {
    let names = (rendering.template?.fields ?? []).filter { $0 != "examples" }
    var pool: [Known] = []
    while let located = try loop.next() {
      let record = located.record
      do {
        let id = try record.need("id", try record.string("id"))
        let prompt = try Prompt(try record.need("prompt", try record.json("prompt")))
        pool.append(
          Known(
            id: id, prompt: prompt.messages.map(\.content).joined(separator: "\n"),
            fields: try record.object(names)))
        loop.sink.tally.countUse(of: record, dropped: nil)
      } catch let error as RecordError {
        try loop.reject(located, error)
      } catch let error as RenderingError {
        try loop.reject(located, RecordError("the field “prompt”: \(error)"))
      }
    }
    guard !pool.isEmpty || isPerProblem || count == 0 else {
      throw Failure(.badData, "the pool has no problem to show to the model")
    }
    return pool
  }

  // MARK: - Asking

  /// What a proposal is asked with.
  private struct Question {
    var prompt: Prompt
    var parents: [String]
    var seed: UInt64
  }

  /// The question with a number, from 0.
  private func question(
    _ number: Int, about pool: [Known], _ rendering: Rendering, _ seeds: Seeding
  ) throws -> Question {
    let shown: [Known]
    let fields: JSON
    let seed: UInt64
    if isPerProblem {
      let known = pool[number / (perEach ?? 1)]
      (shown, fields) = ([known], known.fields)
      seed = seeds.modelSeed(id: known.id, index: number % (perEach ?? 1))
    } else {
      var generator = seeds.generator(id: "examples", index: number)
      shown = Self.draw(min(shots ?? 8, pool.count), of: pool, using: &generator)
      fields = ["examples": .array(shown.map(\.fields))]
      seed = seeds.modelSeed(id: "proposal", index: number)
    }
    do {
      return Question(
        prompt: try rendering.prompt(of: fields), parents: shown.map(\.id), seed: seed)
    } catch {
      throw Failure(.badData, "the problem “\(shown.first?.id ?? "")”: \(error)")
    }
  }

  /// Some of the pool in random order.
  private static func draw(
    _ count: Int, of pool: [Known], using generator: inout CounterGenerator
  ) -> [Known] {
    var places = Array(pool.indices)
    for place in 0..<count {
      places.swapAt(place, Int.random(in: place..<places.count, using: &generator))
    }
    return places[..<count].map { pool[$0] }
  }

  /// How many questions there may be, and how many problems are wanted; nil is all that come.
  private func limits(_ pool: [Known]) -> (questions: Int, problems: Int?) {
    if isPerProblem { return (pool.count * (perEach ?? 1), nil) }
    let count = count ?? 100
    return (tries ?? 10 * count, count)
  }

  /// Asks until enough is admitted; writes that.
  private func ask(
    about pool: [Known], _ admission: inout Admission, _ open: OpenModel, _ sink: RecordSink,
    _ progress: Progress
  ) throws -> Proposals {
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let (questions, wanted) = limits(pool)
    var proposals = Proposals()
    var ids = Set(pool.map(\.id))
    var asked: [Int: Question] = [:]
    var replies: [Int: ModelReply] = [:]
    var issued = 0
    try open.model.serve(
      next: { _ in
        let missing = wanted.map { $0 - proposals.admitted } ?? .max
        guard issued < questions, missing > 0 else { return .end }
        // More answers than problems that are wanted would be asked for in vain.
        guard issued - proposals.judged < missing else { return .notYet() }
        let question = try question(issued, about: pool, open.rendering, seeds)
        asked[issued] = question
        issued += 1
        return .request(
          .complete(question.prompt, drawing.settings, seed: question.seed), ticket: issued - 1)
      },
      deliver: { ticket, reply in
        replies[ticket] = reply
        progress.step(records: proposals.admitted)
        while let reply = replies.removeValue(forKey: proposals.judged),
          let question = asked.removeValue(forKey: proposals.judged)
        {
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
          sink.tally.countMade(samples: 0)
          try sink.write(rows.lines)
          try sink.showNowAndThen()
        }
      })
    return proposals
  }
}

/// What became of the proposals, in the order in which they were asked for.
private struct Proposals {
  private(set) var judged = 0
  private(set) var admitted = 0
  private var refused: [String: Int] = [:]

  /// The problem in a reply, nil if there is none that is whole.
  mutating func text(of reply: ModelReply) -> String? {
    judged += 1
    switch reply {
    case .completion(let completion) where completion.finish == .stop:
      if let text = ProposedProblem.text(in: completion.text) { return text }
      refused["no-problem", default: 0] += 1
    case .completion(let completion):
      refused["finish-\(completion.finish.rawValue)", default: 0] += 1
    case .refused: refused["no-answer", default: 0] += 1
    case .score, .probabilities: preconditionFailure("a completion was asked for")
    }
    return nil
  }

  /// The largest similarity of a problem that is admitted, nil for one that is not.
  mutating func judge(_ text: String, _ admission: inout Admission) -> Double? {
    switch admission.decide(text) {
    case .admitted(let similarity): return similarity
    case .refused(let reason):
      refused[reason.rawValue, default: 0] += 1
      return nil
    }
  }

  /// Counts a problem that is admitted unless its id was there before.
  mutating func take(_ id: String, _ ids: inout Set<String>) -> Bool {
    guard ids.insert(id).inserted else {
      refused["same-id", default: 0] += 1
      return false
    }
    admitted += 1
    return true
  }

  /// Says how many were admitted, and why others were not.
  func report(quiet: Bool) {
    guard !quiet else { return }
    let reasons = refused.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }.joined()
    say("propose: \(judged) proposals, \(admitted) admitted\(reasons)")
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
