/// Text that is safe on a terminal, and its width there.
package enum TerminalText {
  /// The text with its control characters as pictures or numbers, so that it can neither steer the
  /// terminal nor hide what it says; line ends and tabs stay.
  package static func text(_ text: String) -> String {
    shown(text, isLine: false)
  }

  /// The same for one line: line ends and tabs are shown as pictures too.
  package static func line(_ text: String) -> String { shown(text, isLine: true) }

  private static func shown(_ text: String, isLine: Bool) -> String {
    var text = text
    let isPlain = text.withUTF8 { bytes in
      bytes.allSatisfy { byte in
        (byte >= 0x20 && byte < 0x7F) || !isLine && (byte == 0x0A || byte == 0x09)
      }
    }
    if isPlain { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20..<0x7F: result.append(scalar)
      case 0x0A where !isLine, 0x09 where !isLine: result.append(scalar)
      case 0x00..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: result.append("\u{2421}")
      default:
        if isHidden(scalar) {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
          result.append(contentsOf: "<U+\(zeros)\(digits)>".unicodeScalars)
        } else {
          result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// Whether a character shows nothing, but changes what others look like: controls beyond ASCII,
  /// marks that turn the direction of writing, line ends that are none in JSON Lines.
  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Joiners, without which some scripts and some emoji are written wrongly.
    case .format: scalar.value != 0x200C && scalar.value != 0x200D
    default: false
    }
  }

  // MARK: - Columns

  /// How many columns a character takes.
  package static func columns(_ character: Character) -> Int {
    if character.isASCII { return 1 }
    let scalars = character.unicodeScalars
    let first = scalars[scalars.startIndex]
    // An emoji by itself or by selector, or one of several parts.
    if first.properties.isEmojiPresentation || scalars.contains(where: { $0.value == 0xFE0F }) {
      return 2
    }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return wide.contains { $0.contains(first.value) } ? 2 : 1
    }
  }

  /// Blocks of characters that take two columns (Unicode's East Asian Width, wide and fullwidth).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// How many columns a line takes.
  package static func columns(of line: some StringProtocol) -> Int {
    line.reduce(0) { $0 + columns($1) }
  }

  /// The beginning of a line that takes so many columns at most, with an ellipsis if it is cut.
  package static func cut(_ line: String, to width: Int) -> String {
    guard line.utf8.count > width, columns(of: line) > width else { return line }
    var room = width - 1
    let end = line.firstIndex { character in
      room -= columns(character)
      return room < 0
    }
    return line[..<(end ?? line.endIndex)] + "…"
  }

  /// A line as pieces that take so many columns at most, broken at spaces where there are some.
  package static func wrap(_ line: Substring, width: Int) -> [Substring] {
    // No character takes more columns than bytes.
    guard line.utf8.count > width else { return [line] }
    var pieces: [Substring] = []
    var start = line.startIndex
    var place = start
    var column = 0
    var sawWord = false
    /// The last space behind a word: where it is, and how many columns lie up to it.
    var space: (place: Substring.Index, columns: Int)?
    while place < line.endIndex {
      let character = line[place]
      let wide = columns(character)
      if column + wide > width, place > start {
        if character == " " {
          pieces.append(line[start..<place])
          place = line.index(after: place)
          (start, column) = (place, 0)
        } else if let last = space {
          pieces.append(line[start..<last.place])
          start = line.index(after: last.place)
          column -= last.columns
        } else {
          pieces.append(line[start..<place])
          (start, column) = (place, 0)
        }
        (space, sawWord) = (nil, column > 0)
        continue
      }
      column += wide
      if character == " ", sawWord { space = (place, column) }
      if character != " " { sawWord = true }
      place = line.index(after: place)
    }
    if start < line.endIndex || pieces.isEmpty { pieces.append(line[start...]) }
    return pieces
  }

  /// A line with its tabs as spaces, up to every eighth column.
  package static func withoutTabs(_ line: Substring) -> Substring {
    guard line.utf8.contains(0x09) else { return line }
    var result = ""
    var column = 0
    for character in line {
      if character == "\t" {
        let gap = 8 - column % 8
        result += String(repeating: " ", count: gap)
        column += gap
      } else {
        result.append(character)
        column += columns(character)
      }
    }
    return result[...]
  }
}
