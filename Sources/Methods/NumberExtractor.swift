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

  /// The number of which all of `range` consists, with sign, currency, per cent and one unit: a word
  /// of two letters or more after a space.
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
    // A product such as `2ab` or `2 pi` has no unit.
    let letters = text.endOfLetters(from: end, limit: range.upperBound)
    guard end > span.upperBound, letters - end >= 2, letters == range.upperBound,
      !(letters - end == 2 && text.has("pi", at: end))
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
  private static func endOfLastMarker(_ text: Span<UInt8>) -> Int? {
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
  private static func cluster(
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
      if isPlain(text, start..<cluster.upperBound) {
        guard let sign = Sign(text, before: start, in: range) else { return .compound }
        let digits = text.string(start..<cluster.upperBound)
        let signed = sign.negative && digits != "0" ? "-" + digits : digits
        return .number(after.percent ? signed + "%" : signed, sign.start..<after.end)
      }
      numeral = Numeral(text, start..<cluster.upperBound)
    }
    guard var numeral else { return .compound }
    if numeral.isFraction, let whole = wholeBefore(text, start, in: range) {
      numeral.addWhole(text, whole)
      start = whole.lowerBound
    }
    guard let sign = Sign(text, before: start, in: range),
      let canonical = numeral.canonical(negative: sign.negative)
    else { return .compound }
    return .number(canonical + (after.percent ? "%" : ""), sign.start..<after.end)
  }

  /// Whether these are digits that are canonical as they stand: the common case, kept quick.
  private static func isPlain(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where !text[index].isDigit { return false }
    return text[range.lowerBound] != 0x30 || range.count == 1
  }

  // MARK: What stands before

  private enum Before {
    case nothing
    case name(Int)
    case operand
  }

  /// Letters before digits make a name, and so does a hyphen or a point between them; an operator
  /// after an operand makes a compound.
  private static func before(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Before {
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
  private struct Sign {
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
  private static func wholeBefore(
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
  private struct Fraction {
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
  private static func isArgument(_ text: Span<UInt8>, _ start: Int, in range: Range<Int>) -> Bool {
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
  private static func after(
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
