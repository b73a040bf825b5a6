/// Escapes, and classes of characters in square brackets.
extension PatternCompiler {
  mutating func escape() throws(Pattern.Mistake) {
    switch peek {
    case "b":
      cursor += 1
      program.append(.assertion(.wordBoundary))
    case "B":
      cursor += 1
      program.append(.assertion(.noWordBoundary))
    default:
      var set = CharacterSet()
      try insertEscape(into: &set)
      append(set)
    }
  }

  /// What an escape inside or outside of a class stands for.
  private mutating func insertEscape(into set: inout CharacterSet) throws(Pattern.Mistake) {
    guard let scalar = peek else { throw mistake("a backslash stands at the end") }
    cursor += 1
    switch scalar {
    case "d", "D": set.insert(.digit, isInverted: scalar == "D")
    case "s", "S": set.insert(.space, isInverted: scalar == "S")
    case "w", "W": set.insert(.word, isInverted: scalar == "W")
    default:
      let value = try escapedCharacter(scalar).value
      set.insert(value...value)
    }
  }

  private func escapedCharacter(
    _ scalar: Unicode.Scalar
  ) throws(Pattern.Mistake) -> Unicode.Scalar {
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    default:
      guard !CharacterClass.word.contains(scalar) else {
        throw mistake(
          "the escape \\\(scalar) is not offered: use \\d \\w \\s \\b or their capitals, \\n \\t \\r"
        )
      }
      return scalar
    }
  }

  mutating func characterClass() throws(Pattern.Mistake) -> CharacterSet {
    let isInverted = take("^")
    var set = CharacterSet()
    var isFirst = true
    while let scalar = peek, isFirst || scalar != "]" {
      isFirst = false
      if scalar == "[", cursor + 1 < source.count, [":", ".", "="].contains(source[cursor + 1]) {
        try insertNamedClass(into: &set)
      } else if scalar == "\\", isClassEscape {
        cursor += 1
        try insertEscape(into: &set)
      } else {
        let first = try member()
        guard peek == "-", cursor + 1 < source.count, source[cursor + 1] != "]" else {
          set.insert(first.value...first.value)
          continue
        }
        cursor += 1
        let last = try member()
        guard last >= first else { throw mistake("the range \(first)-\(last) runs backwards") }
        set.insert(first.value...last.value)
      }
    }
    guard take("]") else { throw mistake("a class is not closed") }
    if ignoresCase { set.ignoreCase() }
    if isInverted { set.invert() }
    return set
  }

  private var isClassEscape: Bool {
    cursor + 1 < source.count && "dDsSwW".unicodeScalars.contains(source[cursor + 1])
  }

  /// One character of a class, as it stands or escaped.
  private mutating func member() throws(Pattern.Mistake) -> Unicode.Scalar {
    guard let scalar = peek else { throw mistake("a class is not closed") }
    cursor += 1
    guard scalar == "\\" else { return scalar }
    guard let escaped = peek else { throw mistake("a backslash stands at the end") }
    cursor += 1
    return try escapedCharacter(escaped)
  }

  /// `[:digit:]` or `[:^digit:]`.
  private mutating func insertNamedClass(into set: inout CharacterSet) throws(Pattern.Mistake) {
    let names = CharacterClass.allCases.map(\.rawValue).joined(separator: ", ")
    guard source[cursor + 1] == ":" else {
      throw mistake("a class in a class is one of [:NAME:] with \(names)")
    }
    cursor += 2
    let isInverted = take("^")
    var name = ""
    while let scalar = peek, scalar != ":", scalar != "]" {
      name.unicodeScalars.append(scalar)
      cursor += 1
    }
    guard let kind = CharacterClass(rawValue: name), take(":"), take("]") else {
      throw mistake("no class is called \"\(name)\": use \(names)")
    }
    set.insert(kind, isInverted: isInverted)
  }
}
