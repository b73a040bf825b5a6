import Records
import Testing

@Suite struct RecordTests {
  private func record(_ text: String) throws -> Record { try Record(line: Array(text.utf8)) }

  @Test func fieldsAreReadByType() throws {
    let record = try record(
      #"{"id":"a","n":3,"x":-2.5,"b":true,"null":null,"o":{"k":[1]},"samples":[{"index":4},{}]}"#)
    #expect(record.id == "a")
    #expect(try record.integer("n") == 3)
    #expect(try record.double("n") == 3)
    #expect(try record.double("x") == -2.5)
    #expect(try record.boolean("b") == true)
    #expect(try record.string("null") == nil)
    #expect(try record.string("missing") == nil)
    #expect(try record.json("o")?["k"]?[0]?.integer == 1)
    #expect(try record.samples.map { try $0.index } == [4, 1])
    #expect(throws: RecordError("the field “n” is no string", at: 14)) { try record.string("n") }
    #expect(throws: RecordError("the field “x” is no whole number", at: 20)) {
      try record.integer("x")
    }
    #expect(throws: RecordError("the field “missing” is missing")) {
      try record.need("missing", record.string("missing"))
    }
    #expect(throws: RecordError("the field “null” is null")) {
      try record.need("null", record.string("null"))
    }
  }

  @Test(arguments: ["1e400", "-1e400"])
  func whatIsComputedWithIsFinite(number: String) throws {
    let record = try record(#"{"a":\#(number)}"#)
    #expect(throws: RecordError("the field “a” is too large a number", at: 5)) {
      try record.double("a")
    }
  }

  @Test func anIndexLeavesRoomForItsSuccessors() throws {
    #expect(try record(#"{"samples":[{"index":4},{}],"next_index":3}"#).nextSampleIndex == 5)
    #expect(try record(#"{"next_index":8}"#).nextSampleIndex == 8)
    for text in [
      #"{"next_index":9223372036854775807}"#, #"{"samples":[{"index":9223372036854775807}]}"#,
    ] {
      #expect(throws: RecordError.self) { try record(text).nextSampleIndex }
    }
  }

  @Test func aRepeatedFieldIsAnErrorOnlyWhereItIsNeeded() throws {
    let record = try record(#"{"a":1,"b":2,"\u0061":3}"#)
    #expect(try record.integer("b") == 2)
    #expect(throws: RecordError.self) { try record.integer("a") }
  }

  @Test func escapedKeysAreFound() throws {
    let record = try record(#"{"\u0069d":"x","s\u0061mples":[{"te\u0078t":"y"}]}"#)
    #expect(record.id == "x")
    #expect(try record.samples.map { try $0.string("text") } == ["y"])
  }

  @Test(arguments: [
    #"{"samples":[{}],"samples":[{}]}"#, #"{"samples":[{}],"\u0073amples":3}"#, #"{"samples":{}}"#,
    #"{"samples":[{},1]}"#, "{}", #"{"samples":null}"#,
  ])
  func samplesThatAreNoneAreAnError(text: String) throws {
    let record = try record(text)
    #expect(record.sampleCount == 0)
    #expect(throws: RecordError.self) { try record.samples }
  }

  @Test func theRestOfARecordIsItsOtherMembers() throws {
    let record = try Record(line: Array(#"{ "a" : 1e400 ,"\u0062":[ 2 ],"c":{}, "a":-0}"#.utf8))
    #expect(
      record.rest(without: ["b"]).map { String(decoding: $0, as: UTF8.self) }
        == #"{"a" : 1e400,"c":{},"a":-0}"#)
    #expect(record.rest(without: ["a", "b", "c"]) == nil)
    #expect(
      record.rest(without: []).map { String(decoding: $0, as: UTF8.self) }
        == #"{"a" : 1e400,"\u0062":[ 2 ],"c":{},"a":-0}"#)
  }

  @Test func aCompletionHasTheFormOfThePrompt() throws {
    let text = try Record(line: Array(#"{"prompt":"x"}"#.utf8))
    #expect(try text.completion("y") == "y")
    let chat = try Record(line: Array(#"{"prompt":[{"role":"user","content":"x"}]}"#.utf8))
    #expect(try chat.completion("y") == [["role": "assistant", "content": "y"]])
  }
}
