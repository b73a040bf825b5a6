/// The little of LaTeX that answers are written in.
enum LaTeX {
  /// Whether the command of this name shows its argument unchanged.
  static func isWrapper(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    wrappers.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
  }

  /// The same of a name.
  static func isWrapper(_ name: String) -> Bool {
    !name.isEmpty && isWrapper(name.utf8.span, 0..<name.utf8.count)
  }

  /// Whether the command of this name leaves the number before it as it is: a unit or a space.
  static func isPunctuation(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    punctuation.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
      || isWrapper(text, name)
  }

  private static let wrappers: [StaticString] = [
    "text", "textbf", "textit", "textrm", "textsf", "mathrm", "mathbf", "mathit", "mathsf", "mbox",
    "boxed", "fbox", "emph", "underline", "bm", "boldsymbol", "operatorname",
  ]
  private static let punctuation: [StaticString] = [
    "quad", "qquad", "right", "end", "n", "newline",
  ]

  /// The content of the `\boxed{…}` or `\fbox{…}` that closes last, without its braces.
  ///
  /// A box around another one closes after it, so the outer one is found; one that never closes is
  /// none. One pass, linear in the text.
  static func lastBox(_ text: Span<UInt8>) -> Range<Int>? { lastBox(text, in: 0..<text.count) }

  /// The same of a range of a text.
  static func lastBox(_ text: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
    var found: Range<Int>?
    var open: [(offset: Int, isBox: Bool)] = []
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      if open.isEmpty {
        while cursor < range.upperBound, text[cursor] != 0x5C { cursor += 1 }
        guard cursor < range.upperBound else { break }
      }
      switch text[cursor] {
      case 0x5C:
        if let brace = boxBrace(text, cursor) {
          open.append((brace, true))
          cursor = brace
        } else {
          cursor += 1
        }
      case UInt8(ascii: "{"):
        open.append((cursor, false))
      case UInt8(ascii: "}"):
        if let last = open.popLast(), last.isBox { found = last.offset + 1..<cursor }
      default: break
      }
      cursor += 1
    }
    return found
  }

  /// Where the brace of the box command at `backslash` stands.
  private static func boxBrace(_ text: Span<UInt8>, _ backslash: Int) -> Int? {
    var cursor = backslash + 1
    if text.has("boxed", at: cursor) {
      cursor += 5
    } else if text.has("fbox", at: cursor) {
      cursor += 4
    } else {
      return nil
    }
    while cursor < text.count, text[cursor] == 0x20 { cursor += 1 }
    return cursor < text.count && text[cursor] == UInt8(ascii: "{") ? cursor : nil
  }
}
