/// Where a sentence ends, and what may stand around an answer in it.
enum Sentence {
  /// Without white space, emphasis and quotation marks around it, and without full stops behind it.
  static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var range = text.trimmed(range)
    while let first = range.first, isMark(text[first]) { range = first + 1..<range.upperBound }
    while let last = range.last {
      if isMark(text[last]) || text[last] == UInt8(ascii: ".") {
        range = range.lowerBound..<last
      } else if range.count >= 3, text.has("。", before: range.upperBound) {
        range = range.lowerBound..<range.upperBound - 3
      } else {
        break
      }
    }
    return text.trimmed(range)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    byte.isSpace || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "\"")
      || byte == UInt8(ascii: "`")
  }

  /// The end of the sentence that `start` is in.
  ///
  /// It is a line's end; a full stop, question or exclamation
  /// mark with white space behind it, unless the stop belongs to an initial or an abbreviation; or a
  /// reason that begins ("because …"). Nothing ends within mathematics or braces.
  static func end(_ text: Span<UInt8>, _ start: Int) -> Int {
    var cursor = start
    var depth = 0
    while cursor < text.count {
      let byte = text[cursor]
      switch byte {
      case UInt8(ascii: "$"), 0x5C:
        if let piece = Mathematics.piece(text, at: cursor, limit: text.count) {
          cursor = piece.end
          continue
        }
        cursor += byte == 0x5C ? 1 : 0
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case 0x0A where depth <= 0: return cursor
      case UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "!"):
        if depth <= 0, isEnd(text, cursor, from: start) { return cursor }
      case 0xE3 where text.has("。", at: cursor): return cursor
      case 0x20, UInt8(ascii: ","):
        if reasons.contains(where: { text.has($0, at: cursor, ignoringCase: true) }) {
          return cursor
        }
      default: break
      }
      cursor += 1
    }
    return min(cursor, text.count)
  }

  private static let reasons: [StaticString] = [
    " because", " since ", ", because", ", since", ", as ", ", which", ", so ", " so that",
  ]

  // MARK: Full stops

  private static func isEnd(_ text: Span<UInt8>, _ stop: Int, from start: Int) -> Bool {
    var next = stop + 1
    while next < text.count, "*\"')".utf8.contains(text[next]) { next += 1 }
    guard next < text.count else { return true }
    guard text[next].isSpace else { return false }
    guard text[stop] == UInt8(ascii: "."), next == stop + 1, text[next] == 0x20 else { return true }
    return !isAbbreviated(text, stop, from: start)
  }

  /// Whether the sentence goes on behind a full stop.
  ///
  /// It does behind that of an initial ("J. K. Rowling"), a title ("Dr. Smith") or another
  /// abbreviation ("the U.S. Senate").
  private static func isAbbreviated(_ text: Span<UInt8>, _ stop: Int, from start: Int) -> Bool {
    var first = stop
    while first > start, text[first - 1].isLetter || text[first - 1] == 0x2E { first -= 1 }
    guard first < stop, first == 0 || text[first - 1] < 0x80 else { return false }
    guard first == 0 || !text[first - 1].isDigit else { return false }
    let word = text.string(first..<stop)
    let next = self.word(text, stop + 2)
    guard !next.isEmpty else { return false }
    if titles.contains(word) { return true }
    let isInitial = stop - first == 1 && text[first].lowercased != text[first]
    guard isInitial || word.contains(".") || abbreviations.contains(word.lowercased()) else {
      return false
    }
    return text[stop + 2].lowercased == text[stop + 2] || !openings.contains(next)
  }

  private static func word(_ text: Span<UInt8>, _ start: Int) -> String {
    var end = start
    while end < text.count, text[end].isLetter || text[end].isDigit || text[end] >= 0x80 {
      end += 1
    }
    return text.string(start..<end)
  }

  /// What stands before a name.
  private static let titles: Set<String> = [
    "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Mt", "Ft", "Gen", "Col", "Capt", "Lt", "Sgt", "Rev",
    "Hon", "Pres", "Gov", "Sen", "Rep", "Maj", "Adm", "Fr", "Sr", "Messrs", "Mme", "Mlle", "Hr",
  ]
  private static let abbreviations: Set<String> = [
    "jr", "sr", "ft", "vs", "etc", "approx", "ca", "cf", "inc", "ltd", "co", "corp", "fig", "eq",
    "ave",
    "blvd", "rd", "dept", "est", "vol", "ed", "al", "max", "min", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec", "sq", "cu", "in", "lb", "lbs", "oz", "hr",
    "hrs", "mi",
  ]
  /// Words with which a sentence begins; no name does.
  private static let openings: Set<String> = [
    "A", "Also", "An", "And", "Another", "Answer", "Are", "As", "At", "Because", "But", "By", "Can",
    "Check", "Choice", "Clearly", "Consider", "Do", "Does", "Each", "Explanation", "Finally",
    "First", "For", "From", "Given", "He", "Hence", "Here", "His", "How", "However", "I", "If",
    "In", "Indeed", "Is", "It", "Its", "Let", "Moreover", "My", "No", "Note", "Notice", "Now", "On",
    "One", "Option", "Options", "Or", "Other", "Others", "Our", "Please", "Recall", "Remember",
    "She", "Since", "So", "Some", "Step", "Such", "That", "The", "Then", "There", "Therefore",
    "These", "They", "This", "Those", "Thus", "To", "We", "What", "When", "Where", "Which", "While",
    "Who", "Why", "With", "Yes", "You", "Your",
  ]
}
