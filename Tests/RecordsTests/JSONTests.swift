import Records
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    "null", "true", "-7", "9223372036854775807", "0.1", "1e+300", #""a\"\\\n\u0001é""#,
    #"[1,[],{}]"#, #"{"b":1,"a":{"c":[null]}}"#,
  ])
  func writingGivesBackWhatWasParsed(text: String) throws {
    #expect(try JSON(parsing: text).text == text)
  }

  @Test(arguments: ["", "{", "[1,]", "nul", #"{"a":1,"a":2}"#, "1 2"])
  func whatIsNoValueIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  /// Why values that are not changed are never parsed and printed, but copied.
  @Test(arguments: [("-0", "0"), ("1.0", "1.0"), ("1E2", "100.0"), (#""\u00e9\/""#, "\"é/\"")])
  func parsingAndWritingMayChangeTheText(text: String, written: String) throws {
    #expect(try JSON(parsing: text).text == written)
  }

  @Test func membersKeepTheirOrderAndAreFoundByKey() throws {
    let value = try JSON(parsing: #"{"z":1,"a":[2.5,"x"]}"#)
    #expect(value.members?.map(\.key) == ["z", "a"])
    #expect(value["z"]?.integer == 1)
    #expect(value["a"]?[0]?.double == 2.5)
    #expect(value["a"]?[1]?.string == "x")
    #expect(value["missing"] == nil)
  }
}
