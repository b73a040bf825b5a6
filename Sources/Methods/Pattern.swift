struct Pattern: Sendable {
  struct Mistake: Error { var description: String }
  init(_ source: String) throws(Mistake) { throw Mistake(description: "patterns follow") }
  func lastMatch(in text: Span<UInt8>) -> Range<Int>? { nil }
}
