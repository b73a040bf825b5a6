/// Finds the option letter, A to J, that a text settles on, by the rules of `AnswerExtractor`.
enum ChoiceExtractor {
  /// The letter and its offset: the last one that the word «answer» introduces, else the last one
  /// that stands as an option.
  static func extract(from text: Span<UInt8>) -> (letter: String, span: Range<Int>)? {
    var fallback: Int?
    var cursor = text.count
    while cursor > 0 {
      cursor -= 1
      guard isOption(text, cursor) else { continue }
      if isAnnounced(text, cursor) { return found(text, cursor) }
      if fallback == nil, isMarked(text, cursor) { fallback = cursor }
    }
    return fallback.map { found(text, $0) }
  }

  private static func found(_ text: Span<UInt8>, _ offset: Int) -> (String, Range<Int>) {
    (text.string(offset..<offset + 1), offset..<offset + 1)
  }

  private static func byte(_ text: Span<UInt8>, _ offset: Int) -> UInt8 {
    offset >= 0 && offset < text.count ? text[offset] : 0x0A
  }

  /// A capital A to J that is no part of a word or a contraction.
  private static func isOption(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    guard text[offset] &- 0x41 < 10 else { return false }
    let (left, right) = (byte(text, offset - 1), byte(text, offset + 1))
    for neighbour in [left, right]
    where neighbour.isLetter || neighbour.isDigit || neighbour >= 0x80
      || neighbour == UInt8(ascii: "'") || neighbour == UInt8(ascii: "_")
    {
      return false
    }
    if left == UInt8(ascii: "-") || right == UInt8(ascii: "-") { return false }
    // The pronoun: «the answer is I think …».
    let isPronoun = text[offset] == UInt8(ascii: "I") && right == 0x20
    return
      !(isPronoun && byte(text, offset + 2) | 0x20 == byte(text, offset + 2)
      && byte(text, offset + 2).isLetter)
  }

  /// Whether «answer» stands at most 32 bytes before in the same sentence, and only a verb, a colon or
  /// decoration right before the letter.
  private static func isAnnounced(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    guard isIntroduced(text, offset) else { return false }
    var cursor = offset
    while cursor > 0, offset - cursor < 32, !endsSentence(text[cursor - 1]) {
      cursor -= 1
      if text.has("answer", at: cursor, ignoringCase: true) { return true }
    }
    return false
  }

  private static func endsSentence(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "!")
  }

  /// Whether the letter stands as an option: in brackets or asterisks, alone on its line, before
  /// `)`, `.` or `:` at a line's start, or after «option», «choice», «answer», «is», `:` or `=`.
  private static func isMarked(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    let (left, right) = (byte(text, offset - 1), byte(text, offset + 1))
    switch (left, right) {
    case (UInt8(ascii: "("), UInt8(ascii: ")")), (UInt8(ascii: "["), UInt8(ascii: "]")),
      (UInt8(ascii: "{"), UInt8(ascii: "}")), (UInt8(ascii: "*"), UInt8(ascii: "*")):
      return true
    default: break
    }
    var lineStart = offset
    while lineStart > 0, byte(text, lineStart - 1).isSpace || byte(text, lineStart - 1) == 0x2A,
      byte(text, lineStart - 1) != 0x0A
    {
      lineStart -= 1
    }
    let startsLine = byte(text, lineStart - 1) == 0x0A
    if startsLine {
      if right == UInt8(ascii: ")") || right == UInt8(ascii: ".") || right == UInt8(ascii: ":")
        || right == 0x0A || text.has(" is ", at: offset + 1)
      {
        return true
      }
    }
    return isIntroduced(text, offset)
  }

  /// Whether a word or sign that introduces an answer stands before the letter's decoration.
  private static func isIntroduced(_ text: Span<UInt8>, _ offset: Int) -> Bool {
    var cursor = offset
    while cursor > 0, decoration.contains(text[cursor - 1]) { cursor -= 1 }
    if cursor > 0, text[cursor - 1] == UInt8(ascii: ":") || text[cursor - 1] == UInt8(ascii: "=") {
      return true
    }
    guard cursor < offset else { return false }
    return introductions.contains { word in
      text.has(word, before: cursor, ignoringCase: true)
        && !byte(text, cursor - word.utf8CodeUnitCount - 1).isLetter
    }
  }

  /// Space, tab, `*`, `(`, `[`, `{`, `$`, `"`, `'`, and the backquote.
  private static let decoration: [UInt8] = [
    0x20, 0x09, 0x2A, 0x28, 0x5B, 0x7B, 0x24, 0x22, 0x27, 0x60,
  ]
  private static let introductions: [StaticString] = ["is", "be", "answer", "option", "choice"]
}
