/// The form of an answer that is no formula: its text without what TeX writes and nobody sees.
///
/// Commands around a text (`\text{…}`), sizes (`\left`, `\displaystyle`), signs of mathematics, braces
/// around a single letter or digit, and blanks vanish, but for one blank between two words; commands
/// that mean the same have one name (`\dfrac`, `\frac`). Words stay words.
enum TextForm {
  /// The text in this form, which is its own form.
  static func plain(_ bytes: [UInt8]) -> [UInt8] {
    var writer = Writer(bytes: bytes)
    writer.run()
    return writer.output
  }

  /// Writes the form piece by piece.
  private struct Writer {
    let bytes: [UInt8]
    var output: [UInt8] = []
    private var cursor = 0
    /// Whether a blank was left out since the last piece.
    private var isApart = false
    /// For every open brace, whether it vanishes.
    private var vanishing: [Bool] = []

    init(bytes: [UInt8]) {
      self.bytes = bytes
      output.reserveCapacity(bytes.count)
    }

    mutating func run() {
      while cursor < bytes.count {
        let byte = bytes[cursor]
        switch byte {
        case _ where byte.isSpace || byte == UInt8(ascii: "~"):
          isApart = true
          cursor += 1
        case UInt8(ascii: "$"): cursor += 1
        case 0x5C: command()
        case UInt8(ascii: "{"): open()
        case UInt8(ascii: "}"):
          cursor += 1
          if vanishing.popLast() == true { isApart = true } else { put([byte]) }
        default:
          put([byte])
          cursor += 1
        }
      }
    }

    /// Appends a piece, with a blank before it where one has to stay.
    private mutating func put(_ piece: [UInt8]) {
      if isApart, let last = output.last, let first = piece.first, needsBlank(last, first) {
        output.append(0x20)
      }
      isApart = false
      output += piece
    }

    private func needsBlank(_ left: UInt8, _ right: UInt8) -> Bool {
      if isWord(left), isWord(right) { return true }
      // Of a text such as `1 . 5` no number may come that was not there.
      let points = ".,'/"
      return points.utf8.contains(left) && right.isDigit
        && output.dropLast().last.map { $0.isDigit || $0 == 0x20 } == true
        || left.isDigit && points.utf8.contains(right)
    }

    private func isWord(_ byte: UInt8) -> Bool { byte.isDigit || byte.isLetter || byte >= 0x80 }

    /// A brace vanishes around one letter or digit, and with it the one that closes it.
    private mutating func open() {
      let inner = cursor + 1
      if bytes.span.has("{,}", at: cursor) {
        put([UInt8(ascii: ",")])
        cursor += 3
      } else if inner + 1 < bytes.count, bytes[inner].isLetter || bytes[inner].isDigit,
        bytes[inner + 1] == UInt8(ascii: "}")
      {
        put([bytes[inner]])
        isApart = true
        cursor += 3
      } else {
        vanishing.append(false)
        put([bytes[cursor]])
        cursor += 1
      }
    }

    private mutating func command() {
      let start = cursor + 1
      let end = bytes.span.endOfLetters(from: start, limit: bytes.count)
      guard end > start else { return sign(start) }
      let name = String(decoding: bytes[start..<end], as: UTF8.self)
      cursor = end
      if LaTeX.isSilent(name) {
        isApart = isApart || LaTeX.isBlank(name)
        return
      }
      var brace = end
      while brace < bytes.count, bytes[brace] == 0x20 { brace += 1 }
      if LaTeX.isWrapper(name), brace < bytes.count, bytes[brace] == UInt8(ascii: "{") {
        vanishing.append(true)
        isApart = true
        cursor = brace + 1
        return
      }
      let meant = LaTeX.name(of: name)
      guard meant.utf8.first?.isLetter == true else { return put(Array(meant.utf8)) }
      put([0x5C] + meant.utf8)
      // Behind a command a letter needs a blank, and a digit may have one.
      while cursor < bytes.count, bytes[cursor] == 0x20 { cursor += 1 }
      if cursor < bytes.count, bytes[cursor].isLetter { isApart = true }
    }

    /// A backslash with a sign behind it.
    private mutating func sign(_ start: Int) {
      guard start < bytes.count else {
        cursor = start
        return
      }
      cursor = start + 1
      switch bytes[start] {
      case UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "$"):
        break
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), 0x20, 0x0A: isApart = true
      case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "_"):
        put([bytes[start]])
      case let byte: put([0x5C, byte])
      }
    }
  }
}
