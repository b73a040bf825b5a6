/// Steps over a unit in a text.
struct UnitReader {
  var cursor: Int
  let limit: Int
  /// Whether a blank was stepped over before the name that is read.
  private var isApart = false
  /// Inside of a command such as `\text`.
  private var isUpright = false

  init(cursor: Int, limit: Int) {
    self.cursor = cursor
    self.limit = limit
  }

  /// Steps over names with a point, a bar, "per" or blanks between them.
  mutating func unit(_ text: Span<UInt8>) -> Bool {
    let start = cursor
    isApart = skipBlanks(text)
    guard factor(text, isQuotient: isQuotient(text, cursor)) else { return undone(start) }
    while true {
      let end = cursor
      let isSpaced = skipBlanks(text)
      let isTied = skipTie(text)
      guard isTied || isSpaced else { break }
      _ = skipBlanks(text)
      isApart = true
      guard factor(text, isQuotient: isTied) else {
        cursor = end
        return !isTied
      }
    }
    return true
  }

  private mutating func undone(_ start: Int) -> Bool {
    cursor = start
    return false
  }

  private mutating func skipBlanks(_ text: Span<UInt8>) -> Bool {
    let start = cursor
    while cursor < limit {
      if text[cursor].isSpace || text[cursor] == UInt8(ascii: "~") {
        cursor += 1
      } else if text[cursor] == 0x5C, cursor + 1 < limit, ",;:! ".utf8.contains(text[cursor + 1]) {
        cursor += 2
      } else if text.has("\\quad", at: cursor) {
        cursor += 5
      } else {
        break
      }
    }
    return cursor > start
  }

  /// A sign or word between two names.
  private mutating func skipTie(_ text: Span<UInt8>) -> Bool {
    for tie: StaticString in ["/", "*", "\\cdot ", "\\cdot\\", "\\cdot", "-", "per ", "a ", "an "]
    where text.has(tie, at: cursor) && cursor + tie.utf8CodeUnitCount <= limit {
      guard !text.has("**", at: cursor) else { return false }
      cursor += tie.utf8CodeUnitCount - (text.has("\\cdot\\", at: cursor) ? 1 : 0)
      return true
    }
    return false
  }

  /// Whether one name of a letter and a bar stand here, as in `m/s`.
  private func isQuotient(_ text: Span<UInt8>, _ start: Int) -> Bool {
    start + 2 < limit && text[start].isLetter && text[start + 1] == UInt8(ascii: "/")
      && text[start + 2].isLetter
  }

  /// One name with its power, or a command around a unit.
  private mutating func factor(_ text: Span<UInt8>, isQuotient: Bool) -> Bool {
    let start = cursor
    if cursor < limit, text[cursor] == 0x5C || text[cursor] == UInt8(ascii: "{") {
      guard wrapped(text) else { return undone(start) }
      skipPower(text)
      return true
    }
    let end = text.endOfLetters(from: cursor, limit: limit)
    let name = text.string(cursor..<end)
    guard isUnit(name, isQuotient: isQuotient) else { return undone(start) }
    cursor = end
    if cursor < limit, text[cursor] == UInt8(ascii: ".") { cursor += 1 }
    skipPower(text)
    return true
  }

  private func isUnit(_ name: String, isQuotient: Bool) -> Bool {
    switch name.utf8.count {
    case 0: return false
    case 1: return UnitTable.isLetter(name) && (isUpright || isQuotient && isApart)
    default:
      guard UnitTable.isName(name) else { return false }
      return isApart || isUpright || UnitTable.isUnlikelyProduct(name)
    }
  }

  /// `\text{…}`, `\mathrm{…}` or `{\rm …}` around a unit; letters in bold or italics are variables.
  private mutating func wrapped(_ text: Span<UInt8>) -> Bool {
    if text.has("{\\rm", at: cursor) {
      cursor += 4
    } else {
      let name = cursor + 1..<text.endOfLetters(from: cursor + 1, limit: limit)
      guard text[cursor] == 0x5C, Self.upright.contains(text.string(name)) else { return false }
      cursor = name.upperBound
      _ = skipBlanks(text)
      guard cursor < limit, text[cursor] == UInt8(ascii: "{") else { return false }
      cursor += 1
    }
    let outer = isUpright
    isUpright = true
    defer { isUpright = outer }
    _ = skipBlanks(text)
    // A bar may stand before the name, as in `\text{/s}`.
    if cursor < limit, text[cursor] == UInt8(ascii: "/") { cursor += 1 }
    guard unit(text) else { return false }
    _ = skipBlanks(text)
    guard cursor < limit, text[cursor] == UInt8(ascii: "}") else { return false }
    cursor += 1
    return true
  }

  private static let upright: Set<String> = [
    "text", "mathrm", "textrm", "textnormal", "textup", "mbox", "operatorname", "rm", "textsf",
    "mathsf", "textit",
  ]

  /// `^2`, `^{-3}`, `2` right behind the name, "squared" or "cubed".
  private mutating func skipPower(_ text: Span<UInt8>) {
    let start = cursor
    if cursor < limit, text[cursor] == UInt8(ascii: "^") {
      cursor += 1
      let isBraced = text.has("{", at: cursor)
      if isBraced { cursor += 1 }
      if text.has("-", at: cursor) { cursor += 1 }
      guard cursor < limit, text[cursor].isDigit else {
        cursor = start
        return
      }
      cursor += 1
      if isBraced {
        guard text.has("}", at: cursor) else {
          cursor = start
          return
        }
        cursor += 1
      }
    } else if cursor < limit, text[cursor] == UInt8(ascii: "2") || text[cursor] == UInt8(ascii: "3")
    {
      cursor += 1
    } else {
      _ = skipBlanks(text)
      for word: StaticString in ["squared", "cubed"] where text.has(word, at: cursor) {
        cursor += word.utf8CodeUnitCount
        return
      }
      cursor = start
    }
  }
}
