/// Finds yes or no: what an announcement introduces (`PhraseExtractor`), else the word that begins
/// the text, else the last one; true and false are read as yes and no.
enum YesNoExtractor {
  static func extract(from text: Span<UInt8>) -> (answer: String, span: Range<Int>)? {
    if let range = PhraseExtractor.announced(text), let found = word(text, range.lowerBound) {
      return found
    }
    let start = Sentence.trimmed(text, 0..<text.count).lowerBound
    if let found = word(text, start) { return found }
    var cursor = text.count
    while cursor > 0 {
      cursor -= 1
      if let found = word(text, cursor) { return found }
    }
    return nil
  }

  private static let words: [(word: StaticString, answer: String)] = [
    ("yes", "yes"), ("no", "no"), ("true", "yes"), ("false", "no"),
  ]

  private static func word(_ text: Span<UInt8>, _ start: Int) -> (String, Range<Int>)? {
    guard start < text.count, start == 0 || !isWord(text[start - 1]) else { return nil }
    for (word, answer) in words where text.has(word, at: start, ignoringCase: true) {
      let end = start + word.utf8CodeUnitCount
      if end == text.count || !isWord(text[end]) { return (answer, start..<end) }
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte >= 0x80 || byte == UInt8(ascii: "'")
  }
}

extension Extractor {
  /// See `YesNoExtractor`.
  static let yesno = Extractor(
    "yesno",
    finds: "yes or no (true or false): announced, else at the beginning, else the last one",
    reference: .text
  ) { text, _ in
    YesNoExtractor.extract(from: text).map { .form($0.answer, $0.span) }
  }
}
