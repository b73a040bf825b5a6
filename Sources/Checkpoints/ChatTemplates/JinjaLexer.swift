/// Divides a template as Jinja does with `trim_blocks` and `lstrip_blocks`, which transformers
/// switches on: the newline after a statement and the blanks before it on its line are no text.
struct JinjaLexer {
  private let source: [Unicode.Scalar]
  private var place = 0
  private(set) var parts: [JinjaPart] = []

  /// Divides a whole template; one newline at its end is no part of it.
  init(_ template: String) throws(JinjaError) {
    var scalars = Array(template.unicodeScalars)
    if scalars.last == "\n" { scalars.removeLast() }
    source = scalars
    var text: [Unicode.Scalar] = []
    var beginsLine = true
    while place < source.count {
      guard source[place] == "{", place + 1 < source.count,
        ["{", "%", "#"].contains(source[place + 1])
      else {
        text.append(source[place])
        place += 1
        continue
      }
      let opening = source[place + 1]
      place += 2
      strip(&text, before: opening, beginsLine: beginsLine)
      add(text)
      text = []
      try readTag(opening)
      beginsLine = source[place - 1] == "\n"
    }
    add(text)
  }

  private mutating func add(_ text: [Unicode.Scalar]) {
    guard !text.isEmpty else { return }
    var string = ""
    string.unicodeScalars.append(contentsOf: text)
    parts.append(.text(string))
  }

  /// Takes from a text what is white space before a tag and no part of it.
  private mutating func strip(
    _ text: inout [Unicode.Scalar], before opening: Unicode.Scalar, beginsLine: Bool
  ) {
    let mark = place < source.count ? source[place] : " "
    if mark == "-" || mark == "+" { place += 1 }
    if mark == "-" {
      while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    } else if opening != "{", mark != "+" {
      let line = text.lastIndex(of: "\n").map { $0 + 1 } ?? 0
      guard line > 0 || beginsLine, text[line...].allSatisfy(\.properties.isWhitespace) else {
        return
      }
      text.removeSubrange(line...)
    }
  }

  /// Reads a tag behind its opening, and the white space after it that is no text.
  private mutating func readTag(_ opening: Unicode.Scalar) throws(JinjaError) {
    var mark: Unicode.Scalar?
    if opening == "#" {
      while place + 1 < source.count, !(source[place] == "#" && source[place + 1] == "}") {
        place += 1
      }
      guard place + 1 < source.count else {
        throw JinjaError("a comment of the chat template does not end")
      }
      mark = source[place - 1]
      place += 2
    } else {
      let (tokens, closing) = try readTokens(until: opening == "{" ? "}" : "%")
      parts.append(opening == "{" ? .output(tokens) : .statement(tokens))
      mark = closing
    }
    if mark == "-" {
      while place < source.count, source[place].properties.isWhitespace { place += 1 }
    } else if opening != "{", mark != "+", place < source.count, source[place] == "\n" {
      place += 1
    }
  }

  // MARK: - Tokens

  private mutating func readTokens(
    until closing: Unicode.Scalar
  ) throws(JinjaError) -> ([JinjaToken], mark: Unicode.Scalar?) {
    var tokens: [JinjaToken] = []
    var depth = 0
    while place < source.count {
      guard tokens.count < JinjaLimits.tokens else {
        throw JinjaError("a tag of the chat template has more than \(JinjaLimits.tokens) parts")
      }
      let scalar = source[place]
      if scalar.properties.isWhitespace {
        place += 1
      } else if depth == 0, let end = closingEnd(closing) {
        let mark: Unicode.Scalar? = scalar == closing ? nil : scalar
        place = end
        return (tokens, mark)
      } else if scalar == "'" || scalar == "\"" {
        tokens.append(.string(try readString(scalar)))
      } else if scalar.isASCIIDigit {
        tokens.append(try readNumber())
      } else if scalar.isNameScalar {
        tokens.append(.name(readWhile { $0.isNameScalar || $0.isASCIIDigit }))
      } else {
        let symbol = try readSymbol()
        if ["(", "[", "{"].contains(symbol) { depth += 1 }
        if [")", "]", "}"].contains(symbol) { depth -= 1 }
        tokens.append(.symbol(symbol))
      }
    }
    throw JinjaError("a tag of the chat template does not end")
  }

  /// Where a tag that ends here ends, `-` and `+` before it included.
  private func closingEnd(_ closing: Unicode.Scalar) -> Int? {
    let start = source[place] == "-" || source[place] == "+" ? place + 1 : place
    guard start + 1 < source.count, source[start] == closing, source[start + 1] == "}" else {
      return nil
    }
    return start + 2
  }

  private mutating func readWhile(_ isPart: (Unicode.Scalar) -> Bool) -> String {
    var text = ""
    while place < source.count, isPart(source[place]) {
      text.unicodeScalars.append(source[place])
      place += 1
    }
    return text
  }

  private mutating func readNumber() throws(JinjaError) -> JinjaToken {
    let whole = readWhile(\.isASCIIDigit)
    guard place + 1 < source.count, source[place] == ".", source[place + 1].isASCIIDigit else {
      guard let number = Int(whole) else { throw JinjaArithmetic.tooLarge }
      return .integer(number)
    }
    place += 1
    return .number(Double(whole + "." + readWhile(\.isASCIIDigit)) ?? 0)
  }

  private mutating func readString(_ quote: Unicode.Scalar) throws(JinjaError) -> String {
    var text = ""
    place += 1
    while place < source.count, source[place] != quote {
      if source[place] == "\\", place + 1 < source.count {
        place += 1
        switch source[place] {
        case "n": text += "\n"
        case "t": text += "\t"
        case "r": text += "\r"
        case "\\", "'", "\"": text.unicodeScalars.append(source[place])
        default: throw JinjaError("the chat template has the escape \\\(source[place])")
        }
      } else {
        text.unicodeScalars.append(source[place])
      }
      place += 1
    }
    place += 1
    return text
  }

  private static let symbols = [
    "==", "!=", "<=", ">=", "**", "//", "+", "-", "*", "/", "%", "~", "|", ".", ",", ":", "(", ")",
    "[", "]", "{", "}", "<", ">", "=",
  ]

  private mutating func readSymbol() throws(JinjaError) -> String {
    for symbol in Self.symbols {
      let scalars = Array(symbol.unicodeScalars)
      if place + scalars.count <= source.count,
        source[place..<place + scalars.count].elementsEqual(scalars)
      {
        place += scalars.count
        return symbol
      }
    }
    throw JinjaError(
      "the chat template has \"\(source[place])\", which is no part of an expression")
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(value) }
  fileprivate var isNameScalar: Bool {
    self == "_" || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
  }
}
