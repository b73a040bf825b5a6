/// Finds what stands in `\boxed{…}` or `\fbox{…}`.
///
/// The box that closes last counts, and those before it that make one list with it: between two
/// boxes of a list stand only a comma, "and", "or" and the like, white space, signs of mathematics,
/// and perhaps the letter that the next one is the value of, as in
/// `$x = \boxed{3}$ or $x = \boxed{5}$`. A box around another one closes after it, so the outer one
/// is found; one that never closes is none. A number, a letter or a command may follow `\boxed`
/// without a brace.
enum BoxExtractor {
  /// A box and its content.
  private struct Box {
    /// With the command and the braces.
    var whole: Range<Int>
    var content: Range<Int>
  }

  /// What the boxes of `range` hold.
  static func boxes(_ text: Span<UInt8>, in range: Range<Int>) -> Extractor.Found? {
    let boxes = all(text, in: range)
    guard let last = boxes.last else { return nil }
    var list = [last]
    for box in boxes.dropLast().reversed() {
      guard isListGap(text, box.whole.upperBound..<list[0].whole.lowerBound) else { break }
      list.insert(box, at: 0)
    }
    return .content(list.map(\.content))
  }

  /// The content of the last box.
  static func last(_ text: Span<UInt8>, in range: Range<Int>) -> Range<Int>? {
    all(text, in: range).last?.content
  }

  // MARK: Boxes

  /// All boxes that are in no other, in the order in which they stand; one pass.
  private static func all(_ text: Span<UInt8>, in range: Range<Int>) -> [Box] {
    var found: [Box] = []
    var open: [(command: Int, brace: Int)] = []
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      if open.isEmpty {
        while cursor < range.upperBound, text[cursor] != 0x5C { cursor += 1 }
        guard cursor < range.upperBound else { break }
      }
      switch text[cursor] {
      case 0x5C:
        guard let start = argument(text, cursor) else {
          // An escaped brace opens and closes nothing.
          cursor += 1
          break
        }
        if text[start] == UInt8(ascii: "{") {
          open.append((cursor, start))
          cursor = start
        } else if let content = bare(text, start, range.upperBound) {
          found.append(Box(whole: cursor..<content.upperBound, content: content))
          cursor = content.upperBound - 1
        }
      case UInt8(ascii: "{") where !open.isEmpty: open.append((-1, cursor))
      case UInt8(ascii: "}"):
        if let (command, brace) = open.popLast(), command >= 0 {
          while let inner = found.last, inner.whole.lowerBound > command { found.removeLast() }
          found.append(Box(whole: command..<cursor + 1, content: brace + 1..<cursor))
        }
      default: break
      }
      cursor += 1
    }
    return found
  }

  /// Where the argument of the box command at `backslash` begins.
  private static func argument(_ text: Span<UInt8>, _ backslash: Int) -> Int? {
    var cursor = backslash + 1
    if text.has("boxed", at: cursor) {
      cursor += 5
    } else if text.has("fbox", at: cursor) {
      cursor += 4
    } else {
      return nil
    }
    guard cursor < text.count, !text[cursor].isLetter else { return nil }
    while cursor < text.count, text[cursor] == 0x20 { cursor += 1 }
    return cursor < text.count ? cursor : nil
  }

  /// An argument without braces: a number, a letter or a formula, up to a blank or a `$`.
  private static func bare(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> Range<Int>? {
    var end = start
    var depth = 0
    while end < limit, depth > 0 || !text[end].isSpace, text[end] != UInt8(ascii: "$") {
      if text.has("\\)", at: end) || text.has("\\]", at: end) { break }
      if text[end] == UInt8(ascii: "{") { depth += 1 }
      if text[end] == UInt8(ascii: "}") { depth -= 1 }
      if depth < 0 { break }
      end += 1
    }
    while end > start, [0x2E, 0x2C, 0x3B, 0x3A, 0x2A].contains(text[end - 1]) { end -= 1 }
    guard end > start else { return nil }
    let first = text[start]
    let isWord = first.isLetter && end - start > 1 && text[start + 1].isLetter
    let isFormula =
      first.isDigit || (first.isLetter && !isWord) || [0x5C, 0x2D, 0x2B, 0x2E].contains(first)
    return isFormula ? start..<end : nil
  }

  // MARK: Lists

  private static let longestGap = 64
  private static let separators: Set<String> = ["and", "or", "und", "oder", "y", "o", "et", "ou"]
  private static let silent: Set<String> = [
    "text", "textrm", "mathrm", "mbox", "quad", "qquad", "left", "right", "displaystyle",
  ]

  /// Whether nothing stands here that says more than that a list goes on.
  private static func isListGap(_ text: Span<UInt8>, _ gap: Range<Int>) -> Bool {
    guard gap.count <= longestGap else { return false }
    var cursor = gap.lowerBound
    while cursor < gap.upperBound {
      let byte = text[cursor]
      if byte.isLetter || byte == 0x5C {
        let start = byte == 0x5C ? cursor + 1 : cursor
        let end = text.endOfLetters(from: start, limit: gap.upperBound)
        let word = text.string(start..<end)
        if byte == 0x5C {
          guard end == start || silent.contains(word) else { return false }
          cursor = max(end, min(start + 1, gap.upperBound))
        } else if separators.contains(word.lowercased()) {
          cursor = end
        } else {
          // The letter that the next box is the value of.
          return word.utf8.count == 1 && isAssignment(text, end..<gap.upperBound)
        }
      } else if byte >= 0x80 {
        guard text.has("、", at: cursor) || text.has("，", at: cursor) else { return false }
        cursor += 3
      } else {
        guard byte.isSpace || "$,;&*{}~".utf8.contains(byte) else { return false }
        cursor += 1
      }
    }
    return true
  }

  /// `_1 = `, with the signs that mathematics begins with.
  private static func isAssignment(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var signs = 0
    for index in range {
      switch text[index] {
      case UInt8(ascii: "="): signs += 1
      case UInt8(ascii: "_"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "$"): break
      case let byte: guard byte.isSpace || byte.isDigit else { return false }
      }
    }
    return signs == 1
  }
}

extension Extractor {
  /// See `BoxExtractor`.
  static let boxed = Extractor(
    "boxed", finds: "what the last \\boxed{…} holds, or the last ones that make a list",
    reference: .answer
  ) { text, _ in BoxExtractor.boxes(text, in: 0..<text.count) }
}
