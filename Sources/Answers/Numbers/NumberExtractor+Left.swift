/// What may stand before a number, and what it makes of it.
extension NumberExtractor {
  /// What is written together with the digits on their left.
  enum Glued {
    case nothing
    /// They are part of a name that begins before the offset.
    case name(Int)
    case operand
  }

  /// Letters before digits make a name, and so does a hyphen or a point between them; an operator
  /// or a sign of mathematics makes them an operand.
  static func glued(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Glued {
    func byte(_ offset: Int) -> UInt8 { offset >= range.lowerBound ? text[offset] : 0x20 }
    let first = byte(start - 1)
    let second = byte(start - 2)
    switch first {
    case 0x20, 0x0A: return .nothing
    case _ where first >= 0x80: return glued(scalarBefore: start, text)
    case _ where first.isLetter || first == UInt8(ascii: "_"):
      var word = start - 1
      while word >= range.lowerBound, text[word].isLetter { word -= 1 }
      return byte(word) == 0x5C && word < start - 1 ? .operand : .name(start - 1)
    case UInt8(ascii: "^"):
      return second.isDigit || second == UInt8(ascii: ")") ? .operand : .name(start - 1)
    case UInt8(ascii: "{"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
    case UInt8(ascii: "."):
      if text.has("Rs.", before: start) { return .nothing }
      return second.isLetter || second == UInt8(ascii: ")") ? .name(start - 1) : .nothing
    case UInt8(ascii: "("):
      return isCalled(text, start - 1, in: range) ? .operand : .nothing
    case UInt8(ascii: "*"):
      // Emphasis, unless it stands behind a number.
      let before = second == UInt8(ascii: "*") ? byte(start - 3) : second
      let isFactor = before.isDigit || before == UInt8(ascii: ")")
      return isFactor || before == second && second.isLetter ? .operand : .nothing
    case UInt8(ascii: "/"), UInt8(ascii: "}"), UInt8(ascii: ")"): return .operand
    case UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: ";"), UInt8(ascii: ":"):
      // Thin spaces of LaTeX between digits, as in `1\,234`.
      return second == 0x5C ? .operand : .nothing
    default: return .nothing
    }
    return first == UInt8(ascii: "-") && second.isLetter
      ? .name(start - 1) : isArgument(text, start, in: range)
  }

  private static func glued(scalarBefore start: Int, _ text: Span<UInt8>) -> Glued {
    let (scalar, length) = text.scalar(before: start)
    if isOperator(scalar) || scalar.properties.numericType == .digit { return .operand }
    switch scalar.properties.generalCategory {
    case .otherNumber, .letterNumber: return .operand
    // Letters of alphabets, unlike the characters of Chinese or Japanese, make a name.
    case _ where scalar.value < 0x2E80 && scalar.properties.isAlphabetic:
      return .name(start - length)
    default: return .nothing
    }
  }

  /// Whether a bracket with a number in it is an argument or a factor: `f(3)`, `2(3)`, `0.(3)`.
  private static func isCalled(_ text: Span<UInt8>, _ bracket: Int, in range: Range<Int>) -> Bool {
    guard bracket > range.lowerBound else { return false }
    let byte = text[bracket - 1]
    if byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ")") { return true }
    guard byte.isLetter else { return false }
    let word = word(text, endingAt: bracket, in: range)
    return word.count == 1 || FormulaNames.kind(of: text.string(word)) != nil
  }

  /// Whether the number, perhaps with a sign, is the argument of a command or a power.
  private static func isArgument(
    _ text: Span<UInt8>, _ start: Int, in range: Range<Int>
  ) -> Glued {
    var open = start
    while open > range.lowerBound, [0x20, 0x24, 0x2D, 0x2B].contains(text[open - 1]) { open -= 1 }
    guard open > range.lowerBound else { return .nothing }
    if text[open - 1] == UInt8(ascii: "^") { return .operand }
    guard text[open - 1] == UInt8(ascii: "{") else { return .nothing }
    open -= 1
    guard open > range.lowerBound else { return .nothing }
    switch text[open - 1] {
    case UInt8(ascii: "}"): return .operand
    case UInt8(ascii: "^"), UInt8(ascii: "_"):
      guard open - 1 > range.lowerBound else { return .operand }
      return text[open - 2].isDigit || text[open - 2] == UInt8(ascii: ")")
        ? .operand : .name(open - 1)
    default: break
    }
    let word = word(text, endingAt: open, in: range)
    guard word.lowerBound > range.lowerBound, text[word.lowerBound - 1] == 0x5C else {
      return .nothing
    }
    return LaTeX.isWrapper(text, word) ? .nothing : .operand
  }

  // MARK: Signs and operators

  /// A sign and a currency before a number.
  struct Left {
    var isNegative = false
    var start: Int
  }

  /// `nil` if an operator or a word ties the number to what stands before it.
  static func left(_ text: Span<UInt8>, before start: Int, in range: Range<Int>) -> Left? {
    var cursor = start
    while cursor > range.lowerBound, text[cursor - 1] == UInt8(ascii: "$") { cursor -= 1 }
    if cursor < start, cursor > range.lowerBound, text[cursor - 1] == 0x5C { cursor -= 1 }
    guard cursor > range.lowerBound else { return Left(start: start) }
    let byte = text[cursor - 1]
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      return sign(text, cursor - 1, of: start, in: range)
    case 0x20: return spaced(text, cursor, of: start, in: range)
    default: return Left(start: start)
    }
  }

  /// What a sign right before the number, or its currency, is.
  private static func sign(
    _ text: Span<UInt8>, _ place: Int, of start: Int, in range: Range<Int>
  ) -> Left? {
    let isNegative = text[place] == UInt8(ascii: "-")
    guard place > range.lowerBound else { return Left(isNegative: isNegative, start: place) }
    let before = text[place - 1]
    switch before {
    case UInt8(ascii: "-"), UInt8(ascii: "+"): return Left(start: start)
    case _ where before.isLetter || before.isDigit, UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: "%"), UInt8(ascii: "/"):
      return nil
    case 0x20 where isOperand(text, endingAt: place, in: range): return nil
    default: return Left(isNegative: isNegative, start: place)
    }
  }

  /// What stands before the blanks that end at `end`.
  private static func spaced(
    _ text: Span<UInt8>, _ end: Int, of start: Int, in range: Range<Int>
  ) -> Left? {
    var cursor = end
    while cursor > range.lowerBound, text[cursor - 1] == 0x20 { cursor -= 1 }
    guard cursor > range.lowerBound else { return Left(start: start) }
    let byte = text[cursor - 1]
    switch byte {
    case _ where byte.isLetter: return worded(text, cursor, of: start, in: range)
    case UInt8(ascii: "-"): return dash(text, cursor - 1, of: start, in: range)
    case UInt8(ascii: "+"), UInt8(ascii: "*"):
      if text.has("**", before: cursor) { cursor -= 1 }
      return isOperand(text, endingAt: cursor - 1, in: range) ? nil : Left(start: start)
    case UInt8(ascii: "/"), UInt8(ascii: "^"): return nil
    case _ where byte >= 0x80:
      return isOperator(text.scalar(before: cursor).scalar)
        || text.has("–", before: cursor)
          && isOperand(text, endingAt: cursor - 3, in: range)
        ? nil : Left(start: start)
    default: return Left(start: start)
    }
  }

  /// A minus sign with a blank behind it: a sign behind a relation or a bracket, an operator behind
  /// an operand, and else a dash.
  private static func dash(
    _ text: Span<UInt8>, _ place: Int, of start: Int, in range: Range<Int>
  ) -> Left? {
    if isOperand(text, endingAt: place, in: range) { return nil }
    var cursor = place
    while cursor > range.lowerBound, text[cursor - 1] == 0x20 || text[cursor - 1] == 0x24 {
      cursor -= 1
    }
    guard cursor > range.lowerBound else { return Left(start: start) }
    let byte = text[cursor - 1]
    if "=<>([{:|,".utf8.contains(byte) { return Left(isNegative: true, start: place) }
    if byte >= 0x80 {
      let isRelation = relations.contains(text.scalar(before: cursor).scalar)
      return isRelation ? Left(isNegative: true, start: place) : Left(start: start)
    }
    let word = word(text, endingAt: cursor, in: range)
    return verbs.contains(text.string(word).lowercased())
      ? Left(isNegative: true, start: place) : Left(start: start)
  }

  /// Whether a digit, a closing bracket or a letter that stands alone ends before the blanks that
  /// end at `end`.
  private static func isOperand(
    _ text: Span<UInt8>, endingAt end: Int, in range: Range<Int>
  ) -> Bool {
    var cursor = end
    while cursor > range.lowerBound, text[cursor - 1] == 0x20 || text[cursor - 1] == 0x24 {
      cursor -= 1
    }
    guard cursor > range.lowerBound else { return false }
    let byte = text[cursor - 1]
    if byte.isDigit || ")]}%!".utf8.contains(byte) { return true }
    if byte >= 0x80 {
      let scalar = text.scalar(before: cursor).scalar
      return isOperator(scalar) || scalar.properties.numericType != nil
    }
    return byte.isLetter && word(text, endingAt: cursor, in: range).count == 1
  }

  // MARK: Words

  private static func word(
    _ text: Span<UInt8>, endingAt end: Int, in range: Range<Int>
  ) -> Range<Int> {
    var start = end
    while start > range.lowerBound, text[start - 1].isLetter { start -= 1 }
    return start..<end
  }

  /// What the word before the number makes of it.
  private static func worded(
    _ text: Span<UInt8>, _ end: Int, of start: Int, in range: Range<Int>
  ) -> Left? {
    let word = word(text, endingAt: end, in: range)
    let name = text.string(word)
    if word.lowerBound > range.lowerBound, text[word.lowerBound - 1] == 0x5C {
      return isArithmetic(name) ? nil : Left(start: start)
    }
    let lower = name.lowercased()
    var before = word.lowerBound
    while before > range.lowerBound, text[before - 1] == 0x20 { before -= 1 }
    switch lower {
    case "x":
      return before > range.lowerBound && text[before - 1].isDigit ? nil : Left(start: start)
    case "minus", "negative":
      if isOperand(text, endingAt: before, in: range) { return nil }
      return Left(isNegative: true, start: word.lowerBound)
    case "of":
      return text.has("root", before: before, ignoringCase: true) ? nil : Left(start: start)
    case "by":
      let verb = text.string(self.word(text, endingAt: before, in: range)).lowercased()
      return ["divided", "multiplied", "times", "divide", "multiply"].contains(verb)
        ? nil : Left(start: start)
    case _ where operatorWords.contains(lower): return nil
    case _ where FormulaNames.kind(of: lower) == .function: return nil
    default: return Left(start: start)
    }
  }

  private static let operatorWords: Set<String> = [
    "plus", "times", "over", "modulo", "mod", "base",
  ]
  /// Words behind which a number with a sign may stand.
  private static let verbs: Set<String> = [
    "is", "are", "be", "was", "were", "equals", "gives", "get", "becomes", "yields", "equal",
  ]
  private static let relations: Set<Unicode.Scalar> = [
    "≈", "≃", "≅", "≡", "→", "⇒", "⟹", "≤", "≥", "≠", "∴", "：", "，",
  ]

  /// Whether a character beyond ASCII works on the numbers beside it: × ÷ ± √ π and their like.
  static func isOperator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "·", "•", "π", "∑", "∏", "∫": return scalar != "•"
    case _ where relations.contains(scalar): return false
    default:
      guard scalar.properties.generalCategory == .mathSymbol else { return false }
      // Arrows and relations only point at the number.
      return !(0x2190...0x21FF).contains(scalar.value) && !(0x2234...0x22A5).contains(scalar.value)
        || scalar == "⋅"
    }
  }

  /// Whether a command of LaTeX works on the number beside it.
  static func isArithmetic(_ name: String) -> Bool {
    arithmetic.contains(name) || FormulaNames.kind(of: name) != nil
  }

  private static let arithmetic: Set<String> = [
    "pm", "mp", "times", "cdot", "div", "ast", "frac", "dfrac", "tfrac", "cfrac", "over", "choose",
    "binom", "bmod", "pmod", "mod", "sum", "prod", "int", "lim", "overline", "cup", "cap", "star",
  ]
}
