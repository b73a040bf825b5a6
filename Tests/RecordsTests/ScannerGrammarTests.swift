import Records
import Testing

/// The kinds of cases that a parser of JSON is tested with, by what may be wrong: in numbers,
/// strings, arrays, objects and around them.
@Suite struct ScannerGrammarTests {
  /// The places in which a value may stand, which different parts of the scanner look at.
  private static let places = [
    ("{\"a\":", "}"), ("{\"a\":[", "]}"), ("{\"a\":{\"b\":[1,", ",2]}}"),
    ("{\"samples\":[{\"text\":", "}]}"), ("{\"samples\":[{\"x\":[{\"y\":", "}]},{}]}"),
    ("{\"samples\":[{},", "]}"), ("{\"samples\":", "}"), (" { \"a\" : ", " } "),
  ]

  private static func lines(_ value: [UInt8]) -> [[UInt8]] {
    places.map { Array($0.0.utf8) + value + Array($0.1.utf8) }
  }

  // MARK: - What must be taken

  @Test(arguments: [
    // Numbers.
    "0", "-0", "7", "-7", "123", "0.5", "-0.0", "0e1", "0e+1", "0e-1", "1E22", "1e-2", "1E+2",
    "123e45", "123.456e78", "-1.5E-3", "20e1", "1.000000000000000005",
    "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
    // Strings.
    #""""#, #"" ""#, #""a""#, #""\"""#, #""\\""#, #""\/""#, #""/""#, #""\b\f\n\r\t""#,
    #""\u0012""#, #""\u0020""#, #""\u002c""#, #""\u0061\u30af\u30EA\u30b9""#, #""\u0123""#,
    #""\uD834\uDd1e""#, #""\ud83d\ude39\ud83d\udc8d""#, #""\uDBFF\uDFFE""#, #""\uDBFF\uDFFF""#,
    #""\uFFFF""#, #""\uFDD0""#, #""\uFFFE""#, #""\u200B""#, #""\u2064""#, #""\u005C""#,
    #""\u0022""#, #""\\a""#, #""\\n""#, #""\\u0000""#, #""a/*b*/c/*d//e""#, #""[\"a\"]""#,
    "\"\u{7F}\"", "\"\u{80}\"", "\"é\"", "\"π\"", "\"⍂㈴⍂\"", "\"\u{2028}\"", "\"\u{2029}\"",
    "\"\u{FEFF}\"", "\"\u{FFFD}\"", "\"\u{FFFF}\"", "\"\u{10FFFF}\"", "\"𛿿\"", "\"€𝄞\"",
    "\"asd \"",
    // Arrays.
    "[]", "[ ]", "[[]]", "[[],[[]]]", "[\"\"]", "[null, 1, \"1\", {}]", "[1\r\t]", "[ 4]",
    "[1,null,null,null,2]", "[2] ", "[false]", "[true]",
    // Objects.
    "{}", "{ }", #"{"a":[]}"#, #"{"a":"b","a":"b"}"#, #"{"":0}"#, #"{"\u0000":1}"#,
    #"{"a":"b","c":"d"}"#, #"{"a" : "b" , "c" : 1}"#, #"{"x":[{"id":"x"}],"id":"x"}"#,
    #"{"title":"\u041f\u043e"}"#, "{\t\"a\"\r:\t1\r}",
    // Words.
    "true", "false", "null",
  ])
  func whatIsJSONIsTaken(value: String) throws {
    for line in Self.lines(Array(value.utf8)) {
      #expect(throws: Never.self, "\(String(decoding: line, as: UTF8.self))") {
        let record = try Record(line: line)
        var written: [UInt8] = []
        RecordEdit(record).write(to: &written)
        #expect(written == line)
      }
    }
  }

  /// What programs may refuse or change is taken here, and goes out as it came.
  @Test(arguments: [
    "1e400", "-1e400", "0.4e00669999999999999999999999999999999999999999999969999999006",
    "123.456e-789", "-123123e100000", "123456789012345678901234567890",
    "-9223372036854775809", "18446744073709551615", "9007199254740993", "1e-400", "5e-324",
    #""\uDADA""#, #""\uD888\u1234""#, #""\uD800\n""#, #""\uDd1ea""#, #""\uD800\uD800\n""#,
    #""\ud800""#, #""\ud800abc""#, #""\uDd1e\uD834""#, #""\uDFAA""#, #""\u0000""#,
  ])
  func whatOthersMayRefuseStaysAsItIs(value: String) throws {
    for line in Self.lines(Array(value.utf8)) {
      var written: [UInt8] = []
      RecordEdit(try Record(line: line)).write(to: &written)
      #expect(written == line)
    }
  }

  // MARK: - What must be refused

  @Test(arguments: [
    // Numbers.
    "++1", "+1", "+Inf", "-01", "-1.0.", "-2.", "-NaN", ".-1", ".2e-3", ".5", "0.1.2",
    "0.3e+", "0.3e", "0.e1", "0E+", "0E", "0e", "0e+", "1.0e+", "1.0e-", "1.0e", "1 000", "1eE2",
    "2.e+3", "2.e-3", "2.e3", "9.e+", "Inf", "NaN", "\u{FF11}", "1+2", "0x1", "0x42", "Infinity",
    "0e+-1", "-123.123foo", "-1x", "1ea", "1a", "-Infinity", "-foo", "- 1", "-012", "-.123",
    "1.8011670033376514H-308", "1.2a-3", "012", "00", "-00", "1.", "-", "--1", "1-2", "1e1.5",
    "1_000", "1,2", "１",
    // Strings.
    #"""#, #""\""#, #""\x00""#, #""\\\""#, #""\uD800\""#, #""\uD800\u""#, #""\uD800\u1""#,
    #""\uD800\u1x""#, #""\u00A""#, #""\uD834\uDd""#, #""\uqqqq""#, #""\a""#, #""\u""#, #""\U0041""#,
    #""\'""#, #""\0""#, #""\ ""#, #"\u0020"asd""#, "\\n", "'a'", "a", "“a”", "é", "\"a\0a\"",
    "\"\t\"", "\"\u{1F}\"", "\"\n\"", "\"\u{1}\"", #""" x"#, #""x""y""#, #""\uD83\u1234""#,
    // Arrays.
    "[1 true]", "[a]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]",
    "[\"\",]", "[\"x\"", "[x", "[3[4]]", "[:]", "[,", "[-]", "[ , \"\"]", "[\"a\",4,1,", "[1,]",
    "[1,,]", "[*]", "[\"a\"", "[1,", "[{}", "[1}", "[\u{B}a]", "[\\f]", "[", "]", "[]]",
    // Objects.
    #"{"x", null}"#, #"{"x"::"b"}"#, #"{🇨🇭}"#, #"{"a":"a" 123}"#, #"{key: 'value'}"#, #"{"a" b}"#,
    #"{:"b"}"#, #"{"a" "b"}"#, #"{"a":"#, #"{"a""#, "{1:1}", "{9999E9999:1}", #"{"id":0,}"#,
    #"{"id":0,,,,}"#, "{'a':0}", #"{"a":"b"}/**/"#, #"{"a":"b"}//"#, #"{"a":"b",,"c":"d"}"#,
    #"{a: "b"}"#, #"{"a":"a"#, #"{"a": true} "x""#, #"{"a":"b"}#"#, "{", "}", "{,}", #"{"a":}"#,
    #"{"a":1]"#, "{null:null}", "{[]:1}", #"{"a":1 "b":2}"#, #"{"a"}"#, #"{""}"#,
    // Words and the rest.
    "fals", "nul", "tru", "True", "TRUE", "nan", "undefined", "truefalse", "*", "<.>", "<null>",
    "#", "/**/1", "1/**/", "//\n1", "\u{2060}", "\u{A0}1", "\u{C}1", "\u{FEFF}1", "@", "$", "1]",
    "{}}", "[][]", "1 2", "\\{}", "`1`", ",", ":", "\"\"\"\"", "&1", "~", "(1)", "\u{0}",
    "1\u{0}", "\u{3000}1",
  ])
  func whatIsNoJSONIsRefused(value: String) {
    for line in Self.lines(Array(value.utf8)) where !Self.isJSONThere(value, line) {
      #expect(throws: RecordError.self, "\(String(decoding: line, as: UTF8.self))") {
        try Record(line: line)
      }
    }
  }

  /// What is no value may be several where there is an array around it.
  private static func isJSONThere(_ value: String, _ line: [UInt8]) -> Bool {
    let isListed = ["1,2"].contains(value) && !line.starts(with: Array(#"{"a":1,2"#.utf8))
    return isListed && line.contains(UInt8(ascii: "["))
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xE5, 0x22], [0x22, 0x81, 0x22], [0x22, 0xE9, 0x22],
      [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF, 0x22],
      [0x22, 0xFC, 0x80, 0x80, 0x80, 0x80, 0x80, 0x22], [0x22, 0xE0, 0xFF, 0x22],
      [0x22, 0xE6, 0x97, 0xA5, 0xD1, 0x88, 0xFA, 0x22], [0x22, 0xF4, 0xBF, 0xBF, 0xBF, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0x5C, 0xE5, 0x22], [0x22, 0x5C, 0x75, 0xE5, 0x22],
      [0x22, 0x5C, 0xF0, 0x9F, 0x8C, 0x80, 0x22], [0xE5], [0x31, 0xE5], [0x30, 0xE5],
      [0x31, 0x65, 0x31, 0xE5], [0x5B, 0xFF, 0x5D], [0x7B, 0x22, 0xB9, 0x22, 0x3A, 0x30, 0x7D],
    ] as [[UInt8]])
  func bytesThatAreNoTextAreRefused(value: [UInt8]) {
    for line in Self.lines(value) {
      #expect(throws: RecordError.self) { try Record(line: line) }
    }
  }

  @Test(arguments: [
    "", " ", "\r", "[]", "[{}]", "1", "\"a\"", "null", "{}{}", "{} {}", "{},", "{}x", "{}\u{0}",
    "\u{FEFF}{}", "{\u{FEFF}}", "{}\u{FEFF}", "\u{0}", "\u{0}{}", "{}]", "]{}", "[{}", "({})",
    "{}#", "// {}", "\u{A0}{}", "{}\u{A0}", "\u{B}{}", "{}\u{C}",
  ])
  func whatIsNoObjectIsRefused(line: String) {
    #expect(throws: RecordError.self) { try Record(line: Array(line.utf8)) }
  }

  @Test(arguments: ["utf-16 little-endian", "utf-16 big-endian", "utf-32"])
  func otherEncodingsAreRefused(name: String) {
    let line = #"{"a":"é"}"#
    let bytes: [UInt8] =
      switch name {
      case "utf-16 little-endian": line.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case "utf-16 big-endian": line.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      default: line.unicodeScalars.flatMap { [UInt8(truncatingIfNeeded: $0.value), 0, 0, 0] }
      }
    for mark in [[], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
      #expect(throws: RecordError.self) { try Record(line: mark + bytes) }
    }
  }

  @Test func nestingOfTenThousandStaysAsItIs() throws {
    for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"b":"#, "}]")] {
      let value =
        String(repeating: open, count: 10_000) + "1" + String(repeating: close, count: 10_000)
      for line in Self.lines(Array(value.utf8)) {
        var written: [UInt8] = []
        RecordEdit(try Record(line: line)).write(to: &written)
        #expect(written == line)
        // Without its last bracket it is none; the record that was one is too long to be shown.
        let end = try #require(line.lastIndex(of: UInt8(ascii: "}")))
        let cut = try? Record(line: line[..<end])
        #expect(cut?.bytes.count == nil)
      }
    }
  }
}
