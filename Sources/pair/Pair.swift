import ArgumentParser
import FilterKit
import Methods
import Records

/// Makes preference rows of the samples of each problem.
@main
struct Pair: Filter {
  static let configuration = CommandConfiguration(
    commandName: "pair",
    abstract: "Makes preference rows of the samples of each problem.",
    discussion: """
      Reads records with samples and writes rows in TRL's form: id, prompt, chosen, rejected, and \
      the pair's weight. Equal values make no pair; a record that makes none is dropped with the \
      reason.
        most-vs-least        votes for the answers that vote wrote; weight (most - least) / samples
        best-vs-worst        --score
        correct-vs-wrong     what verify wrote; an undecided sample is in no pair
        reference-vs-sample  the record's solution over any sample
        revised-vs-original  what refine wrote, where score or correctness rose

      Memory: one block a thread. Randomness: which pairs are taken of a problem that allows more \
      than --max-pairs is a function of --seed and the record's id.

      Example: problems reverse --count 10 | sample --model base -n 8 | vote | pair --by most-vs-least
      """,
    version: version)

  @Option(help: "Which samples are preferred to which.")
  var by = Pairing.Strategy.mostVsLeast

  @Option(
    help: ArgumentHelp(
      "Compare by this numeric field, or score for the mean of the critiques' scores.",
      valueName: "field"))
  var score = "score"

  @Option(
    help: ArgumentHelp("The least share of the most-voted answer.", valueName: "share"),
    transform: Share.init(_:))
  var minShare: Share?

  @Option(help: "The least difference of score, or of shares of votes.")
  var minMargin = 0.0

  @Option(help: "How many pairs of one problem; 0 is all.")
  var maxPairs = 1

  @Option(
    help: ArgumentHelp("How many times longer one text may be than the other.", valueName: "ratio"))
  var maxLengthRatio: Double?

  @Option(
    help: ArgumentHelp(
      "For best-vs-worst: the shortest of the scores within this part of the range below the best, "
        + "over the longest within it above the worst.", valueName: "part"))
  var lengthControl: Double?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard maxPairs >= 0 else { throw ValidationError("--max-pairs must not be negative") }
    guard maxLengthRatio.map({ $0 >= 1 }) ?? true else {
      throw ValidationError("--max-length-ratio must be at least 1")
    }
    guard lengthControl.map({ (0..<0.5).contains($0) }) ?? true else {
      throw ValidationError("--length-control must be at least 0 and less than 0.5")
    }
    if minShare != nil, by != .mostVsLeast {
      throw ValidationError("--min-share goes with --by most-vs-least")
    }
    if lengthControl != nil, by != .bestVsWorst {
      throw ValidationError("--length-control goes with --by best-vs-worst")
    }
  }

  func run() throws {
    var pairing = Pairing(by, maximumPairs: maxPairs == 0 ? nil : maxPairs)
    pairing.minimumShare = minShare?.value ?? 0
    pairing.minimumMargin = minMargin
    pairing.maximumLengthRatio = maxLengthRatio
    pairing.lengthControl = lengthControl
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let description = RunDescription(Self.name, details: [seeding.detail])
    try stream.map(description) { [self, pairing] record throws(RecordError) in
      let id = try record.need("id", try record.string("id"))
      var candidates: [Pairing.Candidate] = []
      for sample in try record.samples { candidates.append(try candidate(sample)) }
      let solution = by == .referenceVsSample ? try record.string("solution") : nil
      var generator = seeds.generator(id: id)
      let pairs: [Pairing.Pair]
      do throws(Pairing.Reason) {
        pairs = try pairing.pairs(of: candidates, reference: solution, using: &generator)
      } catch {
        return .drop(error.rawValue)
      }
      return .rows(try rows(pairs, candidates, solution: solution, of: record, id: id))
    }
  }

  /// What the strategy needs to know of a sample.
  private func candidate(_ sample: Sample) throws(RecordError) -> Pairing.Candidate {
    let text = try sample.need("text", try sample.string("text"))
    var candidate = Pairing.Candidate(index: try sample.index, text: text)
    switch by {
    case .mostVsLeast:
      guard try sample.value("answer") != nil else {
        throw RecordError("the field “answer” is missing: run vote first")
      }
      candidate.answer = try sample.string("answer")
    case .bestVsWorst: candidate.score = try sample.measure(score)
    case .correctVsWrong:
      guard try sample.value("correct") != nil else {
        throw RecordError("the field “correct” is missing: run verify first")
      }
      candidate.correct = try sample.boolean("correct")
    case .referenceVsSample: break
    case .revisedVsOriginal:
      candidate.parent = try sample.integer("parent")
      candidate.score = try sample.measure(score)
      candidate.correct = try sample.boolean("correct")
    }
    return candidate
  }

  private func rows(
    _ pairs: [Pairing.Pair], _ candidates: [Pairing.Candidate], solution: String?,
    of record: Record, id: String
  ) throws(RecordError) -> Rows {
    let prompt = try record.need("prompt", try record.value("prompt"))
    var rows = Rows(unused: "not-paired")
    var used: Set<Int> = []
    for pair in pairs {
      let chosenText = pair.chosen.map { candidates[$0].text } ?? solution ?? ""
      let chosen = try record.completion(.string(chosenText))
      let rejected = try record.completion(.string(candidates[pair.rejected].text))
      let name = pair.chosen.map { "\(candidates[$0].index)" } ?? "solution"
      rows.append { row in
        row.add("id", .string("\(id)/\(name)/\(candidates[pair.rejected].index)"))
        row.add("prompt", copying: prompt)
        row.add("chosen", chosen)
        row.add("rejected", rejected)
        row.add("weight", .number(pair.weight))
      }
      used.formUnion([pair.rejected] + (pair.chosen.map { [$0] } ?? []))
    }
    rows.samples = used.count
    return rows
  }
}

extension Pairing.Strategy: ExpressibleByArgument {}
