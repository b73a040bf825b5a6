/// The normal form of a piece of text that is known to be an answer and nothing else: what stands
/// in a box, in a JSON value, in a capture group, or in a reference.
///
/// A number has a number's canonical form (`ExactNumber`), what can be read as a formula wholly has the
/// formula's (`FormulaParser`), and anything else stays text, without what changes nothing: quotation
/// marks around it, a final full stop, and what `TextForm` leaves out. Answers agree when these strings are equal, which is an equivalence, and a form is its
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
    let folded = FoldedText.bytes(text, range)
    return form(of: unquoted(singleBackslashes(folded)), rounds: 4)
  }

  /// The form of a string that is an answer; `nil` also if it is undecided.
  static func canonical(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard case .answer(let form) = form(bytes.span, 0..<bytes.count) else { return nil }
    return form
  }

  /// - Parameter rounds: how often what remains without its wrappers is read again, as that of
  ///   `\text{x}+1` is a formula.
  private static func form(of bytes: [UInt8], rounds: Int) -> Form? {
    guard !bytes.isEmpty else { return nil }
    if let number = NumberExtractor.whole(bytes.span, 0..<bytes.count) { return .answer(number) }
    if bytes.count <= 16, refusals.contains(String(decoding: bytes, as: UTF8.self).lowercased()) {
      return nil
    }
    if let formula = formula(bytes) { return formula }
    let plain = unquoted(TextForm.plain(bytes))
    guard plain != bytes, rounds > 0 else {
      let words = String(decoding: plain, as: UTF8.self)
      let lower = words.lowercased()
      return plain.isEmpty ? nil : .answer(truths.contains(lower) ? lower : words)
    }
    return form(of: plain, rounds: rounds - 1)
  }

  /// The formula that the bytes are; `nil` if they are none.
  private static func formula(_ bytes: [UInt8]) -> Form? {
    do throws(FormulaFailure) {
      return .answer(
        try FormulaParser.form(of: FormulaText.prepared(bytes.span, 0..<bytes.count)))
    } catch {
      return error == .exhausted ? .undecided : nil
    }
  }

  private static let refusals: Set<String> = ["n/a", "no answer", "[invalid]", "invalid"]
  private static let truths: Set<String> = ["yes", "no", "true", "false"]

  /// Without blanks and full stops at its ends, and without quotation marks around all of it.
  private static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
    let span = bytes.span
    var range = span.trimmed(0..<bytes.count)
    while !range.isEmpty {
      let (first, last) = (span[range.lowerBound], span[range.upperBound - 1])
      if last == 0x2E, range.count > 1, span[range.upperBound - 2] != 0x5C {
        range = range.lowerBound..<range.upperBound - 1
      } else if range.count > 2, span.has("\\\\", before: range.upperBound) {
        range = range.lowerBound..<range.upperBound - 2
      } else if range.count > 1, first == last, "\"'`".utf8.contains(first) {
        range = range.lowerBound + 1..<range.upperBound - 1
      } else if range.count > 4, span.has("``", at: range.lowerBound),
        span.has("''", before: range.upperBound)
      {
        range = range.lowerBound + 2..<range.upperBound - 2
      } else {
        break
      }
      range = span.trimmed(range)
    }
    return range.count == bytes.count ? bytes : Array(bytes[range])
  }

  /// Without the second backslash of each pair, if all come in pairs and a command stands behind one.
  ///
  /// So looks a string of JSON that was escaped twice. Two backslashes without a command end a line.
  private static func singleBackslashes(_ bytes: [UInt8]) -> [UInt8] {
    var hasCommand = false
    var cursor = 0
    while let start = bytes[cursor...].firstIndex(of: 0x5C) {
      var end = start
      while end < bytes.count, bytes[end] == 0x5C { end += 1 }
      guard (end - start) % 2 == 0 else { return bytes }
      let name = end..<bytes.span.endOfLetters(from: end, limit: bytes.count)
      hasCommand = hasCommand || LaTeX.isCommand(String(decoding: bytes[name], as: UTF8.self))
      cursor = end
    }
    guard hasCommand else { return bytes }
    var single: [UInt8] = []
    var isSecond = false
    for byte in bytes {
      isSecond = byte == 0x5C && !isSecond
      if byte != 0x5C || isSecond { single.append(byte) }
    }
    return single
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
}
