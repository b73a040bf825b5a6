import Answers

/// Reads the score that a judge gives out of its text.
///
/// A specification is one of
/// - `number` or `number:MARKER`: the number behind the last MARKER (`score` without one, either
///   case) that a number follows, with at most `is`, `:`, `=` and decoration between: «Score: 4.5»,
///   «**Score:** 3/5», «score is [[7]]»; where no marker has one, the last `[[7]]`, else a text that
///   is a number and nothing else;
/// - `regex:PATTERN`: the first group of the last match, or all of it.
///
/// In «3/5» and «3 out of 5» the second number must be the upper end of the range. What is missing,
/// outside the range or a range itself («3-4») is `nil`, never zero; zero is a score like any other.
package struct JudgeParser: Sendable {
  /// What is wrong with a specification or a range.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    /// A sentence with the offending text.
    package let description: String
  }

  private enum Kind: Sendable {
    case marker([UInt8])
    case regex(Pattern)
  }

  private let kind: Kind
  private let range: ClosedRange<Double>

  /// Reads a specification; scores are accepted in `range` with its ends.
  package init(_ specification: String, range: ClosedRange<Double>) throws(Mistake) {
    self.range = range
    let parts = specification.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count > 1 ? String(parts[1]) : nil
    switch (parts.first.map(String.init), argument) {
    case ("number", nil):
      kind = .marker(Array("score".utf8))
    case ("number", let marker?) where !marker.isEmpty:
      kind = .marker(marker.utf8.map(\.lowercased))
    case ("regex", let source?) where !source.isEmpty:
      do throws(Pattern.Mistake) {
        kind = .regex(try Pattern(source))
      } catch {
        throw Mistake(
          description: "the pattern «\(source)» cannot be read: \(error.description)")
      }
    default:
      throw Mistake(
        description: "«\(specification)» is no way to read a score; there are number, "
          + "number:MARKER and regex:PATTERN")
    }
  }

  /// Reads a range such as `0..5` or `-1..1`.
  package static func range(_ text: String) throws(Mistake) -> ClosedRange<Double> {
    let bytes = Array(text.utf8)
    let dots = bytes.indices.dropLast().first { bytes[$0] == 0x2E && bytes[$0 + 1] == 0x2E }
    guard let dots, let lower = Double(String(decoding: bytes[..<dots], as: UTF8.self)),
      let upper = Double(String(decoding: bytes[(dots + 2)...], as: UTF8.self)),
      lower.isFinite, upper.isFinite, lower < upper
    else { throw Mistake(description: "«\(text)» is no range; write 0..5") }
    return lower...upper
  }

  /// The score of a judge's text given as UTF-8, or `nil`.
  package func score(of text: Span<UInt8>) -> Double? {
    switch kind {
    case .marker(let marker):
      return marked(text, marker) ?? bracketed(text) ?? alone(text)
    case .regex(let pattern):
      guard let span = pattern.lastMatch(in: text) else { return nil }
      return whole(text, text.trimmed(span))
    }
  }

  /// The score of a judge's text, or `nil`.
  package func score(of text: String) -> Double? { score(of: text.utf8.span) }

  // MARK: Places

  /// What stands behind the last marker with a number; a number that is no score there decides.
  private func marked(_ text: Span<UInt8>, _ marker: [UInt8]) -> Double?? {
    var start = text.count - marker.count
    while start >= 0 {
      if isMarker(text, start, marker),
        let number = numberStart(text, start + marker.count)
      {
        return .some(score(text, from: number, limit: text.count)?.value)
      }
      start -= 1
    }
    return nil
  }

  private func isMarker(_ text: Span<UInt8>, _ start: Int, _ marker: [UInt8]) -> Bool {
    for offset in marker.indices where text[start + offset].lowercased != marker[offset] {
      return false
    }
    return true
  }

  /// Where the number behind a marker begins.
  private func numberStart(_ text: Span<UInt8>, _ end: Int) -> Int? {
    var cursor = end
    while cursor < text.count, cursor - end < 32 {
      if text[cursor].isDigit { return cursor }
      if text[cursor] == UInt8(ascii: "-") || text[cursor] == UInt8(ascii: "."),
        cursor + 1 < text.count, text[cursor + 1].isDigit
      {
        return cursor
      }
      if text.has("is ", at: cursor), cursor > end, text[cursor - 1].isSpace {
        cursor += 2
      } else if Self.decoration.contains(text[cursor]) {
        cursor += 1
      } else {
        return nil
      }
    }
    return nil
  }

  /// White space, `:`, `=`, `*`, `_`, `[`, `(`, `{`, `"`, `'`, `<`, `>`, `$`, backquote, `#`.
  private static let decoration: [UInt8] = [
    0x20, 0x09, 0x0A, 0x0D, 0x3A, 0x3D, 0x2A, 0x5F, 0x5B, 0x28, 0x7B, 0x22, 0x27, 0x3C, 0x3E, 0x24,
    0x60, 0x23,
  ]

  private func bracketed(_ text: Span<UInt8>) -> Double? {
    var start = text.count - 2
    while start >= 0 {
      if text.has("[[", at: start),
        let (value, end) = score(text, from: start + 2, limit: text.count), text.has("]]", at: end)
      {
        return value
      }
      start -= 1
    }
    return nil
  }

  private func alone(_ text: Span<UInt8>) -> Double? {
    whole(text, text.trimmed(0..<text.count))
  }

  private func whole(_ text: Span<UInt8>, _ range: Range<Int>) -> Double? {
    guard let (value, end) = score(text, from: range.lowerBound, limit: range.upperBound) else {
      return nil
    }
    let rest = text.trimmed(end..<range.upperBound)
    return rest.isEmpty || (rest.count == 1 && text[rest.lowerBound] == 0x2E) ? value : nil
  }

  // MARK: Numbers

  /// A number in the range, «3», «4.5», «3/5» or «3 out of 5», and where it ends.
  private func score(
    _ text: Span<UInt8>, from start: Int, limit: Int
  ) -> (value: Double, end: Int)? {
    guard let (value, first) = decimal(text, start, limit), range.contains(value) else {
      return nil
    }
    var end = first
    var cursor = end
    while cursor < limit, text[cursor] == 0x20 { cursor += 1 }
    var second: Int?
    if cursor < limit, text[cursor] == UInt8(ascii: "/") { second = cursor + 1 }
    if text.has("out of ", at: cursor, ignoringCase: true) { second = cursor + 7 }
    if var second {
      while second < limit, text[second] == 0x20 { second += 1 }
      guard let (whole, after) = decimal(text, second, limit), whole == range.upperBound else {
        return nil
      }
      end = after
    }
    guard end < limit else { return (value, end) }
    // «3-4», «3%», «3rd» and «1,000» are no scores.
    let isRange = text[end] == UInt8(ascii: "-") && end + 1 < limit && text[end + 1].isDigit
    let isLonger = text[end] == UInt8(ascii: ",") && end + 1 < limit && text[end + 1].isDigit
    guard !isRange, !isLonger, !text[end].isLetter, text[end] != UInt8(ascii: "%"),
      !text.has("\u{2013}", at: end)
    else { return nil }
    return (value, end)
  }

  private func decimal(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int
  ) -> (value: Double, end: Int)? {
    var end = start
    if end < limit, text[end] == UInt8(ascii: "-") { end += 1 }
    while end < limit, text[end].isDigit { end += 1 }
    if end + 1 < limit, text[end] == 0x2E, text[end + 1].isDigit {
      end += 1
      while end < limit, text[end].isDigit { end += 1 }
      // «1.2.3» is no number.
      if end + 1 < limit, text[end] == 0x2E, text[end + 1].isDigit { return nil }
    }
    guard end > start, let value = Double(text.string(start..<end)) else { return nil }
    return (value, end)
  }
}
