/// Finds the option letter, A to J, that a text settles on.
///
/// In this order: what the last box holds; the last letter that is announced ("the answer is B",
/// "answer: c"); the last that stands as an option: `(B)`, `**B**`, `B.` at a line's beginning,
/// "option B", "is B". A small letter counts in a box, behind an announcement, or as the whole text.
/// A letter of a formula (`A + B`, `P(A)`) is none, and where several letters are announced the text
/// settles on none.
enum ChoiceExtractor {
  /// The capital letter, and where it stands.
  static func extract(from text: Span<UInt8>) -> (letter: String, span: Range<Int>)? {
    guard let folded = FoldedText(text) else { return find(text) }
    return find(folded.bytes.span).map { ($0.letter, folded.origin(of: $0.span)) }
  }

  private static func find(_ text: Span<UInt8>) -> (letter: String, span: Range<Int>)? {
    if let box = BoxExtractor.last(text, in: 0..<text.count), let place = option(text, in: box) {
      return found(text, place)
    }
    if let place = option(text, in: 0..<text.count), isAlone(text, place) {
      return found(text, place)
    }
    var fallback: Int?
    var cursor = text.count
    while cursor > 0 {
      cursor -= 1
      guard isOption(text, cursor) else { continue }
      if isAnnounced(text, cursor) {
        return isOneOfSeveral(text, cursor) ? nil : found(text, cursor)
      }
      if fallback == nil, isMarked(text, cursor) { fallback = cursor }
    }
    return fallback.flatMap { isOneOfSeveral(text, $0) ? nil : found(text, $0) }
  }

  private static func found(_ text: Span<UInt8>, _ place: Int) -> (String, Range<Int>) {
    (text.string(place..<place + 1).uppercased(), place..<place + 1)
  }

  private static func byte(_ text: Span<UInt8>, _ offset: Int) -> UInt8 {
    offset >= 0 && offset < text.count ? text[offset] : 0x0A
  }

  // MARK: Letters

  private static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 10 }

  /// A letter A to J of either case that is no part of a word, a contraction or a formula.
  private static func isOption(_ text: Span<UInt8>, _ place: Int) -> Bool {
    guard isCapital(text[place] & 0xDF) else { return false }
    guard !isWord(text, before: place), !isWord(text, after: place) else { return false }
    guard !isInFormula(text, place) else { return false }
    // The pronoun and the article: "the answer is I think …".
    let isWordAlone = text[place] == UInt8(ascii: "I") || !isCapital(text[place])
    return !isWordAlone || byte(text, place + 1) != 0x20 || !byte(text, place + 2).isLetter
  }

  private static func isWord(_ text: Span<UInt8>, before place: Int) -> Bool {
    guard place > 0 else { return false }
    let byte = text[place - 1]
    if byte >= 0x80 { return isAlphabet(text.scalar(before: place).scalar) }
    return byte.isLetter || byte.isDigit || "'_-\\".utf8.contains(byte) && !isBullet(text, place)
  }

  private static func isWord(_ text: Span<UInt8>, after place: Int) -> Bool {
    guard place + 1 < text.count else { return false }
    let byte = text[place + 1]
    if byte >= 0x80 { return isAlphabet(text.scalar(at: place + 1).scalar) }
    return byte.isLetter || byte.isDigit || "_-".utf8.contains(byte)
      || byte == UInt8(ascii: "'") && self.byte(text, place + 2).isLetter
  }

  /// Letters of alphabets, unlike the characters of Chinese or Japanese, make words with Latin ones.
  private static func isAlphabet(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && scalar.value < 0x2E80
  }

  private static func isBullet(_ text: Span<UInt8>, _ place: Int) -> Bool {
    byte(text, place - 1) == UInt8(ascii: "-") && byte(text, place - 2) == 0x0A
  }

  /// Whether an operator stands beside the letter, or it is the argument of a function.
  private static func isInFormula(_ text: Span<UInt8>, _ place: Int) -> Bool {
    var right = place + 1
    while byte(text, right) == 0x20 || byte(text, right) == UInt8(ascii: "$") { right += 1 }
    let next = byte(text, right)
    let isSpaced = right > place + 1
    if "+/^=<>".utf8.contains(next) { return true }
    if next == UInt8(ascii: "*"), isSpaced, byte(text, right + 1) == 0x20 { return true }
    if next == UInt8(ascii: "-") {
      var after = right + 1
      while byte(text, after) == 0x20 { after += 1 }
      if !byte(text, after).isLetter || !byte(text, after + 1).isLetter { return true }
    }
    if next == 0x5C, isOperator(text, right) { return true }
    var left = place
    while left > 0, text[left - 1] == 0x20 || text[left - 1] == UInt8(ascii: "$") { left -= 1 }
    guard left > 0 else { return false }
    let previous = text[left - 1]
    if "+/^_<>".utf8.contains(previous) { return true }
    if previous == UInt8(ascii: "*") { return left < place && byte(text, left - 2) == 0x20 }
    if previous == UInt8(ascii: "-") { return left > 1 && byte(text, left - 2) != 0x0A }
    return previous == UInt8(ascii: "(") && byte(text, left - 2).isLetter
      && !byte(text, left - 3).isLetter
  }

  private static let operators: Set<String> = [
    "cdot", "times", "div", "pm", "cap", "cup", "in", "to", "cong", "sim", "parallel", "perp",
    "le", "leq", "ge", "geq", "neq", "approx", "subset", "setminus", "mid",
  ]

  private static func isOperator(_ text: Span<UInt8>, _ backslash: Int) -> Bool {
    let end = text.endOfLetters(from: backslash + 1, limit: text.count)
    return operators.contains(text.string(backslash + 1..<end))
  }

  // MARK: The whole of a piece

  /// The letter that a box or a text begins with: alone, in brackets, or with `)`, `.` or `:` and more
  /// behind it.
  private static func option(_ text: Span<UInt8>, in range: Range<Int>) -> Int? {
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      if text[cursor].isSpace || "([{$*\"'`".utf8.contains(text[cursor]) {
        cursor += 1
      } else if text[cursor] == 0x5C {
        let name = cursor + 1..<text.endOfLetters(from: cursor + 1, limit: range.upperBound)
        guard LaTeX.isWrapper(text, name) else { return nil }
        cursor = name.upperBound
      } else {
        break
      }
    }
    guard cursor < range.upperBound, isCapital(text[cursor] & 0xDF) else { return nil }
    var end = cursor + 1
    while end < range.upperBound, text[end].isSpace || "}$*\"'`".utf8.contains(text[end]) {
      end += 1
    }
    guard end < range.upperBound else { return cursor }
    return end == cursor + 1 && ")].:".utf8.contains(text[end]) && !isOneOfSeveral(text, cursor)
      ? cursor : nil
  }

  /// Whether nothing but decoration stands behind the letter.
  private static func isAlone(_ text: Span<UInt8>, _ place: Int) -> Bool {
    for index in place + 1..<text.count
    where !text[index].isSpace && !")].:}$*\"'`".utf8.contains(text[index]) {
      return false
    }
    return true
  }

  // MARK: Announcements and marks

  private static let decoration = Array(" \t*([{$\"'`".utf8)

  /// Where the decoration and the commands before a letter begin, such as `**(` or `\text{`.
  private static func startOfDecoration(_ text: Span<UInt8>, _ place: Int) -> Int {
    var cursor = place
    while cursor > 0 {
      if decoration.contains(text[cursor - 1]) {
        cursor -= 1
      } else if let backslash = wrapper(text, endingAt: cursor) {
        cursor = backslash
      } else {
        break
      }
    }
    return cursor
  }

  private static func wrapper(_ text: Span<UInt8>, endingAt end: Int) -> Int? {
    var start = end
    while start > 0, text[start - 1].isLetter { start -= 1 }
    guard start > 0, start < end, text[start - 1] == 0x5C, LaTeX.isWrapper(text, start..<end) else {
      return nil
    }
    return start - 1
  }

  private static func isAnnounced(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let start = startOfDecoration(text, place)
    guard PhraseExtractor.isAnnounced(text, at: start...place) else { return false }
    return isCapital(text[place]) || endsHere(text, place)
  }

  /// Whether what stands behind a small letter shows that it is no word.
  private static func endsHere(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let next = byte(text, place + 1)
    return next == 0x0A || ").,;:]}*\"'`$".utf8.contains(next)
      || next == 0x20 && place + 2 >= text.count
  }

  /// Whether the letter stands as an option: in brackets or asterisks, at a line's beginning before a
  /// sign or alone, or behind "option", "choice", "answer", "is" or a colon.
  private static func isMarked(_ text: Span<UInt8>, _ place: Int) -> Bool {
    guard isCapital(text[place]) else { return false }
    let (left, right) = (byte(text, place - 1), byte(text, place + 1))
    switch (left, right) {
    case (UInt8(ascii: "("), UInt8(ascii: ")")), (UInt8(ascii: "["), UInt8(ascii: "]")),
      (UInt8(ascii: "*"), UInt8(ascii: "*")):
      return true
    case (UInt8(ascii: "{"), UInt8(ascii: "}")):
      return wrapper(text, endingAt: place - 1) != nil
    default: break
    }
    var start = place
    while byte(text, start - 1) != 0x0A, text[start - 1].isSpace || text[start - 1] == 0x2A {
      start -= 1
    }
    if byte(text, start - 1) == 0x0A {
      if ").:\n".utf8.contains(right) || text.has(" is ", at: place + 1) { return true }
    }
    return isIntroduced(text, place)
  }

  private static let introductions: [StaticString] = ["is", "be", "answer", "option", "choice"]

  private static func isIntroduced(_ text: Span<UInt8>, _ place: Int) -> Bool {
    let start = startOfDecoration(text, place)
    guard start > 0 else { return false }
    // The colon of a ratio introduces nothing.
    if text[start - 1] == UInt8(ascii: ":") {
      return !byte(text, start - 2).isSpace && byte(text, start - 3).isLetter
    }
    if text.has("选", before: start) || text.has("選", before: start) || text.has("项", before: start)
    {
      return true
    }
    return start < place
      && introductions.contains { word in
        text.has(word, before: start, ignoringCase: true)
          && !byte(text, start - word.utf8CodeUnitCount - 1).isLetter
      }
  }

  /// Whether another letter follows behind a comma, "and" or "or", as in "A and C".
  private static func isOneOfSeveral(_ text: Span<UInt8>, _ place: Int) -> Bool {
    var cursor = place + 1
    var separators = 0
    while cursor < text.count {
      if text.has("and ", at: cursor) || text.has("or ", at: cursor) {
        separators += 1
        cursor += 3
      } else if ",&/".utf8.contains(text[cursor]) {
        separators += 1
        cursor += 1
      } else if text[cursor] == 0x20 || ")]}*$".utf8.contains(text[cursor])
        || separators > 0 && "([".utf8.contains(text[cursor])
      {
        cursor += 1
      } else {
        break
      }
    }
    guard separators > 0, cursor < text.count, isCapital(text[cursor]) else { return false }
    var end = cursor + 1
    while ")]}*$".utf8.contains(byte(text, end)) { end += 1 }
    return [0x0A, 0x2E, 0x2C].contains(byte(text, end))
      || text.has(" and", at: end) || text.has(" or", at: end)
  }
}

extension Extractor {
  /// See `ChoiceExtractor`.
  static let choice = Extractor(
    "choice",
    finds:
      "an option's letter, A to J: boxed, else announced, else the last that stands as an option",
    reference: .text
  ) { text, _ in
    ChoiceExtractor.extract(from: text).map { .form($0.letter, $0.span) }
  }
}
