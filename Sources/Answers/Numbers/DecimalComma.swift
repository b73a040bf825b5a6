/// Texts in which a comma stands before the fraction of a number and points between its thousands,
/// as in `1.000,5`, rewritten with the signs exchanged.
enum DecimalComma {
  /// The bytes of `range` with commas and points exchanged where they stand between digits, byte for
  /// byte; a comma in braces, as TeX writes it, becomes a point if `shortens`.
  static func withPoints(
    _ text: Span<UInt8>, _ range: Range<Int>, shortens: Bool
  ) -> [UInt8] {
    rewritten(text, range, shortens: shortens) { _, _ in true }
  }

  /// The same of a reference, whose author may have written a point: a number without a comma and
  /// with one point is what it is.
  static func withPoints(reference text: Span<UInt8>) -> [UInt8] {
    rewritten(text, 0..<text.count, shortens: true) { points, commas in commas > 0 || points > 1 }
  }

  /// - Parameter exchanges: whether to exchange the signs of a number, by how many points and commas
  ///   it has between digits.
  private static func rewritten(
    _ text: Span<UInt8>, _ range: Range<Int>, shortens: Bool,
    exchanges: (_ points: Int, _ commas: Int) -> Bool
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      guard text[cursor].isDigit else {
        bytes.append(text[cursor])
        cursor += 1
        continue
      }
      let number = endOfNumber(text, cursor, range.upperBound, shortens)
      let isExchanged = exchanges(number.points, number.commas)
      while cursor < number.end {
        switch text[cursor] {
        case UInt8(ascii: "{") where isExchanged:
          bytes.append(UInt8(ascii: "."))
          cursor += 2
        case UInt8(ascii: ",") where isExchanged: bytes.append(UInt8(ascii: "."))
        case UInt8(ascii: ".") where isExchanged: bytes.append(UInt8(ascii: ","))
        case let byte: bytes.append(byte)
        }
        cursor += 1
      }
    }
    return bytes
  }

  private static func endOfNumber(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int, _ shortens: Bool
  ) -> (end: Int, points: Int, commas: Int) {
    var (end, points, commas) = (start, 0, 0)
    while end < limit {
      if text[end].isDigit {
        end += 1
      } else if end + 1 < limit, text[end + 1].isDigit,
        text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: ",")
      {
        if text[end] == UInt8(ascii: ".") { points += 1 } else { commas += 1 }
        end += 1
      } else if shortens, end + 3 < limit, text.has("{,}", at: end), text[end + 3].isDigit {
        commas += 1
        end += 3
      } else {
        break
      }
    }
    return (end, points, commas)
  }
}
