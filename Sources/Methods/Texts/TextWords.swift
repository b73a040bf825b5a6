@_spi(_Unicode) import Swift

/// The words and signs of a text, in lower case and in one Unicode normal form (NFC).
///
/// A word is a run of letters and digits; in scripts that write words without spaces each character
/// is a word. Every other visible character is a sign, which counts like a word: `3 + 4`, `3 - 4` and
/// `3.4` differ. White space and invisible characters separate and do not count.
enum TextWords {
  /// Gives each word and sign to a closure, in their order.
  static func each(in text: String, _ body: (_ token: String, _ isWord: Bool) -> Void) {
    var word = ""
    func end() {
      guard !word.isEmpty else { return }
      body(word, true)
      word = ""
    }
    for scalar in text._nfc {
      switch kind(of: scalar) {
      case .letter: word += lowercased(scalar)
      case .mark where !word.isEmpty: word.unicodeScalars.append(scalar)
      case .dense:
        end()
        body(String(scalar), true)
      case .sign, .mark:
        end()
        body(String(scalar), false)
      case .gap: end()
      }
    }
    end()
  }

  /// How many words a text has; signs do not count.
  static func wordCount(of text: String) -> Int {
    var count = 0
    each(in: text) { _, isWord in count += isWord ? 1 : 0 }
    return count
  }

  private enum Kind {
    /// A part of a word.
    case letter
    /// Belongs to the character before it.
    case mark
    /// A word by itself.
    case dense
    case sign
    /// White space, or nothing that can be seen.
    case gap
  }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch UInt8(scalar.value) {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        return .letter
      case 0...0x20, 0x7F: return .gap
      default: return .sign
      }
    }
    if isDense(scalar) { return .dense }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: return .mark
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: return .gap
    default:
      return properties.isAlphabetic || properties.numericType != nil ? .letter : .sign
    }
  }

  private static func lowercased(_ scalar: Unicode.Scalar) -> String {
    guard scalar.isASCII else { return scalar.properties.lowercaseMapping }
    let isCapital = (0x41...0x5A).contains(scalar.value)
    return String(isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
  }

  /// Whether it is of a script without spaces: Chinese, Japanese and their kin.
  private static func isDense(_ scalar: Unicode.Scalar) -> Bool {
    (0x3040...0x9FFF).contains(scalar.value) || (0x2E80...0x2FDF).contains(scalar.value)
      || (0xF900...0xFAFF).contains(scalar.value) || (0x20000...0x3FFFF).contains(scalar.value)
  }
}
