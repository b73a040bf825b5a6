enum JSONExtractor {
  static func extract(path: [String], from text: Span<UInt8>) -> (String, Range<Int>)? { nil }
}
