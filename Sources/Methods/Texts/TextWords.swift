import Answers

/// The words of a text, in lower case.
///
/// A word is a run of letters and digits; of scripts that write words without spaces each character
/// is one. Everything else separates words.
enum TextWords {
  /// Gives each word to a closure, in their order.
  static func each(in text: String, _ body: (String) -> Void) {
    var word = ""
    func end() {
      guard !word.isEmpty else { return }
      body(word)
      word = ""
    }
    for scalar in text.unicodeScalars {
      if scalar.isASCII {
        let byte = UInt8(scalar.value)
        if byte.isLetter || byte.isDigit {
          word.unicodeScalars.append(Unicode.Scalar(byte.lowercased))
        } else {
          end()
        }
      } else if isDense(scalar) {
        end()
        word.unicodeScalars.append(scalar)
        end()
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word += scalar.properties.lowercaseMapping
      } else {
        end()
      }
    }
    end()
  }

  /// Whether it is of a script without spaces: Chinese, Japanese and their kin.
  private static func isDense(_ scalar: Unicode.Scalar) -> Bool {
    (0x2E80...0x9FFF).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
      || (0x20000...0x3FFFF).contains(scalar.value)
  }
}
