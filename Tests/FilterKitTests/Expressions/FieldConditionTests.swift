import FilterKit
import Records
import Testing

struct FieldConditionTests {
  private let record: Record

  init() throws {
    let line =
      #"{"right":false,"n":3,"half":0.5,"name":"stop","digits":"7","vote":{"share":0.75,"none":null},"#
      + #""list":[{"score":1},{"score":3,"kind":"point"}],"none":[],"two":[1,2]}"#
    record = try Record(line: line.utf8)
  }

  private func holds(_ text: String) throws -> Bool {
    try #require(FieldCondition(argument: text)).holds(for: record)
  }

  @Test(arguments: [
    "right=false", "right!=true", "n=3", "n=3.0", "n>=3", "n<=3", "n>2", "n<3.5", "half=0.5",
    "name=stop", #"name="stop""#, "name!=length", "digits=7", "vote.share>=0.75", "vote.share>0.5",
    "vote.none=null", "missing=null", "vote.missing=null", "n==3", " n >= 3 ", #"name>"sto""#,
    "name~to", "n~3",
    "vote~share", #"name~"st""#, "list.score=1", "list.score>2", "list.kind=point", "list.score!=1",
    "none=null", "right<1", "right=0",
    "two=[1,2]", "two=2", "list!=null",
  ])
  func holds(text: String) throws { #expect(try holds(text)) }

  @Test(arguments: [
    "right=true", "right=null", "n=4", "n!=3", "n>3", "n<3", "name=sto", "name>1", "digits>1",
    "vote.share<0.75", "missing=1", "missing>0", "missing<0", "name.share=1", "vote.none>0",
    "name~TO", "missing~", "vote.none~null", "list.score>3", "list.kind=pair", "none!=null",
    "missing!=1", "vote.none!=1", "missing!=null", #"name<"sto""#, "two=[1]", "two=3", "list=null",
  ])
  func doesNotHold(text: String) throws { #expect(try !holds(text)) }

  @Test func paths() throws {
    let path = try #require(FieldPath(argument: "list.score"))
    #expect(try path.values(in: record) == [1, 3])
    #expect(path.description == "list.score")
    #expect(path.rest?.rest == nil)
    #expect(try FieldPath(argument: "vote.none")?.isPresent(in: record) == true)
    #expect(try FieldPath(argument: "vote.nothing")?.isPresent(in: record) == false)
    #expect(FieldPath(argument: "a..b") == nil)
  }

  @Test(arguments: ["", "name", "=1", "a..b=1", "n>much", "n!3"])
  func noConditions(text: String) { #expect(FieldCondition(argument: text) == nil) }
}

/// Conditions about samples, with the record and the chain of revisions around them.
struct SampleConditionTests {
  private let scope: RecordScope

  init() throws {
    let line = #"""
      {"id":"a","vote":{"share":0.6},"both":"record","samples":[
      {"index":0,"text":"x","correct":false,"both":"sample","critiques":[{"kind":"points","score":4},
      {"kind":"points","score":2},{"kind":"points","score":null},{"kind":"yesno","score":1,"verdict":"yes"},
      {"kind":"meta","of":0,"score":9}]},
      {"index":4,"text":"y","correct":true,"parent":0},
      {"index":7,"text":"z","correct":null,"parent":4},{"index":8,"text":"w","parent":2}]}
      """#
    scope = try RecordScope(Record(line: line.replacing("\n", with: "").utf8))
  }

  private func taken(_ text: String) throws -> [Int] {
    let selection = SampleSelection([try FieldCondition(parsing: text)])
    return try selection.samples(of: scope).map(\.number)
  }

  @Test(arguments: [
    ("correct=true", [1]), ("correct!=true", [0]), ("correct=null", [2, 3]),
    ("vote.share>=0.5", [0, 1, 2, 3]), ("sample.vote.share>=0.5", []),
    ("record.both=record", [0, 1, 2, 3]), ("both=sample", [0]), ("both=record", [1, 2, 3]),
    ("parent.correct=false", [1]), ("parent.correct=true", [2]), ("parent.text=x", [1]),
    ("root.correct=false", [0, 1, 2]), ("root.text=w", [3]), ("parent=0", [1]),
    ("parent!=null", [1, 2, 3]), ("parent=null", [0]), ("parent.correct=null", [0, 3]),
    ("critiques[points].score=3", [0]), ("critiques[yesno].score=1", [0]),
    ("critiques[meta].score=9", [0]), ("critiques[yes].score=1", []),
    ("critiques.verdict=yes", [0]), ("critiques[points].verdict=yes", []),
    ("critiques[points]=null", [1, 2, 3]), ("score>2.3", [0]), ("score<2.4", [0]),
    ("count(correct=true)=1", [0, 1, 2, 3]), ("correct-parent.correct=1", [1]),
    (#""both"="sample""#, [0]), ("rank(index)=1", [3]),
  ])
  func takes(text: String, places: [Int]) throws { #expect(try taken(text) == places) }

  @Test func theLatestAreThoseThatNoOtherRevises() throws {
    #expect(try SampleSelection([], latest: true).samples(of: scope).map(\.number) == [2, 3])
  }

  @Test func allConditionsHoldForOneSample() throws {
    let texts = ["parent.correct=false", "correct=true"]
    let selection = SampleSelection(try texts.map(FieldCondition.init(parsing:)))
    #expect(try selection.taken(in: scope) == [false, true, false, false])
    #expect(selection.complaints.isEmpty)
  }

  @Test func aConditionThatHoldsForNothingIsTold() throws {
    let selection = SampleSelection(
      try ["correct=true", "text=never"].map(FieldCondition.init(parsing:)))
    #expect(selection.complaints.isEmpty)
    _ = try selection.taken(in: scope)
    #expect(
      selection.complaints == [
        "\"text=never\" holds for nothing for which the conditions before it hold"
      ])
  }

  @Test func newSamplesLackTheValue() throws {
    let selection = SampleSelection([]) { sample throws(RecordError) in
      try sample.value("correct") != nil
    }
    #expect(try selection.taken(in: scope) == [false, false, false, true])
  }

  @Test(arguments: [
    ("", 1, "expected a number"), ("correct", 8, "expected ="), ("=1", 1, "expected a number"),
    ("a..b=1", 3, "expected a name"), ("n>much", 2, "> compares with a number"),
    ("reward+*2>1", 8, "expected a number"), ("abz(x)>1", 1, "no function is called abz"),
    ("my-field=true", 1, "is a number"), ("critiques[points=1", 10, "is not closed"),
    ("vote[a].b=1", 5, "only critiques have a kind"), (#"a="b" c"#, 7, "expected an operator"),
    (#""a=1"#, 1, "the quote is not closed"), ("(a=1", 5, "expected \")\""),
  ])
  func errorsPointAtTheCharacter(text: String, character: Int, reason: String) throws {
    let error = #expect(throws: GrammarError.self) { try FieldCondition(parsing: text) }
    #expect(error?.character == character, "\(error?.description ?? "")")
    #expect(error?.reason.contains(reason) == true, "\(error?.description ?? "")")
  }
}
