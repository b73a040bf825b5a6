import Records
import Testing

@Suite struct ValueTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Record(line: Array("{\"a\":\(text)}".utf8)).value("a"))
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u0000x""#, "é\0x"),
    (#""\uD83D\uDE00""#, "😀"), (#""a\ud800b""#, "a\u{FFFD}b"), (#""\udc00""#, "\u{FFFD}"),
    (#""\ud800\u0041""#, "\u{FFFD}A"), (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"),
    (#""\ud800\\u""#, "\u{FFFD}\\u"), ("\"é€😀\"", "é€😀"), ("\"\"", ""), (#""ends\n""#, "ends\n"),
  ])
  func escapesAreDecoded(text: String, decoded: String) throws {
    let value = try value(text)
    #expect(value.string == decoded)
    var given: [UInt8]?
    value.withText { given = $0.withUnsafeBufferPointer(Array.init) }
    #expect(given == Array(decoded.utf8))
    #expect(value.bytes.elementsEqual(text.utf8))
  }

  @Test(arguments: [
    ("9007199254740993", 9_007_199_254_740_993), ("9223372036854775807", Int.max), ("-0", 0),
    ("-9223372036854775808", Int.min), ("18446744073709551615", nil), ("1.0", nil), ("1e2", nil),
  ])
  func wholeNumbersAreExact(text: String, number: Int?) throws {
    #expect(try value(text).integer == number)
  }

  @Test func numbersAreDoubles() throws {
    #expect(try value("1e400").double == .infinity)
    #expect(try value("-0").double?.sign == .minus)
    #expect(try value("18446744073709551615").double == 0x1p64)
    #expect(try value("\"1\"").double == nil)
    #expect(try value("true").boolean == true)
    #expect(try value("[]").isArray)
    #expect(try value("null").isNull)
  }
}

@Suite struct ValuePartsTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Record(line: Array("{\"a\":\(text)}".utf8)).value("a"))
  }

  @Test func membersAreFoundWithoutATree() throws {
    let object = try value(
      #"{ "x" : {"y":[1,{"z":"}"}]} ,"\u0079":"a\"]b","n":null , "t":true,"e":{},"f":-1.5e3 }"#)
    #expect(try object.member("y")?.string == #"a"]b"#)
    #expect(try object.member("x")?.member("y")?.elements.last?.member("z")?.string == "}")
    #expect(try object.member("n")?.isNull == true)
    #expect(try object.member("t")?.boolean == true)
    #expect(try object.member("f")?.double == -1500)
    #expect(try object.member("e")?.members.isEmpty == true)
    #expect(try object.member("missing") == nil)
    #expect(object.members.map(\.key) == ["x", "y", "n", "t", "e", "f"])
    #expect(try object.member("x")?.tree == ["y": [1, ["z": "}"]]])
  }

  @Test func elementsAreFoundWithoutATree() throws {
    #expect(
      try value("[ 1 ,[2,3], \"a,b\" ,{}]").elements.map(\.bytes).map {
        String(decoding: $0, as: UTF8.self)
      } == ["1", "[2,3]", "\"a,b\"", "{}"])
    #expect(try value("[]").elements.isEmpty)
    #expect(try value("[ ]").elements.isEmpty)
    #expect(try value("7").elements.isEmpty)
    #expect(try value("[7]").member("a") == nil)
  }

  @Test func aKeyThatIsThereTwiceIsAnError() throws {
    let object = try value(#"{"x":1,"x":2,"y":3}"#)
    #expect(throws: RecordError.self) { try object.member("x") }
    #expect(try object.member("y")?.integer == 3)
  }

  @Test func textsAreComparedAsTheyRead() throws {
    #expect(try value(#""\u00e9""#).isText("é"))
    #expect(try !value(#""e""#).isText("é"))
    #expect(try !value("1").isText("1"))
  }
}
