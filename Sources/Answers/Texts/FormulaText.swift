/// The text of an answer before it is read as a formula: signs beyond ASCII as LaTeX writes them.
enum FormulaText {
  /// The bytes of `range` with other signs in the place of those that mean the same.
  static func prepared(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 8)
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      if text[cursor] >= 0x80, let sign = signs.first(where: { text.has($0.written, at: cursor) }),
        cursor + sign.written.utf8CodeUnitCount <= range.upperBound
      {
        sign.meant.withUTF8Buffer { bytes += $0 }
        cursor += sign.written.utf8CodeUnitCount
      } else {
        bytes.append(text[cursor])
        cursor += 1
      }
    }
    return bytes
  }

  private static let signs: [(written: StaticString, meant: StaticString)] = [
    ("−", "-"), ("–", "-"), ("×", "*"), ("·", "*"), ("⋅", "*"), ("÷", "/"), ("∕", "/"),
    ("π", "\\pi "), ("√", "\\sqrt "), ("∞", "\\infty "), ("±", "\\pm "), ("∓", "\\mp "),
    ("≤", "<="), ("≥", ">="), ("≠", "!="), ("∈", "\\in "), ("∪", "\\cup "), ("∩", "\\cap "),
    ("∅", "\\emptyset "), ("°", "\\degree "), ("²", "^2"), ("³", "^3"), ("½", "\\frac{1}{2}"),
    ("¼", "\\frac{1}{4}"), ("¾", "\\frac{3}{4}"), ("⅓", "\\frac{1}{3}"), ("⅔", "\\frac{2}{3}"),
    ("€", " "), ("£", " "), ("¥", " "), ("₹", " "), ("\u{A0}", " "), ("\u{202F}", " "),
    ("\u{2009}", " "), ("α", "\\alpha "), ("β", "\\beta "), ("θ", "\\theta "), ("λ", "\\lambda "),
  ]
}

/// Words behind a number that say what is counted and leave the number as it is.
enum UnitWords {
  /// Whether a single word may be a unit: a known one, or any word of three letters or more that
  /// could be a thing («18 eggs») and changes no value («5 million», «5 pm», «5 less»).
  static func isUnit(_ word: String) -> Bool {
    let word = word.lowercased()
    if known.contains(word) { return true }
    guard word.utf8.count >= 3, !refused.contains(word), FormulaNames.kind(of: word) == nil else {
      return false
    }
    return word.utf8.contains { vowels.contains($0) }
  }

  /// Whether several words are one unit: «square units», «dollars per hour»; «feet tall» is none.
  /// - Parameter letters: whether a single letter is a unit and no variable.
  static func isUnit(_ words: [String], letters: Bool) -> Bool {
    guard let first = words.first, words.count <= 5 else { return false }
    if words.count == 1 { return first.utf8.count == 1 ? letters : isUnit(first) }
    let lower = words.map { $0.lowercased() }
    if let per = lower.firstIndex(of: "per") {
      return isUnit(Array(words[..<per]), letters: letters)
        && isUnit(Array(words[(per + 1)...]), letters: true)
    }
    return lower.dropLast().allSatisfy { known.contains($0) } && isUnit(words[words.count - 1])
  }

  private static let vowels = Array("aeiou".utf8)
  private static let known: Set<String> = [
    "mm", "cm", "dm", "km", "nm", "ft", "in", "yd", "mi", "mg", "kg", "lb", "lbs", "oz", "ml",
    "cl", "dl", "gal", "qt", "pt", "hr", "hrs", "min", "mins", "sec", "secs", "ms", "mph", "kph",
    "kmh", "km", "hz", "khz", "mhz", "kw", "kwh", "kj", "kcal", "cal", "pa", "kpa", "mol", "db",
    "mb", "gb", "kb", "tb", "usd", "eur", "gbp", "cad", "inr", "rs", "sq", "cu", "square",
    "cubic", "unit", "units", "meter", "meters", "metre", "metres", "degree", "degrees", "deg",
    "dollar", "dollars", "cent", "cents", "euro", "euros", "pound", "pounds", "rupees",
  ]
  private static let refused: Set<String> = [
    "hundred", "thousand", "million", "billion", "trillion", "dozen", "half", "quarter", "percent",
    "less", "more", "fewer", "greater", "smaller", "and", "mod", "times", "plus", "minus", "over",
    "squared", "cubed", "factorial", "north", "south", "east", "west", "left", "right", "down",
    "below", "above", "ago", "later", "before", "after", "bce", "gain", "loss", "profit",
    "deficit", "surplus", "base", "remainder", "choose", "not", "out", "infinity", "where", "for",
  ]
}

/// Words and LaTeX commands of more than one letter that a formula may hold.
enum FormulaNames {
  enum Kind {
    case function
    case symbol
    case infinity
  }

  static func kind(of name: String) -> Kind? {
    if functions.contains(name) { return .function }
    if symbols.contains(name) { return .symbol }
    return name == "infinity" || name == "infty" ? .infinity : nil
  }

  private static let functions: Set<String> = [
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "log", "ln", "lg", "exp", "sqrt", "root", "abs",
  ]
  private static let symbols: Set<String> = [
    "pi", "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta",
    "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "varphi",
    "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi",
    "Omega", "ell", "hbar", "deg",
  ]
}
