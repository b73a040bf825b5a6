/// A class of characters that has a name in patterns, over all of Unicode.
enum CharacterClass: String, Sendable, CaseIterable {
  case alpha, digit, alnum, upper, lower, space, blank, punct, xdigit, cntrl, print, graph, word

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    let category = properties.generalCategory
    switch self {
    case .alpha: return properties.isAlphabetic
    case .digit: return properties.numericType == .decimal
    case .alnum: return properties.isAlphabetic || properties.numericType == .decimal
    case .upper: return properties.isUppercase
    case .lower: return properties.isLowercase
    case .space: return properties.isWhitespace
    case .blank: return scalar == "\t" || category == .spaceSeparator
    case .xdigit: return properties.isASCIIHexDigit
    case .cntrl: return category == .control
    case .word:
      return properties.isAlphabetic || properties.numericType == .decimal || scalar == "_"
        || category == .nonspacingMark || category == .connectorPunctuation
    case .punct:
      if scalar.isASCII {
        return !CharacterClass.alnum.contains(scalar) && scalar.value > 0x20 && scalar.value < 0x7F
      }
      return Self.punctuation.contains(category)
    case .graph: return !properties.isWhitespace && !Self.invisible.contains(category)
    case .print: return category == .spaceSeparator || CharacterClass.graph.contains(scalar)
    }
  }

  private static let punctuation: Set<Unicode.GeneralCategory> = [
    .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
    .initialPunctuation, .finalPunctuation, .otherPunctuation,
  ]
  private static let invisible: Set<Unicode.GeneralCategory> = [
    .control, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator, .spaceSeparator,
  ]
}
