import FilterKit
import Records
import Testing

struct FieldConditionTests {
  private let record: Record

  init() throws {
    record = try Record(
      line: Array(
        #"{"right":false,"n":3,"half":0.5,"name":"stop","digits":"7","vote":{"share":0.75,"none":null}}"#
          .utf8))
  }

  private func holds(_ text: String) throws -> Bool {
    try #require(FieldCondition(argument: text)).holds(for: record)
  }

  @Test(arguments: [
    "right=false", "right!=true", "n=3", "n=3.0", "n>=3", "n<=3", "n>2", "n<3.5", "half=0.5",
    "name=stop", #"name="stop""#, "name!=length", "digits=7", "vote.share>=0.75", "vote.share>0.5",
    "vote.none=null", "missing=null", "missing!=1", "vote.missing=null",
  ])
  func holds(text: String) throws { #expect(try holds(text)) }

  @Test(arguments: [
    "right=true", "right=null", "n=4", "n!=3", "n>3", "n<3", "name=sto", "name>1", "digits>1",
    "vote.share<0.75", "missing=1", "missing>0", "missing<0", "name.share=1", "vote.none>0",
  ])
  func doesNotHold(text: String) throws { #expect(try !holds(text)) }

  @Test(arguments: ["", "name", "=1", "a..b=1", "n>much", "n!3"])
  func noConditions(text: String) { #expect(FieldCondition(argument: text) == nil) }
}
