/// Text that stays text, whatever it says, within HTML and SVG.
enum Markup {
  /// For the content of an element or an attribute in quotes.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// JSON that may stand in a script element: nothing in it ends the element or opens another.
  ///
  /// `<`, `>` and `&` are in strings alone, where they may be escapes as well; so may U+2028 and
  /// U+2029, which end a line of a script.
  static func island(_ json: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(json.count + json.count / 32)
    var place = 0
    while place < json.count {
      let byte = json[place]
      switch byte {
      case UInt8(ascii: "<"): result += Array(#"\u003c"#.utf8)
      case UInt8(ascii: ">"): result += Array(#"\u003e"#.utf8)
      case UInt8(ascii: "&"): result += Array(#"\u0026"#.utf8)
      case 0xE2
      where place + 2 < json.count && json[place + 1] == 0x80
        && (json[place + 2] == 0xA8 || json[place + 2] == 0xA9):
        result += Array((json[place + 2] == 0xA8 ? #"\u2028"# : #"\u2029"#).utf8)
        place += 2
      default: result.append(byte)
      }
      place += 1
    }
    return result
  }

  /// A number of things with commas between thousands.
  static func count(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A length in a drawing, with one digit behind the point.
  static func length(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }

  /// A point in a drawing.
  static func pair(_ x: Double, _ y: Double) -> String { "\(length(x)) \(length(y))" }

  /// A line of text in a drawing.
  static func text(
    _ x: Double, _ y: Double, _ text: String, anchor: String, _ kind: String = ""
  ) -> String {
    let style = kind.isEmpty ? "" : #" class="\#(kind)""#
    return
      #"<text x="\#(length(x))" y="\#(length(y))" text-anchor="\#(anchor)"\#(style)>"#
      + escaped(text) + "</text>"
  }
}
