import FilterKit
import Records
import Testing

struct ExpressionTests {
  private let scope: RecordScope

  /// First attempts with rewards 0 and 1, each with two revisions; the rewards are SCoRe's.
  init() throws {
    let line = #"""
      {"id":"a","meta":{"level":3},"two":2,"samples":[
      {"index":0,"text":"né","reward":0,"correct":true,"tokens":{"completion":4}},
      {"index":1,"text":"","reward":1,"correct":null,"probs":{"Yes, sir":0.25}},
      {"index":2,"reward":1,"parent":0,"list":[1,null,2]},{"index":3,"reward":0,"parent":0},
      {"index":4,"reward":1,"parent":1},{"index":5,"reward":0,"parent":1,"list":[]}]}
      """#
    scope = try RecordScope(Record(line: line.replacing("\n", with: "").utf8))
  }

  private func value(_ text: String, at place: Int? = 0) throws -> Double? {
    try Expression(parsing: text).value(of: place, in: scope)
  }

  @Test(arguments: [
    ("1", 1), ("1+2*3", 7), ("(1+2)*3", 9), ("-2^2", -4), ("2^3^2", 512), ("2^-1", 0.5),
    ("8/4/2", 1), ("7-4-2", 1), ("--2", 2), ("1e2", 100), (".5", 0.5), ("two*two", 4),
    ("exp(0)", 1), ("ln(exp(2))", 2), ("abs(-3)", 3), ("sqrt(9)", 3), ("min(3,1,2)", 1),
    ("max(1, two)", 2), ("correct", 1), ("correct+0.2*two", 1.4), ("true-false", 1),
    ("tokens.completion", 4), ("meta.level", 3), ("record.meta.level", 3), ("length(text)", 2),
    ("(two=2)+(two>2)", 1), ("1000/max(1, length(text)/4)", 1000),
  ])
  func arithmetic(text: String, result: Double) throws { #expect(try value(text) == result) }

  /// Null in, null out, and null for what is no finite number.
  @Test(
    arguments: [
      "null", "missing", "1+missing", "missing*0", "min(1,missing)", "-missing", "exp(missing)",
      "1/0", "0/0", "ln(0)", "sqrt(-1)", "exp(1000)", "(-1)^0.5", "mean(missing)", "max(missing)",
      "rank(missing)", "sample.meta.level", "parent.reward", "meta", "length(missing)",
    ].filter { $0 != "meta" })
  func null(text: String) throws { #expect(try value(text) == nil) }

  @Test func overSamples() throws {
    #expect(try value("mean(reward)") == 0.5)
    #expect(try value("sum(reward)") == 3)
    #expect(try value("variance(reward)") == 0.25)
    #expect(try value("max(index)") == 5)
    #expect(try value("min(index)") == 0)
    #expect(try value("count(correct=true)") == 1)
    #expect(try value("count(correct)") == 1)
    #expect(try value("count()") == 6)
    #expect(try value("count(reward=1)/count()") == 0.5)
    // Samples without a value are left out of what is over samples.
    #expect(try value("mean(correct)") == 1)
    #expect(try value("mean(reward)", at: nil) == 0.5)
  }

  @Test func ranksCountTheLarger() throws {
    let ranks = try Expression(parsing: "rank(reward-parent.reward)").values(in: scope)
    #expect(ranks == [nil, nil, 1, 2, 2, 4])
  }

  @Test func siblingsReviseTheSameSample() throws {
    let means = try Expression(parsing: "reward-siblings(mean(reward))").values(in: scope)
    #expect(means == [-0.5, 0.5, 0.5, -0.5, 0.5, -0.5])
    #expect(
      try Expression(parsing: "siblings(rank(index))").values(in: scope) == [2, 1, 2, 1, 2, 1])
    #expect(try value("siblings(mean(reward))", at: nil) == nil)
  }

  /// Rewards r₂ + α(r₂ − r₁) with α = 10, arXiv 2409.12917.
  @Test func theWorkedExampleOfSCoRe() throws {
    let rewards = try Expression(parsing: "reward+10*(reward-parent.reward)").values(in: scope)
    #expect(rewards == [nil, nil, 11, 0, 1, -10])
  }

  @Test func namesWithOtherCharactersAreQuoted() throws {
    #expect(try value(#"probs."Yes, sir"*2"#, at: 1) == 0.5)
  }

  @Test func aListCountsAsTheMeanOfItsNumbers() throws {
    #expect(try value("list", at: 2) == 1.5)
    #expect(try value("list", at: 5) == nil)
    #expect(try value("length(list)", at: 2) == 3)
  }

  @Test func aTextIsNoNumber() throws {
    let expression = try Expression(parsing: "1+text")
    let error = #expect(throws: RecordError.self) { try expression.value(of: 0, in: scope) }
    #expect(error?.reason.contains("“text”") == true)
    #expect(throws: RecordError.self) { try value("meta") }
  }

  @Test(arguments: [
    ("vote.share", true), ("meta.level*2", true), ("record.x", true), ("mean(reward)", true),
    ("reward", false), ("x", false), ("vote.share*reward", false), ("rank(reward)", false),
    ("(prompt=a)", true),
  ])
  func someGiveOneNumberForARecord(text: String, isOfRecord: Bool) throws {
    #expect(try Expression(parsing: text).isOfRecord == isOfRecord)
  }

  @Test func whatItNamesIsKnown() throws {
    let expression = try Expression(parsing: "a.b+mean((c=1)*d)-siblings(max(e,f))+length(g)")
    #expect(expression.paths.map(\.description) == ["a.b", "c", "d", "e", "f", "g"])
  }

  @Test(arguments: [
    ("", 1), ("1+", 3), ("(1", 3), ("1)", 2), ("2two", 1), ("1 2", 3), ("foo(1)", 1),
    ("mean()", 6), ("min(1,)", 7), ("a b", 3), ("a[b]", 2), ("1..2", 3), ("\"a", 1), ("a,b", 2),
    ("length(1)", 8), ("exp(1,2)", 6), ("#", 1),
  ])
  func errorsPointAtTheCharacter(text: String, character: Int) {
    let error = #expect(throws: GrammarError.self) { try Expression(parsing: text) }
    #expect(error?.character == character, "\(text): \(error?.description ?? "")")
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
    #expect(throws: GrammarError.self) { try Expression(parsing: text) }
    let powers = Array(repeating: "2", count: 5000).joined(separator: "^")
    #expect(throws: GrammarError.self) { try Expression(parsing: powers) }
  }
}
