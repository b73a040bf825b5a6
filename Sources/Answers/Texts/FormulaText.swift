/// The text of an answer before it is read as a formula: signs beyond ASCII, and words for signs, as
/// LaTeX writes them.
enum FormulaText {
  /// The bytes with other signs in the place of those that mean the same.
  /// - Parameter text: folded (`FoldedText`).
  static func prepared(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count + 8)
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      let byte = text[cursor]
      if byte >= 0x80 {
        cursor = append(text, cursor, range.upperBound, &bytes)
      } else if let end = percent(text, cursor, range) {
        bytes.append(UInt8(ascii: "%"))
        cursor = end
      } else {
        bytes.append(byte)
        cursor += 1
      }
    }
    return bytes
  }

  /// Appends what a character beyond ASCII means; gives the offset behind it.
  private static func append(
    _ text: Span<UInt8>, _ start: Int, _ limit: Int, _ bytes: inout [UInt8]
  ) -> Int {
    let (scalar, length) = text.scalar(at: start)
    if let sign = signs[scalar] {
      bytes += sign.utf8
      return start + length
    }
    for (digits, opener) in [(superscripts, "^{"), (subscripts, "_{")] where digits[scalar] != nil {
      bytes += opener.utf8
      var cursor = start
      while cursor < limit {
        let (next, size) = text.scalar(at: cursor)
        guard let digit = digits[next] else { break }
        bytes += digit.utf8
        cursor += size
      }
      bytes.append(UInt8(ascii: "}"))
      return cursor
    }
    for index in start..<start + length { bytes.append(text[index]) }
    return start + length
  }

  /// Where the word "percent", "per cent" or "pct" ends that begins here, perhaps in `\text{…}`.
  private static func percent(_ text: Span<UInt8>, _ start: Int, _ range: Range<Int>) -> Int? {
    var cursor = start
    guard text[cursor] == 0x5C || text[cursor] | 0x20 == UInt8(ascii: "p") else { return nil }
    guard cursor == range.lowerBound || !text[cursor - 1].isLetter else { return nil }
    let isWrapped = text[cursor] == 0x5C
    if isWrapped {
      let name = cursor + 1..<text.endOfLetters(from: cursor + 1, limit: range.upperBound)
      guard LaTeX.isWrapper(text, name), text.has("{", at: name.upperBound) else { return nil }
      cursor = name.upperBound + 1
      while cursor < range.upperBound, text[cursor] == 0x20 { cursor += 1 }
    }
    for word: StaticString in ["percent", "per cent", "pct"]
    where text.has(word, at: cursor, ignoringCase: true) {
      cursor += word.utf8CodeUnitCount
      guard isWrapped else {
        return cursor == range.upperBound || cursor < range.upperBound && !text[cursor].isLetter
          ? cursor : nil
      }
      while cursor < range.upperBound, text[cursor] == 0x20 { cursor += 1 }
      return cursor < range.upperBound && text[cursor] == UInt8(ascii: "}") ? cursor + 1 : nil
    }
    return nil
  }

  private static let signs: [Unicode.Scalar: String] = [
    "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "π": "\\pi ", "√": "\\sqrt ",
    "∞": "\\infty ", "±": "\\pm ", "∓": "\\mp ", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=",
    "≠": "!=", "≈": "\\approx ", "∈": "\\in ", "∪": "\\cup ", "∩": "\\cap ", "∅": "\\emptyset ",
    "°": "\\degree ", "∨": "\\lor ", "∧": "\\land ", "∖": "\\setminus ", "∣": "|",
    "½": "\\frac{1}{2}", "¼": "\\frac{1}{4}", "¾": "\\frac{3}{4}", "⅓": "\\frac{1}{3}",
    "⅔": "\\frac{2}{3}", "⅕": "\\frac{1}{5}", "⅖": "\\frac{2}{5}", "⅗": "\\frac{3}{5}",
    "⅘": "\\frac{4}{5}", "⅙": "\\frac{1}{6}", "⅚": "\\frac{5}{6}", "⅛": "\\frac{1}{8}",
    "⅜": "\\frac{3}{8}", "⅝": "\\frac{5}{8}", "⅞": "\\frac{7}{8}", "ℝ": "\\mathbb{R}",
    "ℤ": "\\mathbb{Z}", "ℕ": "\\mathbb{N}", "ℚ": "\\mathbb{Q}", "ℂ": "\\mathbb{C}",
    "α": "\\alpha ", "β": "\\beta ", "γ": "\\gamma ", "δ": "\\delta ", "ε": "\\epsilon ",
    "θ": "\\theta ", "λ": "\\lambda ", "μ": "\\mu ", "ρ": "\\rho ", "σ": "\\sigma ", "τ": "\\tau ",
    "φ": "\\phi ", "ω": "\\omega ", "、": ",", "，": ",",
  ]
  private static let superscripts: [Unicode.Scalar: String] = [
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
    "⁹": "9", "⁻": "-", "⁺": "+", "ⁿ": "n", "ˣ": "x",
  ]
  private static let subscripts: [Unicode.Scalar: String] = [
    "₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "₅": "5", "₆": "6", "₇": "7", "₈": "8",
    "₉": "9", "ₙ": "n", "ₓ": "x",
  ]
}
