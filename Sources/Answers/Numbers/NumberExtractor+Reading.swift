/// From the last digit to the whole of its number.
extension NumberExtractor {
  enum Reading {
    case number(String, Range<Int>)
    /// Part of a word such as `step-5` or `x2`; goes on to the left of the offset.
    case name(Int)
    case compound
  }

  /// The digits that end at `end` and all digits that connectors tie to them: `1,234`, `7/2`, `2-3`.
  static func cluster(
    _ text: Span<UInt8>, endingAt end: Int, in range: Range<Int>
  ) -> Range<Int> {
    var start = end - 1
    while start > range.lowerBound {
      let byte = text[start - 1]
      if byte.isDigit {
        start -= 1
      } else if start - 2 >= range.lowerBound, text[start - 2].isDigit, isConnector(byte) {
        start -= 2
      } else if start - 3 >= range.lowerBound, text[start - 3].isDigit,
        text[start - 2].lowercased == UInt8(ascii: "e"), byte == 0x2D || byte == 0x2B
      {
        start -= 3
      } else if start - 4 >= range.lowerBound, text[start - 4].isDigit,
        text.has("\u{2013}", before: start)
      {
        start -= 4
      } else {
        break
      }
    }
    return start..<end
  }

  private static func isConnector(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: ":"),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "^"),
      UInt8(ascii: "_"), UInt8(ascii: "x"), UInt8(ascii: "e"), UInt8(ascii: "E"),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }

  static func read(_ text: Span<UInt8>, _ cluster: Range<Int>, in range: Range<Int>) -> Reading {
    let fraction = Fraction(text, denominator: cluster, in: range)
    if fraction == nil {
      switch glued(text, cluster.lowerBound, in: range) {
      case .name(let offset): return .name(offset)
      case .operand: return .compound
      case .nothing: break
      }
    }
    let end = cluster.upperBound + (fraction == nil ? 0 : 1)
    guard let right = right(text, end, in: range) else { return .compound }
    guard let body = body(text, cluster, fraction, in: range),
      let left = left(text, before: body.start, in: range),
      !isListed(text, body.start, end, in: range)
    else { return .compound }
    let canonical: String
    if right.scale == 0, body.isPlain {
      let digits = text.string(body.start..<cluster.upperBound)
      canonical = left.isNegative && digits != "0" ? "-" + digits : digits
    } else {
      guard let numeral = body.numeral ?? Numeral(text, body.start..<cluster.upperBound),
        let form = numeral.canonical(negative: left.isNegative, scale: right.scale)
      else { return .compound }
      canonical = form
    }
    return .number(canonical, left.start..<right.end)
  }

  /// The digits of a number with all that belongs to them.
  private struct Body {
    var start: Int
    /// Whether they are canonical as they stand: the common case, kept quick.
    var isPlain = false
    /// Read already; `nil` if all from `start` on is one numeral.
    var numeral: Numeral?
  }

  /// `nil` if it is a compound.
  private static func body(
    _ text: Span<UInt8>, _ cluster: Range<Int>, _ fraction: Fraction?, in range: Range<Int>
  ) -> Body? {
    var start = cluster.lowerBound
    if let fraction {
      guard
        var numeral = Numeral(text, numerator: fraction.numerator, denominator: cluster)
      else { return nil }
      start = fraction.start
      if let whole = wholeBefore(text, start, in: range) {
        guard numeral.addWhole(text, whole) else { return nil }
        start = whole.lowerBound
      }
      return Body(start: start, numeral: numeral)
    }
    if start > range.lowerBound, text[start - 1] == 0x2E, !text.has("Rs.", before: start) {
      start -= 1
    }
    guard start > range.lowerBound, text[start - 1] == 0x20 else {
      return Body(start: start, isPlain: isPlain(text, start..<cluster.upperBound))
    }
    if let spaced = spacedFraction(text, cluster, in: range) { return spaced }
    guard start - 2 >= range.lowerBound, text[start - 2].isDigit else {
      return Body(start: start, isPlain: isPlain(text, start..<cluster.upperBound))
    }
    return grouped(text, start..<cluster.upperBound, in: range)
  }

  /// Digits that blanks set apart: groups of three, a mixed number, or a compound.
  private static func grouped(
    _ text: Span<UInt8>, _ cluster: Range<Int>, in range: Range<Int>
  ) -> Body? {
    if let numeral = Numeral(text, cluster), numeral.isFraction,
      let whole = wholeBefore(text, cluster.lowerBound, in: range),
      !isGroup(text, cluster.lowerBound)
    {
      var mixed = numeral
      guard mixed.addWhole(text, whole) else { return nil }
      return Body(start: whole.lowerBound, numeral: mixed)
    }
    var start = cluster.lowerBound
    while start - 2 >= range.lowerBound, text[start - 1] == 0x20, text[start - 2].isDigit {
      let group = self.cluster(text, endingAt: start - 1, in: range)
      if case .name = glued(text, group.lowerBound, in: range) { break }
      guard isGroup(text, start), isDigits(text, group), group.count <= 3,
        text[group.lowerBound] != 0x30 || group.count == 3
      else { return nil }
      start = group.lowerBound
    }
    guard start < cluster.lowerBound else {
      return Body(start: start, isPlain: isPlain(text, cluster))
    }
    let digits = text.bytes(start..<cluster.upperBound).filter { $0 != 0x20 }
    guard digits[0] != 0x30, let numeral = Numeral(digits.span, 0..<digits.count),
      !numeral.isFraction
    else { return nil }
    return Body(start: start, numeral: numeral)
  }

  /// Whether exactly three digits stand at `start`.
  private static func isGroup(_ text: Span<UInt8>, _ start: Int) -> Bool {
    guard start + 3 <= text.count, isDigits(text, start..<start + 3) else { return false }
    return start + 3 == text.count || !text[start + 3].isDigit
  }

  private static func isDigits(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !text[index].isDigit { return false }
    return true
  }

  /// `1 / 2`.
  private static func spacedFraction(
    _ text: Span<UInt8>, _ denominator: Range<Int>, in range: Range<Int>
  ) -> Body? {
    let bar = denominator.lowerBound - 2
    guard bar - 2 >= range.lowerBound, text[bar] == UInt8(ascii: "/"), text[bar - 1] == 0x20,
      text[bar - 2].isDigit
    else { return nil }
    let numerator = cluster(text, endingAt: bar - 1, in: range)
    guard case .nothing = glued(text, numerator.lowerBound, in: range),
      let numeral = Numeral(text, numerator: numerator, denominator: denominator)
    else { return nil }
    return Body(start: numerator.lowerBound, numeral: numeral)
  }

  private static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    isDigits(text, range) && (text[range.lowerBound] != 0x30 || range.count == 1)
  }

  /// The whole number of a mixed one: digits, then one space or `\frac` directly.
  private static func wholeBefore(
    _ text: Span<UInt8>, _ start: Int, in range: Range<Int>
  ) -> Range<Int>? {
    var end = start
    if end > range.lowerBound, text[end - 1] == 0x20 { end -= 1 }
    guard end > range.lowerBound, text[end - 1].isDigit else { return nil }
    let whole = cluster(text, endingAt: end, in: range)
    guard case .nothing = glued(text, whole.lowerBound, in: range) else { return nil }
    return whole
  }

  /// Whether the number is an item of a list in brackets, as in `(1, 2)`.
  private static func isListed(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, in range: Range<Int>
  ) -> Bool {
    var close = end
    while close < range.upperBound, text[close] == 0x20 || text[close] == 0x5C { close += 1 }
    guard close < range.upperBound, ")]}".utf8.contains(text[close]) else { return false }
    var cursor = start
    var hasComma = false
    while cursor > range.lowerBound {
      let byte = text[cursor - 1]
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: ";"): hasComma = true
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return hasComma
      case _ where byte.isDigit || " .-+/$\\".utf8.contains(byte): break
      default: return false
      }
      cursor -= 1
    }
    return false
  }

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
        text[lower - 1].isDigit || text[lower - 1] == 0x2E || text[lower - 1] == 0x2C
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
}
