/// Where mathematics stands in a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and display environments.
enum Mathematics {
  /// The environments of LaTeX whose whole content is mathematics.
  private static let environments: Set<String> = [
    "math", "displaymath", "equation", "align", "aligned", "gather", "gathered", "multline",
    "eqnarray", "flalign", "alignat", "split",
  ]
  /// Longer pieces are not sought, so that openers without a closer cost no more than this.
  private static let longest = 8_192

  /// The content of the piece that begins at `start`, and where the piece ends; `nil` if none does.
  static func piece(
    _ text: Span<UInt8>, at start: Int, limit: Int
  ) -> (content: Range<Int>, end: Int)? {
    let limit = min(limit, start + longest)
    switch text[start] {
    case UInt8(ascii: "$"):
      if start > 0, text[start - 1] == 0x5C { return nil }
      return text.has("$$", at: start)
        ? content(text, start + 2, until: "$$", limit) : inline(text, start + 1, limit)
    case 0x5C:
      // In `\\(` or `\\[` the first backslash ends a line of a matrix.
      if start > 0, text[start - 1] == 0x5C { return nil }
      if text.has("\\(", at: start) { return content(text, start + 2, until: "\\)", limit) }
      if text.has("\\[", at: start) { return content(text, start + 2, until: "\\]", limit) }
      return environment(text, start, limit)
    default: return nil
    }
  }

  /// The last piece of `range` that is not within another.
  static func last(_ text: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
    var found: Range<Int>?
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      if text[cursor] == UInt8(ascii: "$") || text[cursor] == 0x5C,
        let piece = piece(text, at: cursor, limit: range.upperBound)
      {
        if !text.trimmed(piece.content).isEmpty { found = piece.content }
        cursor = piece.end
      } else {
        cursor += 1
      }
    }
    return found
  }

  private static func content(
    _ text: Span<UInt8>, _ start: Int, until closer: StaticString, _ limit: Int
  ) -> (content: Range<Int>, end: Int)? {
    var cursor = start
    while cursor + closer.utf8CodeUnitCount <= limit {
      if text.has(closer, at: cursor), text[cursor - 1] != 0x5C || cursor == start {
        return (start..<cursor, cursor + closer.utf8CodeUnitCount)
      }
      cursor += 1
    }
    return nil
  }

  /// By the rule of Pandoc, which knows dollars that are money: no white space stands inside of
  /// either sign, and no digit behind the second; an empty line ends the search.
  private static func inline(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int
  ) -> (content: Range<Int>, end: Int)? {
    guard start < limit, text[start] != 0x0A else { return nil }
    // A blank behind the first sign is let through where one stands before the second, as in `$ 5 $`.
    let isSpaced = text[start].isSpace
    var cursor = start + 1
    while cursor < limit {
      if text[cursor] == 0x0A, text[cursor - 1] == 0x0A { return nil }
      if text[cursor] == UInt8(ascii: "$"), text[cursor - 1] != 0x5C {
        let isMoney = cursor + 1 < text.count && text[cursor + 1].isDigit
        let closes = text[cursor - 1].isSpace == isSpaced && !isMoney
        return closes ? (start..<cursor, cursor + 1) : nil
      }
      cursor += 1
    }
    return nil
  }

  private static func environment(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int
  ) -> (content: Range<Int>, end: Int)? {
    guard text.has("\\begin{", at: start) else { return nil }
    let name = start + 7..<text.endOfLetters(from: start + 7, limit: limit)
    let isStarred = text.has("*}", at: name.upperBound)
    let open = name.upperBound + (isStarred ? 2 : 1)
    guard environments.contains(text.string(name)), open <= limit, text[open - 1] == 0x7D else {
      return nil
    }
    var cursor = open
    while cursor < limit {
      let inner = cursor + 5..<cursor + 5 + name.count
      if text.has("\\end{", at: cursor), inner.upperBound < limit,
        text.string(inner) == text.string(name)
      {
        let end = inner.upperBound + (isStarred ? 2 : 1)
        return (open..<cursor, min(end, text.count))
      }
      cursor += 1
    }
    return nil
  }
}
