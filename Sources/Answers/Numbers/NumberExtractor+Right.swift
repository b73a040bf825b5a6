/// What may stand behind a number, and what it makes of it.
extension NumberExtractor {
  /// What belongs to a number behind its digits.
  struct Right {
    /// How many places per cent and per mille move the point.
    var scale = 0
    var end: Int
  }

  /// `nil` when the number is a part of something else, as in `2x`, `10^5`, `3/x` or "5 million".
  static func right(_ text: Span<UInt8>, _ end: Int, in range: Range<Int>) -> Right? {
    func byte(_ offset: Int) -> UInt8 { offset < range.upperBound ? text[offset] : 0x0A }
    let first = byte(end)
    switch first {
    case 0x0A, UInt8(ascii: ","), UInt8(ascii: ":"): return Right(end: end)
    case UInt8(ascii: "."): return dots(text, end, in: range)
    case UInt8(ascii: "%"): return Right(scale: 2, end: end + 1)
    case UInt8(ascii: "!"): return spaced(text, end + 1, in: range).map { _ in Right(end: end) }
    case UInt8(ascii: "^"): return isDegree(text, end + 1) ? Right(end: end) : nil
    case UInt8(ascii: "("):
      return byte(end + 1).isDigit || byte(end + 1) == UInt8(ascii: "-")
        || byte(end + 1).isLetter && !byte(end + 2).isLetter ? nil : Right(end: end)
    case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      return tied(text, end, in: range)
    case UInt8(ascii: "'"):
      return byte(end + 1).isDigit || byte(end + 1) == UInt8(ascii: "'") ? nil : Right(end: end)
    case _ where first.isLetter:
      return word(text, end, isGlued: true, in: range) ? Right(end: end) : nil
    case _ where first >= 0x80: return scalar(text, end, in: range)
    case 0x5C where byte(end + 1) == UInt8(ascii: "%"): return Right(scale: 2, end: end + 2)
    case 0x5C where byte(end + 1).isLetter:
      return command(text, end, isGlued: true, in: range) ? Right(end: end) : nil
    default: return spaced(text, end, in: range)
    }
  }

  /// An ellipsis behind a fraction stands for more digits.
  private static func dots(_ text: Span<UInt8>, _ end: Int, in range: Range<Int>) -> Right? {
    guard end + 1 < range.upperBound, text[end + 1] == 0x2E else { return Right(end: end) }
    return isFractional(text, end, in: range) ? nil : Right(end: end)
  }

  private static func isFractional(_ text: Span<UInt8>, _ end: Int, in range: Range<Int>) -> Bool {
    var cursor = end
    while cursor > range.lowerBound, text[cursor - 1].isDigit { cursor -= 1 }
    return cursor - 1 > range.lowerBound && text[cursor - 1] == 0x2E && text[cursor - 2].isDigit
  }

  /// `\circ` or `{\circ}` behind a circumflex.
  private static func isDegree(_ text: Span<UInt8>, _ start: Int) -> Bool {
    text.has("\\circ", at: start) || text.has("{\\circ", at: start)
      || text.has("{ \\circ", at: start)
  }

  /// A bar or a sign right behind the number.
  private static func tied(_ text: Span<UInt8>, _ end: Int, in range: Range<Int>) -> Right? {
    guard end + 1 < range.upperBound else { return Right(end: end) }
    let next = text[end + 1]
    if next.isLetter {
      return word(text, end + 1, isGlued: true, in: range) ? Right(end: end) : nil
    }
    if next == 0x5C || next == UInt8(ascii: "(") || next == UInt8(ascii: "/") { return nil }
    guard next >= 0x80 else { return Right(end: end) }
    let scalar = text.scalar(at: end + 1).scalar
    return isOperator(scalar) || scalar.properties.numericType != nil ? nil : Right(end: end)
  }

  /// A character beyond ASCII: a unit or punctuation, per mille, or a part of a compound.
  private static func scalar(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Right? {
    let (scalar, length) = text.scalar(at: start)
    if scalar == "‰" { return Right(scale: 3, end: start + length) }
    if scalar == "…" { return isFractional(text, start, in: range) ? nil : Right(end: start) }
    if isOperator(scalar) || multipleSigns.contains(scalar) { return nil }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .otherNumber, .letterNumber, .nonspacingMark: return nil
    default: break
    }
    // 万, 亿 and their like are numbers.
    if properties.numericType != nil { return nil }
    if properties.isAlphabetic, scalar.value < 0x2E80 {
      return foreignWord(text, start, in: range) ? Right(end: start) : nil
    }
    return Right(end: start)
  }

  private static let multipleSigns: Set<Unicode.Scalar> = [
    "万", "萬", "亿", "億", "兆", "千", "百", "十", "만", "억", "천", "백", "多", "余", "半",
  ]

  private static func foreignWord(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Bool {
    var end = start
    while end < range.upperBound, text[end] >= 0x80 || text[end].isLetter { end += 1 }
    let word = text.string(start..<end).lowercased()
    return word.unicodeScalars.count > 1 && !foreignMultiples.contains(where: word.hasPrefix)
  }

  private static let foreignMultiples = [
    "тыс", "милли", "млн", "млрд", "लाख", "करोड", "हज़ार", "हजार", "مليون", "ألف", "مليار",
  ]

  // MARK: Behind blanks and decoration

  private static func spaced(_ text: Span<UInt8>, _ end: Int, in range: Range<Int>) -> Right? {
    var cursor = end
    while cursor < range.upperBound, isBlank(text, cursor) {
      cursor += text[cursor] == 0x5C ? 2 : 1
    }
    guard cursor < range.upperBound else { return Right(end: end) }
    let byte = text[cursor]
    switch byte {
    case UInt8(ascii: "%"): return Right(scale: 2, end: cursor + 1)
    case 0x5C where text.has("\\%", at: cursor): return Right(scale: 2, end: cursor + 2)
    case 0x5C: return command(text, cursor, isGlued: false, in: range) ? Right(end: end) : nil
    case _ where byte.isLetter:
      for (percent, scale) in rates where text.has(percent, at: cursor, ignoringCase: true) {
        let behind = cursor + percent.utf8CodeUnitCount
        if behind >= range.upperBound || !text[behind].isLetter {
          return Right(scale: scale, end: behind)
        }
      }
      return word(text, cursor, isGlued: false, in: range) ? Right(end: end) : nil
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "^"):
      return isOperand(text, at: cursor + 1, in: range) ? nil : Right(end: end)
    case _ where byte >= 0x80:
      let isSeparate =
        text.scalar(at: cursor).scalar.properties.generalCategory == .otherPunctuation
      return isSeparate || scalar(text, cursor, in: range) != nil ? Right(end: end) : nil
    default: return Right(end: end)
    }
  }

  private static let rates: [(word: StaticString, scale: Int)] = [
    ("percent", 2), ("per cent", 2), ("pct", 2), ("per mille", 3), ("permille", 3),
  ]

  /// Blanks, also those of LaTeX, and signs of emphasis or mathematics.
  private static func isBlank(_ text: Span<UInt8>, _ place: Int) -> Bool {
    switch text[place] {
    case 0x20, UInt8(ascii: "$"), UInt8(ascii: "~"), UInt8(ascii: "`"): true
    case UInt8(ascii: "*"): place > 0 && text[place - 1] != 0x20 || text.has("**", at: place)
    case 0x5C: place + 1 < text.count && ",;:! ".utf8.contains(text[place + 1])
    default: false
    }
  }

  /// Whether what stands here is worked on by an operator: a letter alone, a bracket, a command.
  private static func isOperand(_ text: Span<UInt8>, at start: Int, in range: Range<Int>) -> Bool {
    var cursor = start
    while cursor < range.upperBound, text[cursor] == 0x20 { cursor += 1 }
    guard cursor < range.upperBound else { return false }
    let byte = text[cursor]
    if byte.isDigit || byte == UInt8(ascii: "(") && cursor > start { return true }
    if byte == 0x5C { return cursor + 1 < range.upperBound && text[cursor + 1].isLetter }
    if byte >= 0x80 {
      let scalar = text.scalar(at: cursor).scalar
      return isOperator(scalar) || scalar.properties.generalCategory == .otherNumber
    }
    guard byte.isLetter else { return false }
    let end = text.endOfLetters(from: cursor, limit: range.upperBound)
    return end - cursor == 1 || FormulaNames.kind(of: text.string(cursor..<end)) != nil
  }

  /// Whether the number stays what it is before a command: a unit, a blank, or something apart.
  private static func command(
    _ text: Span<UInt8>, _ backslash: Int, isGlued: Bool, in range: Range<Int>
  ) -> Bool {
    let name = backslash + 1..<text.endOfLetters(from: backslash + 1, limit: range.upperBound)
    guard !name.isEmpty else { return true }
    if LaTeX.isWrapper(text, name) {
      var cursor = name.upperBound
      while cursor < range.upperBound, " {~".utf8.contains(text[cursor]) { cursor += 1 }
      guard cursor < range.upperBound, text[cursor].isLetter else { return true }
      if text.has("percent", at: cursor) { return false }
      let end = text.endOfLetters(from: cursor, limit: range.upperBound)
      if end - cursor == 1 { return UnitTable.isLetter(text.string(cursor..<end)) }
      return word(text, cursor, isGlued: false, in: range)
    }
    return isGlued
      ? LaTeX.isPunctuation(text, name) : !isArithmetic(text.string(name))
  }

  // MARK: Words

  /// Whether the number stays what it is before this word.
  private static func word(
    _ text: Span<UInt8>, _ start: Int, isGlued: Bool, in range: Range<Int>
  ) -> Bool {
    let end = text.endOfLetters(from: start, limit: range.upperBound)
    let name = text.string(start..<end)
    if end - start == 1 { return letter(text, start, isGlued: isGlued, in: range) }
    if FormulaNames.kind(of: name) != nil, !UnitTable.isName(name) { return false }
    let lower = name.lowercased()
    if isGlued, !mayBeGlued(name, lower) { return false }
    if multiples.contains(lower)
      || lower.hasSuffix("s") && multiples.contains(String(lower.dropLast()))
    {
      return false
    }
    if lower == "and", fractions.contains(where: { text.has($0, at: end, ignoringCase: true) }) {
      return false
    }
    if lower == "divided" || lower == "multiplied" { return !text.has(" by ", at: end) }
    return !isSmallerPart(text, start, lower, in: range)
  }

  /// A letter right behind the number is a unit or a variable; behind a blank it may be the article
  /// or the pronoun.
  private static func letter(
    _ text: Span<UInt8>, _ start: Int, isGlued: Bool, in range: Range<Int>
  ) -> Bool {
    let isFollowed = start + 1 < range.upperBound
    if isFollowed, text[start + 1] == UInt8(ascii: ".") || text[start + 1] == UInt8(ascii: "'"),
      start + 2 < range.upperBound, text[start + 2].isLetter
    {
      // "5 a.m.", "5 o'clock"
      return false
    }
    if UnitTable.isLetter(text.string(start..<start + 1)) { return true }
    guard !isGlued else { return false }
    return "aAI".utf8.contains(text[start]) && isFollowed && text[start + 1] == 0x20
  }

  /// Whether this is the second number of a quantity in two units: "5 feet 3 inches".
  private static func isSmallerPart(
    _ text: Span<UInt8>, _ start: Int, _ word: String, in range: Range<Int>
  ) -> Bool {
    var cursor = start
    func skipBlanks() {
      while cursor > range.lowerBound, text[cursor - 1] == 0x20 || text[cursor - 1] == 0x2C {
        cursor -= 1
      }
    }
    skipBlanks()
    while cursor > range.lowerBound, text[cursor - 1].isDigit || text[cursor - 1] == 0x2E {
      cursor -= 1
    }
    skipBlanks()
    if text.has(" and", before: cursor) {
      cursor -= 4
      skipBlanks()
    }
    let end = cursor
    while cursor > range.lowerBound, text[cursor - 1].isLetter { cursor -= 1 }
    guard cursor < end, UnitTable.isSmaller(word, than: text.string(cursor..<end)) else {
      return false
    }
    skipBlanks()
    return cursor > range.lowerBound && text[cursor - 1].isDigit
  }

  /// Words that change the number before them, so that `5 million` and `5` never agree.
  private static let multiples: Set<String> = [
    "hundred", "thousand", "million", "billion", "trillion", "quadrillion", "dozen", "lakh", "lac",
    "crore", "grand", "mio", "mrd", "mln", "bln", "millionen", "milliarde",
    "milliarden", "millones", "mil", "mille", "millard", "milliard", "tausend", "plus",
    "minus", "squared", "cubed", "factorial", "modulo", "mod", "choose", "recurring",
    "repeating", "am", "pm", "oclock", "half", "halves", "third", "quarter", "fifth", "tenth",
    "percentage", "bps", "myriad", "cr",
  ]
  /// Whether a word may follow digits at once: a unit, the end of an ordinal, or a long word.
  private static func mayBeGlued(_ name: String, _ lower: String) -> Bool {
    if gluedMultiples.contains(lower) { return false }
    return name.utf8.count > 3 || UnitTable.isName(name) || ordinals.contains(lower)
  }

  private static let ordinals: Set<String> = ["st", "nd", "rd", "th", "s"]
  private static let gluedMultiples: Set<String> = ["mn", "bn", "tn", "mil", "kk"]
  private static let fractions: [StaticString] = [
    " a half", " one half", " a quarter", " one quarter", " three quarters", " a third",
    " one third",
    " two thirds", " one-half", " three-quarters", " two-thirds", " one-third",
  ]
}
