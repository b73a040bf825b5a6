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
          guard LaTeX.isSilent(name) else { return }
          cursor += 1 + name.utf8.count
        }
      } else {
        return
      }
    }
  }

  private static let spaces = Array(",;:! ()[]$".utf8)

  // MARK: Numbers

  /// A number as it stands: with separators of thousands, a point, a repeating part, an exponent, a
  /// base as subscript, or as the whole of a mixed number.
  mutating func number() throws(FormulaFailure) -> FormulaNode {
    let start = cursor
    hasNumber = true
    var digits = takeDigits()
    guard digits.count < 2 || digits[0] != 0x30 else { throw .unreadable }
    if (1...3).contains(digits.count), digits[0] != 0x30 {
      if let groups = takeIndianGroups(digits.count) { digits += groups }
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
    if scale > 0 || text[max(cursor - 1, 0)] == 0x2E {
      if takeCommand("overline") || takeCommand("bar") || takeCommand("dot") {
        value = try value.adding(repeating(after: scale, until: "}"))
      } else if byte == UInt8(ascii: "("), byte(1).isDigit {
        // `0.(3)`; behind other digits it may be a factor.
        guard scale == 0 else { throw .unreadable }
        value = try value.adding(repeating(after: scale, until: ")"))
      }
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

  /// Three digits behind a separator of thousands: a comma outside brackets, `{,}`, `\,`, `\!`, an
  /// apostrophe or one blank.
  private mutating func takeThousands() -> [UInt8]? {
    let start = cursor
    if has("{,}") {
      cursor += 3
    } else if byte == 0x5C, byte(1) == UInt8(ascii: ",") || byte(1) == UInt8(ascii: "!") {
      cursor += 2
    } else if byte == UInt8(ascii: "'") || byte == 0x20 || byte == UInt8(ascii: "~") {
      cursor += 1
    } else if !commaSeparates, byte == UInt8(ascii: ",") {
      cursor += 1
      if has("\\!") { cursor += 2 }
      if hasSpacedThousands || cursor > start + 1, byte == 0x20 { cursor += 1 }
    }
    let separator = text[start..<cursor]
    let group = cursor > start ? takeDigits() : []
    // In `1 234/5` the blank may stand before a fraction.
    guard group.count == 3, separator != [0x20] || byte != UInt8(ascii: "/") else {
      cursor = start
      return nil
    }
    return group
  }

  /// The groups of `12,34,567`, as in India.
  private mutating func takeIndianGroups(_ leading: Int) -> [UInt8]? {
    guard !commaSeparates, leading <= 2 else { return nil }
    let start = cursor
    var digits: [UInt8] = []
    var sizes: [Int] = []
    while byte == UInt8(ascii: ","), byte(1).isDigit {
      cursor += 1
      let group = takeDigits()
      digits += group
      sizes.append(group.count)
    }
    guard sizes.count > 1, sizes.last == 3, sizes.dropLast().allSatisfy({ $0 == 2 }) else {
      cursor = start
      return nil
    }
    return digits
  }

  /// Whether all of a text is one number whose commas have a blank behind, as in `100, 200`.
  ///
  /// Such a text is read as `100,200` is: both have to be one answer, and that one is a number. In
  /// brackets it is a list.
  static func hasSpacedThousands(_ text: [UInt8]) -> Bool {
    var sizes: [Int] = []
    var cursor = 0
    while cursor < text.count, " -+$".utf8.contains(text[cursor]) { cursor += 1 }
    let first = cursor
    while cursor < text.count, text[cursor].isDigit {
      let start = cursor
      while cursor < text.count, text[cursor].isDigit { cursor += 1 }
      sizes.append(cursor - start)
      guard cursor + 2 < text.count, text[cursor] == UInt8(ascii: ","), text[cursor + 1] == 0x20,
        text[cursor + 2].isDigit
      else { break }
      cursor += 2
    }
    while cursor < text.count, " .$".utf8.contains(text[cursor]) { cursor += 1 }
    return cursor == text.count && sizes.count > 1 && sizes[0] <= 3 && text[first] != 0x30
      && sizes.dropFirst().allSatisfy { $0 == 3 }
  }

  private mutating func base() throws(FormulaFailure) -> String {
    guard take("_") else { throw .unreadable }
    let isBraced = take("{")
    let digits = takeDigits()
    guard !digits.isEmpty, !isBraced || take("}") else { throw .unreadable }
    return "_" + String(decoding: digits, as: UTF8.self)
  }

  private mutating func repeating(
    after scale: Int, until closer: StaticString
  ) throws(FormulaFailure) -> Rational {
    guard take("{") || take("(") else { throw .unreadable }
    let digits = takeDigits()
    guard !digits.isEmpty, take(closer) else { throw .unreadable }
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
    guard let end = UnitTable.end(text.span, from: cursor, limit: text.count) else { return false }
    let start = cursor
    cursor = end
    skipSpace()
    if cursor == text.count || isAtCloser || ",;=<>".utf8.contains(byte) || isAtConjunction {
      return true
    }
    cursor = start
    return false
  }
}
