/// Finds the number that a text ends on, by the rules of `AnswerExtractor`.
enum NumberExtractor {
  /// A number found, or what stands in its place.
  enum Finding: Equatable {
    case number(canonical: String, span: Range<Int>)
    /// The last numeric expression is a compound that has no value of its own.
    case unreadable
    case absent
  }

  /// The number after the last `####`, else the last number.
  static func extract(from text: Span<UInt8>) -> Finding {
    if let marked = afterMarker(text) { return marked }
    return last(in: text, 0..<text.count)
  }

  /// The last number of `range`, from the end: linear in what follows it.
  static func last(in text: Span<UInt8>, _ range: Range<Int>) -> Finding {
    var cursor = range.upperBound
    while cursor > range.lowerBound {
      guard text[cursor - 1].isDigit else {
        cursor -= 1
        continue
      }
      let cluster = cluster(text, endingAt: cursor, in: range)
      switch read(text, cluster, in: range) {
      case .name(let start): cursor = start
      case .compound: return .unreadable
      case .number(let canonical, let span): return .number(canonical: canonical, span: span)
      }
    }
    return .absent
  }

  /// The number of which all of `range` consists, with sign, currency, per cent and one unit, a word
  /// behind a space (`UnitWords`).
  static func whole(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    guard case .number(let canonical, _) = wholeFinding(text, range) else { return nil }
    return canonical
  }

  private static func wholeFinding(_ text: Span<UInt8>, _ range: Range<Int>) -> Finding? {
    let range = text.trimmed(range)
    let finding = last(in: text, range)
    guard case .number(_, let span) = finding else { return nil }
    for index in range.lowerBound..<span.lowerBound where !isDecoration(text[index]) { return nil }
    var end = span.upperBound
    while end < range.upperBound, isDecoration(text[end]) || text[end] == 0x2E { end += 1 }
    guard end < range.upperBound else { return finding }
    // A product such as `2ab`, `2 pi` or `2*alpha` has no unit.
    let letters = text.endOfLetters(from: end, limit: range.upperBound)
    guard text[end - 1] == 0x20, letters - end >= 2, letters == range.upperBound,
      UnitWords.isUnit(text.string(end..<letters))
    else { return nil }
    return finding
  }

  /// What may stand around a number without changing it.
  private static func isDecoration(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "="):
      true
    default: false
    }
  }

  // MARK: The marker of GSM8K

  /// The number right after the last `####`.
  ///
  /// `nil` if none stands there or a sentence follows it, as in «#### 2. Compute the total».
  private static func afterMarker(_ text: Span<UInt8>) -> Finding? {
    guard var cursor = endOfLastMarker(text) else { return nil }
    var end = cursor
    while end < text.count, text[end] != 0x0A { end += 1 }
    while cursor < end, isDecoration(text[cursor]) || text[cursor] == 0x5C { cursor += 1 }
    return wholeFinding(text, cursor..<end)
  }

  /// Where the last run of exactly four `#` ends.
  ///
  /// Any such run covers one offset of every four, so three bytes in four are never looked at.
  static func endOfLastMarker(_ text: Span<UInt8>) -> Int? {
    var probe = text.count - 1
    while probe >= 0 {
      guard text[probe] == 0x23 else {
        probe -= 4
        continue
      }
      var (start, end) = (probe, probe + 1)
      while start > 0, text[start - 1] == 0x23 { start -= 1 }
      while end < text.count, text[end] == 0x23 { end += 1 }
      if end - start == 4 { return end }
      probe = start - 1
    }
    return nil
  }

  // MARK: Clusters

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
        text.has("\u{2013}", before: start) || text.has("\u{2212}", before: start)
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
      UInt8(ascii: "_"), UInt8(ascii: "x"), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private enum Reading {
    case number(String, Range<Int>)
    /// Part of a word such as `step-5` or `x2`; goes on to the left of the offset.
    case name(Int)
    case compound
  }

  private static func read(
    _ text: Span<UInt8>, _ cluster: Range<Int>, in range: Range<Int>
  ) -> Reading {
    var start = cluster.lowerBound
    switch before(text, start, in: range) {
    case .name(let offset): return .name(offset)
    case .operand: return .compound
    case .nothing: break
    }
    let fraction = Fraction(text, denominator: cluster, in: range)
    let end = cluster.upperBound + (fraction == nil ? 0 : 1)
    guard let after = after(text, end, in: range) else { return .compound }
    var numeral: Numeral?
    if let fraction {
      numeral = Numeral(text, numerator: fraction.numerator, denominator: cluster)
      start = fraction.start
    } else if isArgument(text, start, in: range) {
      return .compound
    } else {
      if start > range.lowerBound, text[start - 1] == 0x2E { start -= 1 }
      if !after.percent, isPlain(text, start..<cluster.upperBound) {
        guard let sign = Sign(text, before: start, in: range) else { return .compound }
        let digits = text.string(start..<cluster.upperBound)
        let signed = sign.negative && digits != "0" ? "-" + digits : digits
        return .number(signed, sign.start..<after.end)
      }
      numeral = Numeral(text, start..<cluster.upperBound)
    }
    guard var numeral else { return .compound }
    if numeral.isFraction, let whole = wholeBefore(text, start, in: range) {
      numeral.addWhole(text, whole)
      start = whole.lowerBound
    }
    guard let sign = Sign(text, before: start, in: range),
      let canonical = numeral.canonical(negative: sign.negative, percent: after.percent)
    else { return .compound }
    return .number(canonical, sign.start..<after.end)
  }

  /// Whether these are digits that are canonical as they stand: the common case, kept quick.
  private static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !text[index].isDigit { return false }
    return text[range.lowerBound] != 0x30 || range.count == 1
  }
}
