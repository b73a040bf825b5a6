/// The quick way through texts with some characters beyond ASCII: only what stands around the last
/// number is folded, for nothing else is looked at.
extension NumberExtractor {
  /// How far a window reaches on either side of the last digit, at least.
  private static let reach = 96

  /// The number behind the marker, or the last number; `nil` if more has to be looked at.
  static func extractNearEnd(of text: Span<UInt8>) -> Finding? {
    if let marker = endOfLastMarker(text) {
      var end = marker
      while end < text.count, text[end] != 0x0A { end += 1 }
      let line = marker..<end
      if let finding = folding(text, line, { afterMarker($0, $1) }) { return finding }
    }
    guard let last = endOfLastNumeric(text) else { return .absent }
    let window = startOfWindow(text, last)..<endOfWindow(text, last)
    return folding(text, window) { text, range in
      var end = range.upperBound
      while end > range.lowerBound, !text[end - 1].isDigit {
        if text[end - 1] >= 0x80, isNumeric(text, endingAt: end) { return .unreadable }
        end -= 1
      }
      guard end > range.lowerBound else { return nil }
      switch read(text, cluster(text, endingAt: end, in: range), in: range) {
      case .name: return nil
      case .compound: return .unreadable
      case .number(let canonical, let span): return .number(canonical: canonical, span: span)
      }
    }
  }

  /// What `find` finds in a range of a text, folded if it has to be.
  private static func folding(
    _ text: Span<UInt8>, _ range: Range<Int>,
    _ find: (Span<UInt8>, Range<Int>) -> Finding?
  ) -> Finding? {
    var isASCII = true
    for index in range where text[index] >= 0x80 { isASCII = false }
    if isASCII { return find(text, range) }
    let bytes = text.bytes(range)
    guard let folded = FoldedText(bytes.span),
      let finding = find(folded.bytes.span, 0..<folded.bytes.count)
    else { return nil }
    guard case .number(let canonical, let span) = finding else { return finding }
    let origin = folded.origin(of: span)
    return .number(
      canonical: canonical,
      span: range.lowerBound + origin.lowerBound..<range.lowerBound + origin.upperBound)
  }

  /// The end of the last digit of any script, or of another character that is a number.
  private static func endOfLastNumeric(_ text: Span<UInt8>) -> Int? {
    var cursor = text.count
    while cursor > 0 {
      let byte = text[cursor - 1]
      if byte.isDigit { return cursor }
      guard byte >= 0x80 else {
        cursor -= 1
        continue
      }
      let (scalar, length) = text.scalar(before: cursor)
      if mayBeNumeric(scalar) {
        if isNumeric(text, endingAt: cursor) || scalar.properties.numericType == .decimal {
          return cursor
        }
      }
      cursor -= length
    }
    return nil
  }

  /// Whether it is worth asking for its properties: most letters, signs and ideographs are not.
  private static func mayBeNumeric(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xBC...0xBE, 0x3C0, 0x660...0x1FFF, 0x2100...0x2BFF, 0xA600...0xABFF, 0xFF10...0xFF19,
      0x10000...:
      true
    default: false
    }
  }

  private static func startOfWindow(_ text: Span<UInt8>, _ last: Int) -> Int {
    var start = max(0, last - reach)
    while start > 0, !isSeam(text, start) { start -= 1 }
    return start
  }

  private static func endOfWindow(_ text: Span<UInt8>, _ last: Int) -> Int {
    var end = min(text.count, last + reach)
    while end < text.count, !isSeam(text, end) { end += 1 }
    return end
  }

  /// Whether a text may be cut at `place` without cutting what belongs together: behind a line's
  /// end, or between two letters with a blank between them.
  private static func isSeam(_ text: Span<UInt8>, _ place: Int) -> Bool {
    if text[place - 1] == 0x0A { return true }
    return place > 1 && text[place].isLetter && text[place - 1] == 0x20 && text[place - 2].isLetter
  }
}
