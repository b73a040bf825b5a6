import Records

/// Reads the words of paths, conditions and expressions from a text.
struct GrammarReader {
  let text: String
  let characters: [Character]
  var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// The character at the position, nil at the end.
  var next: Character? { position < characters.count ? characters[position] : nil }

  /// An error at a place, or at the position.
  func error(_ reason: String, at place: Int? = nil) -> GrammarError {
    GrammarError(text: text, character: (place ?? position) + 1, reason: reason)
  }

  mutating func skipSpace() {
    while next?.isWhitespace ?? false { position += 1 }
  }

  /// Goes on behind a character, if it is the next one; white space before it does not count.
  mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard next == character else { return false }
    position += 1
    return true
  }

  /// Goes on behind a character that must come next.
  mutating func need(_ character: Character) throws(GrammarError) {
    guard take(character) else { throw error("expected \"\(character)\"") }
  }

  /// Makes sure that nothing is left.
  mutating func finish() throws(GrammarError) {
    skipSpace()
    guard next == nil else { throw error("expected an operator or the end") }
  }

  // MARK: - Names

  /// Whether a character may stand in a name that is not quoted.
  static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  /// A name: letters, digits and `_`, or anything in double quotes.
  mutating func name() throws(GrammarError) -> String {
    if next == "\"" { return try quoted() }
    let start = position
    while let character = next, Self.isOfName(character) { position += 1 }
    guard position > start else {
      throw error("expected a name; one with other characters stands in double quotes")
    }
    return String(characters[start..<position])
  }

  /// A text in double quotes, with the escapes of JSON.
  mutating func quoted() throws(GrammarError) -> String {
    let start = position
    position += 1
    while let character = next, character != "\"" { position += character == "\\" ? 2 : 1 }
    guard next == "\"" else { throw error("the quote is not closed", at: start) }
    position += 1
    guard let value = try? JSON(parsing: String(characters[start..<position])),
      let text = value.string
    else { throw error("the text in quotes has an unknown escape", at: start) }
    return text
  }

  /// What stands in square brackets, up to the first that closes.
  mutating func bracketed() throws(GrammarError) -> String {
    let start = position
    position += 1
    skipSpace()
    if next == "\"" {
      let name = try quoted()
      try need("]")
      return name
    }
    let first = position
    while let character = next, character != "]" { position += 1 }
    guard next == "]" else { throw error("the bracket is not closed", at: start) }
    let name = String(characters[first..<position])
    guard !name.isEmpty else { throw error("expected the kind of critiques") }
    position += 1
    return name
  }
}
