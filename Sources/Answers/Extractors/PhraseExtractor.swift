/// Finds what a text calls its answer: behind `####`, behind «the answer is», as yes or no.
enum PhraseExtractor {
  /// What stands on the rest of the line behind the last run of exactly four `#`.
  static func afterMarker(_ text: Span<UInt8>) -> Range<Int>? {
    guard let start = NumberExtractor.endOfLastMarker(text) else { return nil }
    var end = start
    while end < text.count, text[end] != 0x0A { end += 1 }
    let content = trimmed(text, start..<end)
    return content.isEmpty ? nil : content
  }

  /// What the last «answer is», «answer:» or «answer =» introduces, up to the end of its sentence or
  /// to a reason («because …»).
  static func announced(_ text: Span<UInt8>) -> Range<Int>? {
    var cursor = text.count
    while cursor > 0 {
      cursor -= 1
      guard text[cursor].lowercased == UInt8(ascii: "a"),
        text.has("answer", at: cursor, ignoringCase: true),
        let start = announcementEnd(text, cursor + 6)
      else { continue }
      let content = trimmed(text, start..<endOfClause(text, start))
      if !content.isEmpty { return content }
    }
    return nil
  }

  /// Where the answer begins behind the word.
  private static func announcementEnd(_ text: Span<UInt8>, _ word: Int) -> Int? {
    var cursor = word
    if text.has("s", at: cursor) { cursor += 1 }
    while cursor < text.count, text[cursor] == 0x20 || text[cursor] == UInt8(ascii: "*") {
      cursor += 1
    }
    for verb in verbs where text.has(verb, at: cursor, ignoringCase: true) {
      cursor += verb.utf8CodeUnitCount
      while cursor < text.count, isIntroduction(text[cursor]) { cursor += 1 }
      return cursor
    }
    return nil
  }

  private static let verbs: [StaticString] = [
    "is ", "is:", "are ", "would be ", "will be ", ":", "=",
  ]
  private static let reasons: [StaticString] = [
    " because", " since ", ", because", ", since", ", as ", ", which", ", so ", " so that",
  ]

  private static func isIntroduction(_ byte: UInt8) -> Bool {
    byte.isSpace || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "*")
      || byte == UInt8(ascii: "=")
  }

  /// The end of a sentence is a line's end, or a full stop, question or exclamation mark with white
  /// space behind, outside `$…$` and brackets of LaTeX.
  private static func endOfClause(_ text: Span<UInt8>, _ start: Int) -> Int {
    var cursor = start
    var depth = 0
    while cursor < text.count {
      let byte = text[cursor]
      let next = cursor + 1 < text.count ? text[cursor + 1] : 0x0A
      switch byte {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case 0x0A where depth <= 0: return cursor
      case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"):
        if depth <= 0, next.isSpace || cursor + 1 == text.count { return cursor }
      default:
        if reasons.contains(where: { text.has($0, at: cursor, ignoringCase: true) }) {
          return cursor
        }
      }
      cursor += 1
    }
    return cursor
  }

  /// Without white space, emphasis and quotation marks around it.
  private static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var range = text.trimmed(range)
    while let first = range.first, isMark(text[first]) { range = first + 1..<range.upperBound }
    while let last = range.last, isMark(text[last]) || text[last] == UInt8(ascii: ".") {
      range = range.lowerBound..<last
    }
    return text.trimmed(range)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte.isSpace || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "\"")
      || byte == UInt8(ascii: "`")
  }

  // MARK: Yes and no

  /// The last yes or no that the word «answer» introduces, else the one that begins the text, else the
  /// last one; true and false are read as yes and no.
  static func yesOrNo(_ text: Span<UInt8>) -> (answer: String, span: Range<Int>)? {
    if let range = announced(text), let found = word(text, range.lowerBound) { return found }
    let start = trimmed(text, 0..<text.count).lowerBound
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
