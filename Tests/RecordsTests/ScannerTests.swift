import Randomness
import Records
import Testing

@Suite struct ScannerTests {
  @Test(arguments: [
    "0", "-0", "-1", "1.5", "1e5", "1E+5", "1e-05", "0.0", "1e400", "9007199254740993",
    "18446744073709551615", "true", "false", "null", #""""#, #""\"\\\/\b\f\n\r\t""#,
    #""\u00e9\uD83D\uDE00""#, #""\ud800""#, #""é€😀""#, "\"\u{7F}\"", "[]", "[ ]", "[1, 2]", "{}",
    "{ }", #"{"a":{"b":[{}]}}"#, #"{"a":1,"a":2}"#, #"{"":0}"#, " \t1\r ",
  ])
  func theGrammarIsAccepted(value: String) throws {
    _ = try Record(line: Array("{\"a\":\(value)}".utf8))
    _ = try Record(line: Array(" {\"samples\":[{\"a\":\(value)},{}]} ".utf8))
  }

  @Test(arguments: [
    "", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "-01", "1.e2", "NaN", "Infinity", "tru",
    "truee", "True", "nul", #"""#, #""\""#, #""\x""#, #""\u12""#, #""\u12G4""#, #"'a'"#, "\"\t\"",
    "\"\0\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", #"{"a""#, #"{"a":"#, #"{"a":}"#,
    #"{"a":1,}"#, "{,}", "{1:2}", #"{"a" 1}"#, #"{"a":1 "b":2}"#, "[}", "{]", "1 2", "/**/1", "\0",
    "[1}", "\u{A0}1", "\u{FEFF}1",
  ])
  func whatIsNotInTheGrammarIsRefused(value: String) {
    #expect(throws: RecordError.self) { try Record(line: Array("{\"a\":\(value)}".utf8)) }
    #expect(throws: RecordError.self) {
      try Record(line: Array("{\"samples\":[{\"a\":\(value)}]}".utf8))
    }
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0xBF],
      [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
      [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
      [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
    #expect(throws: RecordError("bytes that are not UTF-8", at: 6)) {
      try Record(line: Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8))
    }
  }

  @Test(arguments: [
    ("", "the line is blank"), (" \r", "the line is blank"), ("[]", "no JSON object but a list"),
    ("\u{FEFF}{}", "the line begins with a byte order mark"), ("\0", "no JSON object"),
    ("{}{}", "something follows the object"), ("{}\0", "something follows the object"),
  ])
  func whatIsNoObjectIsNamed(line: String, reason: String) {
    #expect(throws: RecordError.self) { try Record(line: Array(line.utf8)) }
    do { _ = try Record(line: Array(line.utf8)) } catch { #expect(error.reason.hasPrefix(reason)) }
  }

  @Test func depthIsNoDanger() throws {
    let depth = 100_000
    let open = #"{"a":"# + String(repeating: "[", count: depth)
    let close = String(repeating: "]", count: depth) + "}"
    _ = try Record(line: Array((open + close).utf8))
    #expect(throws: RecordError.self) { try Record(line: Array(open.utf8)) }
    let objects = String(repeating: #"{"a":"#, count: depth)
    let ends = String(repeating: "}", count: depth)
    _ = try Record(line: Array((objects + "1" + ends).utf8))
  }

  @Test func everyPrefixIsRefused() throws {
    let line = Array(
      #"{"id":"é😀\n","n":[-1.5e+3,{"a":null}],"samples":[{"text":"x\u00e9"},{}],"t":true}"#.utf8)
    _ = try Record(line: line)
    for count in line.indices {
      #expect(throws: RecordError.self) { try Record(line: line[..<count]) }
    }
  }

  @Test func skippingEightBytesFindsEverySpecialByte() throws {
    for count in 0...40 {
      for place in 0..<count {
        for (special, isAllowed) in [
          ("\u{1F}", false), ("\u{1}", false), ("\"", false), (#"\""#, true), (#"\\"#, true),
          ("é", true),
          ("\u{7F}", true), ("!", true), (" ", true), ("[", true), ("]", true), ("#", true),
        ] {
          let text =
            String(repeating: "!", count: place) + special
            + String(repeating: " ", count: count - place - 1)
          let line = Array("{\"a\":\"\(text)\"}".utf8)
          if isAllowed {
            let read = try Record(line: line).string("a")
            #expect(try JSON(parsing: line)["a"]?.string == read)
          } else {
            #expect(throws: RecordError.self) { try Record(line: line) }
          }
        }
      }
    }
  }

  @Test func janssonAgreesOnMutatedLines() {
    var random = CounterGenerator(key: 7)
    let seeds = [
      #"{"id":"a\n\u00e9","n":[1,-0.5,2e3,true,false,null],"samples":[{"text":"é€😀 x"}, {}]}"#,
      #" { "a" : { "b" : [ [ ] , { } ] } , "c" : "\\\"\/\ud83d\ude00" } "#,
      #"{"samples":[],"z":10.25,"y":-7,"x":"long enough for more than one word of eight"}"#,
    ].map { Array($0.utf8) }
    let alphabet = Array(#"{}[]:,"\/ue0123.-+tfn "#.utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xA9, 0xED]
    var valid = 0
    for round in 0..<6000 {
      var line = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...2, using: &random) where !line.isEmpty {
        let place = Int.random(in: line.indices, using: &random)
        let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
        switch Int.random(in: 0..<3, using: &random) {
        case 0: line[place] = byte
        case 1: line.insert(byte, at: place)
        default: line.remove(at: place)
        }
      }
      let accepted = (try? Record(line: line)) != nil
      valid += accepted ? 1 : 0
      switch Result(catching: { try JSON(parsing: line) }) {
      // jansson passes over a NUL behind a number.
      case .success(.object):
        #expect(accepted || line.contains(0), "\(String(decoding: line, as: UTF8.self))")
      case .success: #expect(!accepted)
      case .failure(let error):
        let isException = ["integer", "real number", "\\u0000", "surrogate", "\\uD", "duplicate"]
          .contains { "\(error)".contains($0) }
        #expect(!accepted || isException, "\(error): \(String(decoding: line, as: UTF8.self))")
      }
    }
    #expect(valid > 500)
  }

  @Test(arguments: [
    #"{"a":18446744073709551615}"#, #"{"a":1e400}"#, #"{"\u0000":1}"#, #"{"a":"\ud800"}"#,
    #"{"a":1,"a":2}"#,
    #"{"a":"# + String(repeating: "[", count: 2049)
      + String(repeating: "]", count: 2049) + "}",
  ])
  func whatJanssonCannotHoldIsARecordAllTheSame(line: String) throws {
    #expect(throws: JSONError.self) { try JSON(parsing: line) }
    _ = try Record(line: Array(line.utf8))
  }

  @Test func janssonPassesOverANullByteBehindANumber() throws {
    let line = Array("{\"a\":1\0}".utf8)
    #expect(try JSON(parsing: line)["a"]?.integer == 1)
    #expect(throws: RecordError.self) { try Record(line: line) }
  }
}
