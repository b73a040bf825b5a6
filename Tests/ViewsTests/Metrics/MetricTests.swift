import FilterKit
import Methods
import Records
import Testing

@testable import Views

/// The table of metrics, and what its rows say of streams.
struct MetricTests {
  /// The metrics of records, by their names.
  static func values(
    _ lines: [String], first: [String]? = nil,
    _ settings: StreamStatistics.Settings = StreamStatistics.Settings()
  ) throws -> [String: MetricValue] {
    let first = try first.map { try statistics($0, settings) }
    let values = try statistics(lines, settings).values(first: first, previous: first)
    return Dictionary(uniqueKeysWithValues: values.map { ($0.name, $0) })
  }

  static func statistics(
    _ lines: [String], _ settings: StreamStatistics.Settings = StreamStatistics.Settings()
  ) throws -> StreamStatistics {
    var statistics = StreamStatistics(settings)
    for line in lines { try statistics.count(try record(line)) }
    return statistics
  }

  /// A problem with answers; a sample is right if its answer is 7.
  static func problem(
    _ id: String, _ answers: [String?], reference: String? = "7", correct: [Bool?]? = nil
  ) -> String {
    let samples = answers.enumerated().map { place, answer in
      let answer = answer.map { #""\#($0)""# } ?? "null"
      let correct = correct.map { #","correct":\#($0[place].map { "\($0)" } ?? "null")"# } ?? ""
      return #"{"index":\#(place),"text":"so \#(place)","answer":\#(answer)\#(correct)}"#
    }
    let gold = reference.map { #""reference":"\#($0)","# } ?? ""
    return #"{"id":"\#(id)",\#(gold)"samples":[\#(samples.joined(separator: ","))]}"#
  }

  // MARK: - The table

  @Test func everyRowHasANameOfItsOwnAndAMeaning() {
    let names = Metric.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Metric.all.allSatisfy { !$0.meaning.isEmpty })
    for (place, name) in names.enumerated() {
      #expect(Metric.place(of: name.replacing("@k", with: "@8")) == place)
    }
    #expect(Metric.place(of: "pass@0") == nil)
    #expect(Metric.place(of: "perplexity") == nil)
  }

  // MARK: - Denominators

  @Test func everyProblemCountsAlike() throws {
    let lines = [
      Self.problem("a", ["7"]), Self.problem("b", ["1", "2", "3", "4", "5", "6", "8", "9"]),
    ]
    #expect(try Self.values(lines)["accuracy"]?.value == 0.5)
  }

  /// Samples that were not drawn as the answer was sure do not make a model worse.
  @Test func stoppingEarlyIsNotWorse() throws {
    let whole = [
      Self.problem("a", Array(repeating: "7", count: 8)),
      Self.problem("b", ["7", "1", "7", "1", "7", "1", "7", "1"]),
    ]
    let early = [Self.problem("a", ["7", "7"]), whole[1]]
    #expect(try Self.values(whole)["accuracy"]?.value == 0.75)
    #expect(try Self.values(early)["accuracy"]?.value == 0.75)
  }

  @Test func withoutAReferenceNothingIsSaid() throws {
    let lines = [Self.problem("a", ["7", "8"], reference: nil, correct: [nil, nil])]
    let values = try Self.values(lines)
    for name in ["accuracy", "pass@2", "maj@2", "undecided"] {
      #expect(values[name] == nil, "\(name)")
    }
    #expect(values["problems"]?.value == 1)
  }

  @Test func aProblemWithoutAReferenceLeavesEveryDenominator() throws {
    let judged = [Self.problem("a", ["7", "7"]), Self.problem("b", ["8", "7"])]
    let all = judged + [Self.problem("c", ["7", "8"], reference: nil, correct: [nil, nil])]
    let (one, other) = (try Self.values(judged), try Self.values(all))
    for name in ["accuracy", "pass@2", "maj@2"] {
      #expect(one[name]?.value == other[name]?.value, "\(name)")
      #expect(one[name]?.interval == other[name]?.interval, "\(name)")
    }
    #expect(other["judged"]?.value == 2)
  }

  @Test func aProblemThatNobodyAnsweredCounts() throws {
    let lines = [Self.problem("a", ["7", "7"]), Self.problem("b", [nil, nil])]
    let values = try Self.values(lines)
    #expect(values["maj@2"]?.value == 0.5)
    #expect(values["pass@2"]?.value == 0.5)
    #expect(values["undecided"]?.value == 2)
  }

  // MARK: - Normal forms

  @Test func spellingsOfOneAnswerAreOneAnswer() throws {
    let lines = [Self.problem("a", ["0.5", "1/2", "3", "4"], reference: "\\\\frac{1}{2}")]
    let values = try Self.values(lines)
    #expect(values["accuracy"]?.value == 0.5)
    #expect(values["maj@4"]?.value == 1, "two votes for one half")
  }

  @Test func whatVerifyFoundDecides() throws {
    // The reference is a sentence, which the answers are not equal to as they are written.
    let lines = [
      Self.problem("a", ["12", "13"], reference: "twelve", correct: [true, false]),
      Self.problem("b", ["12", "12"], reference: "twelve", correct: [true, true]),
    ]
    let values = try Self.values(lines)
    #expect(values["accuracy"]?.value == 0.75)
    #expect(values["maj@2"]?.value == 0.75)
    #expect(values["pass@2"]?.value == 1)
  }

  @Test func aVoteIsNotRightMoreOftenThanASampleIs() throws {
    for answers in [
      ["7", "8"], ["7", "7", "8", nil], [nil, "7", "9", "9"], [nil, nil, "7", "7"],
    ] {
      let values = try Self.values([Self.problem("a", answers)])
      for (name, pass) in values where name.hasPrefix("pass@") {
        let vote = values["maj@" + name.dropFirst(5)]
        #expect((vote?.value ?? 0) <= pass.value + 1e-12)
      }
    }
  }

  // MARK: - Comparisons

  @Test func twoStreamsArePairedByProblem() throws {
    let ids = (0..<40).map { "p-\($0)" }
    let first = ids.map { Self.problem($0, [$0.hasSuffix("0") ? "7" : "8"]) }
    let second = ids.reversed().map {
      Self.problem($0, [$0.hasSuffix("9") || $0.hasSuffix("0") ? "7" : "8"])
    }
    let change = try #require(try Self.values(second, first: first)["accuracy-change"])
    #expect(abs(change.value - 0.1) < 1e-12)
    #expect(change.problems == 40)
    let p = try #require(try Self.values(second, first: first)["accuracy-change-p"])
    #expect(abs(p.value - 0.125) < 1e-6, "4 won, none lost")
    #expect(try Self.values(first)["accuracy-change"] == nil)
  }

  @Test func problemsOfOneStreamOnlyAreNoChange() throws {
    let first = [Self.problem("a", ["7"]), Self.problem("b", ["7"])]
    let second = [Self.problem("b", ["8"]), Self.problem("c", ["7"])]
    #expect(try Self.values(second, first: first)["accuracy-change"]?.value == -1)
    #expect(try Self.values([second[1]], first: first)["accuracy-change"] == nil)
  }

  // MARK: - Verifiers and revisions

  private func criticised(_ critiques: String) -> String {
    #"{"id":"a","reference":"7","samples":[{"index":0,"text":"x","answer":"7","critiques":["#
      + critiques + "]}]}"
  }

  @Test func critiquesOfDifferentKindsAreNotAveraged() throws {
    let both = criticised(
      #"{"kind":"points","score":5},{"kind":"yesno","score":1}"#)
    var settings = StreamStatistics.Settings()
    #expect(try Self.values([both], settings)["verification-gap"]?.value == 0)
    settings = StreamStatistics.Settings(acceptScore: 3)
    #expect(throws: RecordError.self) { try Self.values([both], settings) }
    settings = StreamStatistics.Settings(acceptScore: 3, scoreKind: "points")
    #expect(try Self.values([both], settings)["verification-gap"]?.value == 0)
  }

  @Test func judgementsAboutJudgementsAreNoScore() throws {
    let meta = criticised(
      #"{"kind":"points","score":5},{"kind":"points","score":1,"of":0},"#
        + #"{"kind":"points","score":0,"against":1}"#)
    let sample = try #require(try record(meta).samples.first)
    #expect(try CritiqueScores.means(of: sample) == ["points": 5])
  }

  @Test func aProblemOfWhichNothingWasSelectedIsNotBalanced() throws {
    let full = Self.problem("a", Array(repeating: "7", count: 8))
    let empty = #"{"id":"b","reference":"7","samples":[]}"#
    let one = try #require(try Self.values([full])["balance-score"]?.value)
    let two = try #require(try Self.values([full, empty])["balance-score"]?.value)
    #expect(two == one / 2)
  }

  @Test func aRevisionThatDoesNotBeginWithItsPrefixIsOfNeitherKind() throws {
    func line(_ text: String, prefix: String) -> String {
      #"{"id":"a","reference":"7","samples":[{"index":0,"text":"wrong so","answer":"8"},"#
        + #"{"index":1,"text":"\#(text)","answer":"7","parent":0\#(prefix)}]}"#
    }
    let shown = line("fresh", prefix: "")
    let own = line("wrong but right", prefix: #","prefix":5"#)
    let odd = line("another start", prefix: #","prefix":5"#)
    #expect(try Self.values([shown, own])["blind-spot"]?.value == 0)
    #expect(try Self.values([shown, odd])["blind-spot"] == nil)
  }

  // MARK: - Rows

  @Test func rowsAreCounted() throws {
    let values = try Self.values([
      #"{"prompt":"p","chosen":"long one","rejected":"one"}"#,
      #"{"prompt":"p","chosen":"a","rejected":[{"role":"assistant","content":"bcd"}]}"#,
    ])
    #expect(values["rows"]?.value == 2)
    #expect(values["chosen-longer"]?.value == 0.5)
    #expect(values["characters"]?.value == 15.0 / 4)
    #expect(values["problems"] == nil)
  }
}
