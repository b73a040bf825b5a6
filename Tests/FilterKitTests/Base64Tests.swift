import Testing

@testable import FilterKit

@Suite struct Base64Tests {
  /// The examples of RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func encodesAsTheStandardSays(bytes: String, text: String) {
    #expect(Base64.encode(Array(bytes.utf8)) == text)
  }

  @Test func bytesThatAreNoTextAreEncoded() {
    #expect(Base64.encode([0xFB, 0xFF, 0x00]) == "+/8A")
  }
}
