import Records
import Testing

@testable import Models

@Suite struct LenientJSONTests {
  @Test func bytesThatAreNotUTF8AreReplaced() throws {
    let body = Array(#"{"a":""#.utf8) + [0xFF, 0x41, 0xC3] + Array(#""}"#.utf8)
    #expect(try LenientJSON.parse(body) == ["a": "\u{FFFD}A\u{FFFD}"])
  }

  @Test(arguments: [
    (#""\ud83d\ude42""#, "🙂"), (#""\ud83d""#, "\u{FFFD}"), (#""\ude42\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\\ud83d\udc""#, nil), (#""\\ud83d \ud83d""#, #"\ud83d \#u{FFFD}"#),
  ])
  func halvesOfSurrogatePairsAreReplaced(body: String, text: String?) {
    #expect((try? LenientJSON.parse(Array(body.utf8))) == text.map { .string($0) })
  }

  @Test func numbersThatAreNotFiniteAreNull() throws {
    let body = #"{"a":[-Infinity,NaN,1,Infinity],"b":"NaN \"-Infinity"}"#
    #expect(
      try LenientJSON.parse(Array(body.utf8))
        == ["a": [nil, nil, 1, nil], "b": #"NaN "-Infinity"#])
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    #expect(try LenientJSON.parse([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
  }
}
