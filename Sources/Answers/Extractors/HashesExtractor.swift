extension Extractor {
  /// What stands behind the last run of exactly four `#` on its line, number or not: so the
  /// solutions of GSM8K end.
  static let hashes = Extractor(
    "hashes", finds: "what stands behind the last #### on its line", reference: .answer
  ) { text, _ in
    guard let start = NumberExtractor.endOfLastMarker(text) else { return nil }
    var end = start
    while end < text.count, text[end] != 0x0A { end += 1 }
    let content = Sentence.trimmed(text, start..<end)
    return content.isEmpty ? nil : .content([content])
  }
}
