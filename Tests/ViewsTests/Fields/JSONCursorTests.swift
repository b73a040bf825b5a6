import Testing

@testable import Views

/// A cursor over JSON passes over each value as a whole.
struct JSONCursorTests {
  @Test(arguments: [
    "1", "-0.5e+10", "null", "true", "false", #""""#, #""a\"b\\""#, "[]", "{}",
    #"[1, "]", {"a": [null, "}"]}]"#, #"{"a" : "\\\"", "b":{"c":[-1,2e5]} }"#,
  ])
  func aValueIsPassedOver(_ value: String) {
    Array((value + " ,").utf8).withUnsafeBufferPointer { bytes in
      var cursor = JSONCursor(bytes: bytes)
      cursor.skip()
      #expect(cursor.position == value.utf8.count)
    }
  }

  @Test func aStringEndsAtTheFirstQuoteThatIsNotEscaped() {
    Array(#""a\\\"b" "c""#.utf8).withUnsafeBufferPointer { bytes in
      var cursor = JSONCursor(bytes: bytes)
      #expect(cursor.string() == 1..<7)
      _ = cursor.next()
      #expect(cursor.string() == 10..<11)
    }
  }
}
