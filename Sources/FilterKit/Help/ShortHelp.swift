import Records

/// The help of `-h`, which fits one screen: what a command does, the options that most people need
/// and one example.
struct ShortHelp {
  private let name: String
  private let declaration: CommandDeclaration
  private let options: [String]
  /// How many columns a line has at most.
  static let width = 80
  /// How many lines there are at most.
  static let height = 24

  /// - Parameter options: the names of the options to show, such as `--output`.
  init(_ name: String, _ declaration: CommandDeclaration, showing options: [String]) {
    self.name = name
    self.declaration = declaration
    self.options = options
  }

  /// The whole text, without a newline at its end.
  var text: String {
    var lines = Self.wrap(declaration.abstract, width: Self.width)
    lines += ["", "Usage: \(name) \(usage)", ""]
    lines += optionLines
    if let example = declaration.example {
      lines += ["", "Example:"] + ShellLines.wrap(example, width: Self.width)
    }
    lines += ["", "\(name) --help shows all options, and what goes in and comes out."]
    return lines.joined(separator: "\n")
  }

  private var usage: String {
    let inputs = declaration.arguments.filter(\.names.isEmpty).map { "[\($0.valueName) ...]" }
    return (["[options]"] + inputs).joined(separator: " ")
  }

  private var optionLines: [String] {
    let shown = options.compactMap { declaration[$0] }
    let indent = min(24, (shown.map(\.synopsis.count).max() ?? 0) + 4)
    return shown.flatMap { option -> [String] in
      let words = option.explanation(width: Self.width - indent)
      let margin = String(repeating: " ", count: indent)
      var lines = words.map { margin + $0 }
      let head = "  " + option.synopsis
      if head.count + 2 > indent {
        lines.insert(head, at: 0)
      } else if let first = lines.first {
        lines[0] = head + first.dropFirst(head.count)
      }
      return lines
    }
  }

  /// The lines of a text that is broken at spaces.
  static func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension CommandDeclaration.Argument {
  /// The lines that say what it is for, the values that it takes and its default.
  ///
  /// What each value means is left to `--help`, and so is the rest of a long text.
  fileprivate func explanation(width: Int) -> [String] {
    let whole = abstract.hasSuffix(".") ? String(abstract.dropLast()) : abstract
    func lines(upTo end: String) -> [String] {
      let start = whole.place(of: end).map { String(whole[..<$0.lowerBound]) } ?? whole
      return ShortHelp.wrap(start + note, width: width)
    }
    if !values.isEmpty { return lines(upTo: ":") }
    let text = ShortHelp.wrap(whole + note, width: width)
    if text.count <= 2 { return text }
    let shorter = lines(upTo: "; ")
    return shorter.count <= 3 ? shorter : lines(upTo: ": ")
  }

  /// The values and the default, where the text does not tell them.
  private var note: String {
    let list = values.isEmpty ? [] : [values.joined(separator: ", ")]
    let standard = abstract.contains("default:") ? nil : defaultValue.map { "default: \($0)" }
    let parts = list + [standard].compactMap { $0 }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
  }
}
