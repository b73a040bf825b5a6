/// The normal form of a piece of text that is known to be an answer and nothing else: what stands
/// in a box, in a JSON value, in a capture group, or in a reference.
///
/// A number has a number's canonical form (`ExactNumber`), what can be read as a formula wholly has the
/// formula's (`FormulaParser`), and anything else stays text, without what changes nothing: wrappers such
/// as `\text{…}`, `\left`, `$`, a final full stop, and white space but for one space between two words
/// or numbers. Answers agree when these strings are equal, which is an equivalence, and a form is its
/// own form; two formulas that cannot be read never agree by a number in them.
enum AnswerContent {
  /// What an answer comes to.
  enum Form: Equatable {
    case answer(String)
    /// It takes more than the allowed work: it equals nothing and differs from nothing.
    case undecided

    /// The string that is compared, `nil` if undecided.
    var answer: String? {
      if case .answer(let form) = self { form } else { nil }
    }
  }

  /// The form of `range`; `nil` if nothing remains of it, or if it says that there is no answer.
  static func form(_ text: Span<UInt8>, _ range: Range<Int>) -> Form? {
    var range = text.trimmed(range)
    while range.count > 1, text[range.upperBound - 1] == 0x2E {
      range = text.trimmed(range.lowerBound..<range.upperBound - 1)
    }
    let plain = unwrapped(text, range)
    if let number = NumberExtractor.whole(plain.span, 0..<plain.count) { return .answer(number) }
    if plain.count <= 16, refusals.contains(String(decoding: plain, as: UTF8.self).lowercased()) {
      return nil
    }
    if let formula = formula(text, range) { return formula }
    guard let words = collapsed(plain.span, 0..<plain.count) else { return nil }
    let bytes = Array(words.utf8)
    // Without its wrappers it may be a formula, as `\text{x}+1`.
    guard isSame(bytes, text, range) else { return form(bytes.span, 0..<bytes.count) }
    return wordForm(words, bytes)
  }

  /// The form of a string that is an answer; `nil` also if it is undecided.
  static func canonical(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard case .answer(let form) = form(bytes.span, 0..<bytes.count) else { return nil }
    return form
  }

  /// The formula of which all of `range` consists; `nil` if it is none.
  private static func formula(_ text: Span<UInt8>, _ range: Range<Int>) -> Form? {
    guard !range.isEmpty else { return nil }
    do throws(FormulaFailure) {
      return .answer(try FormulaParser.form(of: FormulaText.prepared(text, range)))
    } catch {
      return error == .exhausted ? .undecided : nil
    }
  }

  /// The form of plain text that is no formula.
  private static func wordForm(_ words: String, _ bytes: [UInt8]) -> Form? {
    let lower = words.lowercased()
    if truths.contains(lower) { return .answer(lower) }
    guard let compact = compact(bytes.span), compact.utf8.count < bytes.count else {
      return .answer(words)
    }
    // Of a text such as `1 . 5` no number may come that was not there.
    let form = form(compact.utf8.span, 0..<compact.utf8.count)
    return form == .answer(compact) ? form : .answer(words)
  }

  private static func isSame(_ bytes: [UInt8], _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard bytes.count == range.count else { return false }
    for index in bytes.indices where bytes[index] != text[range.lowerBound + index] { return false }
    return true
  }

  private static let refusals: Set<String> = ["n/a", "no answer", "[invalid]", "invalid"]
  private static let truths: Set<String> = ["yes", "no", "true", "false"]

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

  /// Code without white space at the ends of its lines and without empty lines around it; `nil` if
  /// nothing remains.
  static func code(_ text: Span<UInt8>, _ range: Range<Int>) -> String? {
    var bytes: [UInt8] = []
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      var end = cursor
      while end < range.upperBound, text[end] != 0x0A { end += 1 }
      var last = end
      while last > cursor, text[last - 1].isSpace { last -= 1 }
      for index in cursor..<last { bytes.append(text[index]) }
      bytes.append(0x0A)
      cursor = end + 1
    }
    while bytes.last == 0x0A { bytes.removeLast() }
    let code = bytes.drop { $0 == 0x0A }
    return code.isEmpty ? nil : String(decoding: code, as: UTF8.self)
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
    let range = text.trimmed(0..<text.count)
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
