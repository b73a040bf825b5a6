/// Finds the number that a text ends on.
///
/// The number behind the last `####` counts if the line says nothing more, as the solutions of
/// GSM8K end; else the last number of the text. The rule is: the whole numeric expression is read,
/// or the text abstains; never a piece of it, for voting by a piece would make wrong samples agree.
///
/// Read are digits of all scripts with a point, an exponent, and thousands set apart by commas,
/// blanks or apostrophes (`1,234`, `2 602`, `1'000`, `1,23,456`); a sign before them, also behind a
/// blank (`x = - 3`) or as a word ("minus 3"); a currency; fractions (`1 / 2`, `3 1/2`,
/// `\frac{7}{2}`); per cent as a hundredth, per mille as a thousandth; and any unit or other word
/// behind the number. A number in a name (`step-5`, `x2`) is passed over. What else is tied to the
/// number by an operator, a word that changes its value ("million"), a letter, a bracket or a sign
/// of mathematics makes the text abstain: `2-3`, `12:30`, `3,4`, `3 × 10⁸`, `2π`, `√2`, `0.(3)`,
/// `10 ± 2`, `5 lakh`, `3万`, "5 feet 3 inches".
enum NumberExtractor {
  /// A number found, or what stands in its place.
  enum Finding: Equatable {
    case number(canonical: String, span: Range<Int>)
    /// The last numeric expression is a compound that has no value of its own.
    case unreadable
    case absent
  }

  /// The number behind the last `####`, else the last number.
  static func extract(from text: Span<UInt8>) -> Finding {
    if text.isASCII { return extract(fromFolded: text) }
    if let finding = extractNearEnd(of: text) { return finding }
    guard let folded = FoldedText(text) else { return .absent }
    let finding = extract(fromFolded: folded.bytes.span)
    guard case .number(let canonical, let span) = finding else { return finding }
    return .number(canonical: canonical, span: folded.origin(of: span))
  }

  private static func extract(fromFolded text: Span<UInt8>) -> Finding {
    afterMarker(text) ?? last(in: text, 0..<text.count)
  }

  /// The last number of `range`, from the end: linear in what follows it.
  static func last(in text: Span<UInt8>, _ range: Range<Int>) -> Finding {
    var cursor = range.upperBound
    while cursor > range.lowerBound {
      let byte = text[cursor - 1]
      guard byte.isDigit else {
        if byte >= 0x80, isNumeric(text, endingAt: cursor) { return .unreadable }
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

  /// Whether a fraction, π or ∞ ends here, which is a number without a digit.
  static func isNumeric(_ text: Span<UInt8>, endingAt end: Int) -> Bool {
    let (scalar, length) = text.scalar(before: end)
    switch scalar.value {
    case 0xBC...0xBE, 0x2150...0x215F, 0x2189, 0x221E: return true
    case 0x3C0:
      // π, but not in a word of Greek.
      let isFirst =
        end == length || !text.scalar(before: end - length).scalar.properties.isAlphabetic
      return isFirst && (end == text.count || !text.scalar(at: end).scalar.properties.isAlphabetic)
    default: return false
    }
  }

  /// The number of which all of `range` consists, with sign, currency, per cent and one unit.
  static func whole(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    guard case .number(let canonical, _) = wholeFinding(text, range) else { return nil }
    return canonical
  }

  private static func wholeFinding(_ text: Span<UInt8>, _ range: Range<Int>) -> Finding? {
    let range = text.trimmed(range)
    // Most answers that are no number are told by their last byte.
    let finding = last(in: text, range)
    guard case .number(_, let span) = finding else { return nil }
    for index in range.lowerBound..<span.lowerBound where !isDecoration(text[index]) { return nil }
    var end = span.upperBound
    while end < range.upperBound, isDecoration(text[end]) || text[end] == 0x2E { end += 1 }
    guard end < range.upperBound else { return finding }
    return UnitTable.end(text, from: span.upperBound, limit: range.upperBound) == range.upperBound
      ? finding : nil
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
  /// `nil` if none stands there or a sentence follows it, as in "#### 2. Compute the total".
  private static func afterMarker(_ text: Span<UInt8>) -> Finding? {
    guard let start = endOfLastMarker(text) else { return nil }
    var end = start
    while end < text.count, text[end] != 0x0A { end += 1 }
    return afterMarker(text, start..<end)
  }

  /// The number that the line behind a marker is.
  static func afterMarker(_ text: Span<UInt8>, _ line: Range<Int>) -> Finding? {
    var cursor = line.lowerBound
    while cursor < line.upperBound, isDecoration(text[cursor]) || text[cursor] == 0x5C {
      cursor += 1
    }
    return wholeFinding(text, cursor..<line.upperBound)
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
}
