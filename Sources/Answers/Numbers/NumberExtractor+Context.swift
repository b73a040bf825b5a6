/// What may stand before and after the digits of a number, and what it makes of them.
extension NumberExtractor {
  // MARK: What stands before

  enum Before {
    case nothing
    case name(Int)
    case operand
  }

  /// Letters before digits make a name, and so does a hyphen or a point between them; an operator
  /// after an operand makes a compound.
  static func before(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Before {
    func byte(_ offset: Int) -> UInt8 { offset >= range.lowerBound ? text[offset] : 0x20 }
    let first = byte(start - 1)
    let second = byte(start - 2)
    switch first {
    case _ where first.isLetter || first == UInt8(ascii: "_"):
      var word = start - 1
      while word >= range.lowerBound, text[word].isLetter { word -= 1 }
      return byte(word) == 0x5C && word < start - 1 ? .operand : .name(start - 1)
    case UInt8(ascii: "^"):
      return second.isDigit || second == UInt8(ascii: ")") ? .operand : .name(start - 1)
    case UInt8(ascii: "{") where second == UInt8(ascii: "^") || second == UInt8(ascii: "_"):
      return byte(start - 3).isDigit || byte(start - 3) == UInt8(ascii: ")")
        ? .operand : .name(start - 2)
    case UInt8(ascii: "."):
      return second.isLetter || second == UInt8(ascii: ")") ? .name(start - 1) : .nothing
    case UInt8(ascii: "-"):
      return second.isLetter ? .name(start - 1) : .nothing
    case UInt8(ascii: "/"):
      return .operand
    case UInt8(ascii: ","), UInt8(ascii: "!"):
      // Thin spaces of LaTeX between digits, as in `1\,234`.
      return second == 0x5C ? .operand : .nothing
    case UInt8(ascii: "}"):
      return text.has("{,}", before: start) ? .operand : .nothing
    default:
      return .nothing
    }
  }

  /// A sign and a currency before a number.
  struct Sign {
    var negative = false
    var start: Int

    /// `nil` when what looks like a sign is an operator after an operand, as in `x+1` or `(a)-5`.
    init?(_ text: Span<UInt8>, before offset: Int, in range: Range<Int>) {
      var cursor = offset
      while cursor > range.lowerBound, text[cursor - 1] == UInt8(ascii: "$") { cursor -= 1 }
      if cursor < offset, cursor > range.lowerBound, text[cursor - 1] == 0x5C { cursor -= 1 }
      start = offset
      guard cursor > range.lowerBound else { return }
      let previous: Int
      switch text[cursor - 1] {
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        previous = cursor - 1
      case 0x92 where text.has("\u{2212}", before: cursor):
        previous = cursor - 3
      default:
        return
      }
      let left = previous > range.lowerBound ? text[previous - 1] : 0x20
      switch left {
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        return
      case _ where left.isLetter || left.isDigit, UInt8(ascii: ")"), UInt8(ascii: "]"),
        UInt8(ascii: "}"), UInt8(ascii: "%"), UInt8(ascii: "/"):
        return nil
      default:
        negative = text[previous] != UInt8(ascii: "+")
        start = previous
      }
    }
  }

  /// The whole number of a mixed one: digits, then one space or `\frac` directly.
  static func wholeBefore(
    _ text: Span<UInt8>, _ start: Int, in range: Range<Int>
  ) -> Range<Int>? {
    var end = start
    if end > range.lowerBound, text[end - 1] == 0x20 { end -= 1 }
    guard end > range.lowerBound, text[end - 1].isDigit else { return nil }
    let whole = cluster(text, endingAt: end, in: range)
    guard case .nothing = before(text, whole.lowerBound, in: range) else { return nil }
    return whole
  }

  // MARK: LaTeX around a number

  /// `\frac{n}{` before a denominator.
  struct Fraction {
    let numerator: Range<Int>
    let start: Int

    init?(_ text: Span<UInt8>, denominator: Range<Int>, in range: Range<Int>) {
      let open = denominator.lowerBound - 1
      guard open - 1 > range.lowerBound, text[open] == UInt8(ascii: "{"),
        text[open - 1] == UInt8(ascii: "}"), denominator.upperBound < range.upperBound,
        text[denominator.upperBound] == UInt8(ascii: "}")
      else { return nil }
      var lower = open - 1
      while lower > range.lowerBound,
        text[lower - 1].isDigit || text[lower - 1] == 0x2E
          || text[lower - 1] == 0x2C
      {
        lower -= 1
      }
      guard lower > range.lowerBound, text[lower - 1] == UInt8(ascii: "{"),
        text.has("frac", before: lower - 1)
      else { return nil }
      var start = lower - 5
      if start > range.lowerBound, text[start - 1].isLetter { start -= 1 }
      guard start > range.lowerBound, text[start - 1] == 0x5C else { return nil }
      numerator = lower..<open - 1
      self.start = start - 1
    }
  }

  /// Whether the number is the argument of a LaTeX command that changes its value, as in `\sqrt{2}`.
  static func isArgument(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Bool {
    var open = start
    while open > range.lowerBound, [0x20, 0x24, 0x2D, 0x2B].contains(text[open - 1]) { open -= 1 }
    guard open > range.lowerBound, text[open - 1] == UInt8(ascii: "{") else { return false }
    open -= 1
    if open > range.lowerBound, text[open - 1] == UInt8(ascii: "}") { return true }
    var word = open
    while word > range.lowerBound, text[word - 1].isLetter { word -= 1 }
    guard word > range.lowerBound, text[word - 1] == 0x5C else { return false }
    return !LaTeX.isWrapper(text, word..<open)
  }

  // MARK: What stands after

  /// What follows a number: where it ends with a per cent sign; `nil` when the number is a part of
  /// a formula, as in `2x`, `10^5`, `3/x` or `2\pi`.
  static func after(
    _ text: Span<UInt8>, _ end: Int, in range: Range<Int>
  ) -> (percent: Bool, end: Int)? {
    func byte(_ offset: Int) -> UInt8 { offset < range.upperBound ? text[offset] : 0x20 }
    let first = byte(end)
    if first.isLetter { return isUnit(text, end, in: range) ? (false, end) : nil }
    switch first {
    case UInt8(ascii: "%"): return (true, end + 1)
    case 0x5C where byte(end + 1) == UInt8(ascii: "%"): return (true, end + 2)
    case 0x5C where byte(end + 1).isLetter:
      let word = end + 1..<text.endOfLetters(from: end + 1, limit: range.upperBound)
      return LaTeX.isPunctuation(text, word) ? (false, end) : nil
    case 0x20 where byte(end + 1) == UInt8(ascii: "%"): return (true, end + 2)
    case 0x20 where text.has("percent", at: end + 1, ignoringCase: true): return (true, end + 8)
    case 0x20 where multiples.contains(where: { text.has($0, at: end + 1, ignoringCase: true) }):
      return nil
    case UInt8(ascii: "^"): return nil
    case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "+"):
      guard byte(end + 1).isLetter else { return byte(end + 1) == 0x5C ? nil : (false, end) }
      return isUnit(text, end + 1, in: range) ? (false, end) : nil
    default: return (false, end)
    }
  }

  /// Words that multiply the number before them, so that `5 million` and `5` never agree.
  private static let multiples: [StaticString] = [
    "hundred", "thousand", "million", "billion", "trillion", "dozen",
  ]

  /// A word of two letters or more, or a unit of one, is a unit; `x`, `n` or `k` is not.
  private static func isUnit(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Bool {
    let end = text.endOfLetters(from: start, limit: range.upperBound)
    if end - start >= 2 { return true }
    switch text[start] {
    case UInt8(ascii: "m"), UInt8(ascii: "g"), UInt8(ascii: "s"), UInt8(ascii: "h"),
      UInt8(ascii: "L"), UInt8(ascii: "l"), UInt8(ascii: "J"), UInt8(ascii: "N"),
      UInt8(ascii: "V"), UInt8(ascii: "W"), UInt8(ascii: "A"), UInt8(ascii: "C"),
      UInt8(ascii: "F"):
      return true
    default: return false
    }
  }
}
