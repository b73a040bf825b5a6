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
    "vote.none=null", "missing=null", "missing!=1", "vote.missing=null", "name~to", "n~3",
    "vote~share", "list.score=1", "list.score>2", "list.kind=point", "list.score!=1", "none=null",
    "two=[1,2]", "two=2", "list!=null",
  ])
  func holds(text: String) throws { #expect(try holds(text)) }

  @Test(arguments: [
    "right=true", "right=null", "n=4", "n!=3", "n>3", "n<3", "name=sto", "name>1", "digits>1",
    "vote.share<0.75", "missing=1", "missing>0", "missing<0", "name.share=1", "vote.none>0",
    "name~TO", "missing~", "vote.none~null", "list.score>3", "list.kind=pair", "none!=null",
    "two=[1]", "two=3", "list=null",
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
