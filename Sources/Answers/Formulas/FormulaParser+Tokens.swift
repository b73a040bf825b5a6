/// The smallest pieces of a formula: numbers, white space, commands, units.
extension FormulaParser {
  /// The byte `offset` behind the cursor; 0 after the end.
  func byte(_ offset: Int) -> UInt8 {
    cursor + offset < text.count ? text[cursor + offset] : 0
  }

  var byte: UInt8 { byte(0) }

  func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

  func endOfLetters(_ start: Int) -> Int {
    var end = start
    while end < text.count, text[end].isLetter { end += 1 }
    return end
  }

  /// Goes past `sign` if it stands here, behind white space perhaps.
  mutating func take(_ sign: StaticString) -> Bool {
    let start = cursor
    if sign.utf8Start.pointee != 0x5C { skipSpace() }
    guard has(sign) else {
      cursor = start
      return false
    }
    cursor += sign.utf8CodeUnitCount
    return true
  }

  private func has(_ sign: StaticString) -> Bool {
    text.span.has(sign, at: cursor)
  }

  mutating func takeCommand(_ name: String) -> Bool {
    let start = cursor
    skipSpace()
    guard byte == 0x5C, commandName() == name else {
      cursor = start
      return false
    }
    cursor += 1 + name.utf8.count
    return true
  }

  /// The name of the command that stands here, or the one sign behind a backslash; empty without one.
  func commandName() -> String {
    guard byte == 0x5C else { return "" }
    let end = endOfLetters(cursor + 1)
    if end > cursor + 1 { return string(cursor + 1..<end) }
    return byte(1) == UInt8(ascii: "{") ? "{" : ""
  }

  /// White space, and what LaTeX writes between signs without a meaning.
  mutating func skipSpace() {
    while cursor < text.count {
      if text[cursor].isSpace || text[cursor] == UInt8(ascii: "$")
        || text[cursor] == UInt8(ascii: "~")
      {
        cursor += 1
      } else if text[cursor] == 0x5C {
        if Self.spaces.contains(byte(1)) {
          cursor += 2
        } else {
          let name = commandName()
          guard Self.silent.contains(name) else { return }
          cursor += 1 + name.utf8.count
        }
      } else {
        return
      }
    }
  }

  private static let spaces = Array(",;:! ()[]$".utf8)
  private static let silent: Set<String> = [
    "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle",
    "quad", "qquad", "limits",
  ]

  // MARK: Numbers

  /// A number as it stands: with separators of thousands, a point, a repeating part, an exponent, a
  /// base as subscript, or as the whole of a mixed number.
  mutating func number() throws(FormulaFailure) -> Node {
    let start = cursor
    hasNumber = true
    var digits = takeDigits()
    guard digits.count < 2 || digits[0] != 0x30 else { throw .unreadable }
    if (1...3).contains(digits.count), digits[0] != 0x30 {
      while let group = takeThousands() { digits += group }
    }
    var scale = 0
    if byte == 0x2E, byte(1).isDigit || (!digits.isEmpty && !byte(1).isLetter) {
      cursor += 1
      let fraction = takeDigits()
      digits += fraction
      scale = fraction.count
      guard byte != 0x2E || cursor + 1 == text.count else { throw .unreadable }
    } else if take("_") {
      cursor -= 1
      let name = string(start..<cursor)
      return .expression(Polynomial(Factor(name: try name + base(), exponent: 1)))
    }
    var value = try Rational(Self.integer(digits), over: Self.power(of: 10, scale))
    if scale > 0 || text[max(cursor - 1, 0)] == 0x2E, takeCommand("overline") {
      value = try value.adding(repeating(after: scale))
    }
    if byte.lowercased == UInt8(ascii: "e"), let power = takeExponent() {
      value = try value.multiplied(by: Rational(small: 10).raised(to: power))
    } else if scale == 0, let fraction = try mixedFraction() {
      value = try value.adding(fraction)
    }
    return .expression(Polynomial(value))
  }

  private mutating func takeDigits() -> [UInt8] {
    let start = cursor
    while byte.isDigit { cursor += 1 }
    return Array(text[start..<cursor])
  }

  /// Three digits behind a separator of thousands: a comma outside brackets, `{,}`, `\,`, `\!`.
  private mutating func takeThousands() -> [UInt8]? {
    let start = cursor
    if has("{,}") {
      cursor += 3
    } else if byte == 0x5C, byte(1) == UInt8(ascii: ",") || byte(1) == UInt8(ascii: "!") {
      cursor += 2
    } else if !commaSeparates, byte == UInt8(ascii: ",") {
      cursor += has(",\\!") ? 3 : 1
    }
    let group = cursor > start ? takeDigits() : []
    guard group.count == 3 else {
      cursor = start
      return nil
    }
    return group
  }

  private mutating func base() throws(FormulaFailure) -> String {
    guard take("_") else { throw .unreadable }
    let isBraced = take("{")
    let digits = takeDigits()
    guard !digits.isEmpty, !isBraced || take("}") else { throw .unreadable }
    return "_" + String(decoding: digits, as: UTF8.self)
  }

  private mutating func repeating(after scale: Int) throws(FormulaFailure) -> Rational {
    guard take("{") else { throw .unreadable }
    let digits = takeDigits()
    guard !digits.isEmpty, take("}") else { throw .unreadable }
    let nines = try Self.power(of: 10, digits.count) - 1
    return try Rational(
      Self.integer(digits), over: Rational.product(nines, Self.power(of: 10, scale)))
  }

  private mutating func takeExponent() -> Int? {
    let start = cursor
    cursor += 1
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { cursor += 1 }
    let digits = takeDigits()
    guard (1...3).contains(digits.count), let power = Int(String(decoding: digits, as: UTF8.self))
    else {
      cursor = start
      return nil
    }
    return isNegative ? -power : power
  }

  /// The fraction behind the whole part of a mixed number: `3\frac{1}{2}`, `3 1/2`.
  private mutating func mixedFraction() throws(FormulaFailure) -> Rational? {
    let start = cursor
    skipSpace()
    var parts: [[UInt8]] = []
    if ["frac", "dfrac", "tfrac"].contains(commandName()) {
      cursor += 1 + commandName().utf8.count
      for _ in 0..<2 {
        if take("{") {
          parts.append(takeDigits())
          if !take("}") { parts[parts.count - 1] = [] }
        } else if byte.isDigit {
          parts.append([byte])
          cursor += 1
        }
      }
    } else if cursor > start, byte.isDigit {
      parts.append(takeDigits())
      if byte == UInt8(ascii: "/") {
        cursor += 1
        parts.append(takeDigits())
      }
    }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      cursor = start
      return nil
    }
    return try Rational(Self.integer(parts[0]), over: Self.integer(parts[1]))
  }

  private static func integer(_ digits: [UInt8]) throws(FormulaFailure) -> Int128 {
    let plain = digits.drop { $0 == 0x30 }
    guard plain.count <= 37 else { throw .unreadable }
    return plain.reduce(0) { $0 * 10 + Int128($1 - 0x30) }
  }

  private static func power(of base: Int128, _ exponent: Int) throws(FormulaFailure) -> Int128 {
    guard exponent <= 37 else { throw .unreadable }
    return (0..<exponent).reduce(1) { power, _ in power * base }
  }

  // MARK: Units

  /// Goes past a unit that ends an item, as in `5\text{ cm}^2`, `5 km/h` or `5cm`.
  mutating func skipUnit() -> Bool {
    let start = cursor
    skipSpace()
    var words: [String] = []
    var isMarked = false
    let isApart = cursor > start
    while cursor < text.count, !isAtEndOfItem {
      if LaTeX.isWrapper(commandName()) {
        cursor += 1 + commandName().utf8.count
        isMarked = true
        guard take("{"), takeWords(&words), take("}") else { return undone(start) }
      } else if !takeWords(&words) || !(isApart || isMarked || words.count == 1) {
        return undone(start)
      }
      skipPower()
      skipSpace()
    }
    guard isMarked || !words.isEmpty else { return undone(start) }
    let isUnit = words.isEmpty || UnitWords.isUnit(words, letters: isMarked)
    return isUnit ? true : undone(start)
  }

  private mutating func undone(_ start: Int) -> Bool {
    cursor = start
    return false
  }

  private var isAtEndOfItem: Bool {
    isAtCloser || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }

  /// Words with spaces, hyphens and bars between them; a bar is «per».
  private mutating func takeWords(_ words: inout [String]) -> Bool {
    let start = cursor
    while true {
      skipSpace()
      let end = endOfLetters(cursor)
      guard end > cursor else { return cursor > start }
      words.append(string(cursor..<end))
      cursor = end
      if byte == 0x2E { cursor += 1 }
      if byte == UInt8(ascii: "/") {
        words.append("per")
        cursor += 1
      } else if byte == UInt8(ascii: "-") {
        cursor += 1
      }
    }
  }

  private mutating func skipPower() {
    let start = cursor
    guard take("^") else { return }
    let isBraced = take("{")
    guard byte == UInt8(ascii: "2") || byte == UInt8(ascii: "3") else {
      cursor = start
      return
    }
    cursor += 1
    if isBraced, !take("}") { cursor = start }
  }
}
