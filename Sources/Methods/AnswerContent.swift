/// The canonical form of a piece of text that is known to be an answer and nothing else: what stands
/// in a box, in a JSON value, in a capture group, or in a reference.
enum AnswerContent {
  /// The canonical form of `range`; `nil` if nothing remains of it.
  ///
  /// A number becomes a number's canonical form; anything else stays a formula or a phrase, without
  /// what changes nothing: wrappers such as `\text{…}`, `\left`, `$`, a final full stop, and white
  /// space but for one space between two words or numbers. Formulas are compared as these strings, never by a number inside them.
  static func canonical(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    let plain = unwrapped(text, text.trimmed(range))
    let span = plain.span
    if let number = NumberExtractor.whole(span, 0..<span.count) { return number }
    guard let compact = compact(span) else { return nil }
    // Of the list `1, 234` no number may come, or the form of a form would be another one.
    let bytes = compact.utf8.span
    guard NumberExtractor.whole(bytes, 0..<bytes.count) == nil else {
      return collapsed(span, 0..<span.count)
    }
    return compact
  }

  /// The same of a string.
  static func canonical(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    return canonical(bytes.span, 0..<bytes.count)
  }

  /// The text trimmed, every run of white space one space; `nil` if nothing remains.
  static func collapsed(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    let range = text.trimmed(range)
    guard !range.isEmpty else { return nil }
    guard !isCollapsed(text, range) else { return text.string(range) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range {
      if !text[index].isSpace {
        bytes.append(text[index])
      } else if !text[index - 1].isSpace {
        bytes.append(0x20)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isCollapsed(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where text[index].isSpace {
      if text[index] != 0x20 || text[index + 1].isSpace { return false }
    }
    return true
  }

  // MARK: Steps

  private static func unwrapped(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    // For every open brace, whether it vanishes with its wrapper.
    var vanishing: [Bool] = []
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      let byte = text[cursor]
      switch byte {
      case 0x5C:
        cursor = command(text, cursor, range.upperBound, &bytes, &vanishing)
      case UInt8(ascii: "{"):
        if text.has("{,}", at: cursor), cursor + 3 <= range.upperBound {
          bytes.append(UInt8(ascii: ","))
          cursor += 3
        } else {
          vanishing.append(false)
          bytes.append(byte)
          cursor += 1
        }
      case UInt8(ascii: "}"):
        if vanishing.popLast() != true { bytes.append(byte) }
        cursor += 1
      case UInt8(ascii: "$"):
        cursor += 1
      default:
        bytes.append(byte)
        cursor += 1
      }
    }
    return bytes
  }

  /// Copies one command, or leaves it out; gives the offset after it.
  private static func command(
    _ text: Span<UInt8>, _ backslash: Int, _ end: Int, _ bytes: inout [UInt8],
    _ vanishing: inout [Bool]
  ) -> Int {
    let name = backslash + 1..<text.endOfLetters(from: backslash + 1, limit: end)
    guard !name.isEmpty else {
      guard name.lowerBound < end else { return end }
      switch text[name.lowerBound] {
      case UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "$"):
        break
      case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), 0x20:
        bytes.append(0x20)
      case UInt8(ascii: "%"):
        bytes.append(UInt8(ascii: "%"))
      default:
        bytes += [0x5C, text[name.lowerBound]]
      }
      return name.lowerBound + 1
    }
    var after = name.upperBound
    while after < end, text[after] == 0x20 { after += 1 }
    if LaTeX.isWrapper(text, name), after < end, text[after] == UInt8(ascii: "{") {
      vanishing.append(true)
      // The unit of `72\text{cm}` is a word, unlike the factors of `72cm`.
      if bytes.last?.isDigit == true, after + 1 < end, text[after + 1].isLetter {
        bytes.append(0x20)
      }
      return after + 1
    }
    if name.count == 5,
      text.has("dfrac", at: name.lowerBound) || text.has("tfrac", at: name.lowerBound)
    {
      bytes += "\\frac".utf8
      return name.upperBound
    }
    if (name.count == 4 && text.has("left", at: name.lowerBound))
      || (name.count == 5 && text.has("right", at: name.lowerBound))
    {
      return name.upperBound
    }
    bytes.append(0x5C)
    for index in name { bytes.append(text[index]) }
    return name.upperBound
  }

  private static func compact(_ text: Span<UInt8>) -> String? {
    var range = text.trimmed(0..<text.count)
    if range.count > 1, text[range.upperBound - 1] == 0x2E {
      range = text.trimmed(range.lowerBound..<range.upperBound - 1)
    }
    guard !range.isEmpty else { return nil }
    var bytes: [UInt8] = []
    for index in range {
      guard !text[index].isSpace else { continue }
      if text[max(index - 1, 0)].isSpace, isWordByte(text[index]),
        let last = bytes.last, isWordByte(last)
      {
        bytes.append(0x20)
      }
      bytes.append(text[index])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || byte >= 0x80
  }
}
