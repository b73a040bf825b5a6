import Records
import Testing

@testable import Views

/// What is different about two records.
struct RecordChangeTests {
  private func change(_ old: String, _ new: String) throws -> RecordChange? {
    try RecordChange(try record(old), try record(new))
  }

  @Test(arguments: [
    (#"{"id":"a","n":1,"o":{"x":1,"y":2}}"#, #"{"o":{"y":2.0,"x":1},"id":"a","n":1.0}"#),
    (#"{"id":"a","t":"\u0041"}"#, #"{"id":"a","t":"A"}"#),
    (
      #"{"id":"a","samples":[{"index":0,"text":"x"}]}"#,
      #"{"id":"a","samples":[{"text":"x","index":0}]}"#
    ),
  ])
  func anotherSpellingIsNoChange(_ old: String, _ new: String) throws {
    #expect(try change(old, new) == nil)
  }

  @Test(arguments: [
    (#"{"n":9007199254740993}"#, #"{"n":9007199254740992}"#),
    (#"{"n":null}"#, #"{"n":false}"#),
    (#"{"t":"é"}"#, "{\"t\":\"e\u{301}\"}"),
    (#"{"l":[1,2]}"#, #"{"l":[2,1]}"#),
  ])
  func differentValuesAreAChange(_ old: String, _ new: String) throws {
    let change = try #require(try change(old, new))
    #expect(change.fields.map(\.kind) == [.changed])
  }

  @Test func fieldsAndSamplesAreAddedRemovedAndChanged() throws {
    let change = try #require(
      try change(
        #"{"id":"a","meta":{"x":1,"y":1},"samples":[{"index":0,"nll":1},{"index":3,"text":"t"}]}"#,
        #"{"id":"a","meta":{"x":2,"z":1},"samples":[{"index":0,"nll":2},{"index":4,"text":"t"}]}"#))
    #expect(change.fields.map(\.name) == ["meta.x", "meta.y", "meta.z"])
    #expect(change.fields.map(\.kind) == [.changed, .removed, .added])
    #expect(change.removed == [3])
    #expect(change.added == [4])
    #expect(change.samples.map(\.index) == [0])
    #expect(change.samples[0].fields.map(\.name) == ["nll"])
  }

  @Test func onlyTheFieldsAndSamplesThatAreWantedAreCompared() throws {
    let old = try record(
      #"{"meta":{"x":1},"m":1,"samples":[{"index":0,"nll":1,"text":"a"},{"index":1,"nll":1}]}"#)
    let new = try record(
      #"{"meta":{"x":2},"m":2,"samples":[{"index":0,"nll":2,"text":"b"},{"index":1,"nll":2}]}"#)
    let fields = RecordChange.Wanted(fields: ["meta", "nll"])
    let change = try #require(try RecordChange(old, new, fields))
    #expect(change.fields.map(\.name) == ["meta.x"])
    #expect(change.samples.map { $0.fields.map(\.name) } == [["nll"], ["nll"]])
    let samples = RecordChange.Wanted(fields: ["nll"], samples: [1])
    #expect(try RecordChange(old, new, samples)?.samples.map(\.index) == [1])
    #expect(try RecordChange(old, new, RecordChange.Wanted(fields: ["reference"])) == nil)
  }

  @Test func aVoteThatFlipsIsRightOrWrongAsItsSamplesAre() throws {
    func line(_ answer: String) -> String {
      #"{"id":"a","vote":{"answer":"\#(answer)"},"samples":"#
        + #"[{"index":0,"answer":"7","correct":true},{"index":1,"answer":"8","correct":false}]}"#
    }
    let change = try #require(try change(line("8"), line("7")))
    #expect(change.vote?.old == "8")
    #expect((change.wasRight, change.isRight) == (false, true))
  }
}
