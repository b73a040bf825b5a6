/// Breaks a command into lines that a shell reads as one: behind a bar, or with a backslash.
enum ShellLines {
  /// The lines of a command, indented.
  /// - Parameter width: how many columns a line has at most, unless a word is longer.
  static func wrap(_ command: String, width: Int) -> [String] {
    var lines: [String] = []
    for stage in words(of: command).split(separator: "|") {
      let text = stage.joined(separator: " ")
      if let last = lines.last, last.count + 3 + text.count + 2 <= width {
        lines[lines.count - 1] = "\(last) | \(text)"
        continue
      }
      if let last = lines.indices.last { lines[last] += " |" }
      lines += wrap(stage: stage, indent: lines.isEmpty ? "  " : "    ", width: width)
    }
    return lines
  }

  /// A command without bars.
  private static func wrap(stage: [String].SubSequence, indent: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in stage {
      if let last = lines.last, last.count + 1 + word.count + 2 <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        if let last = lines.indices.last { lines[last] += " \\" }
        lines.append((lines.isEmpty ? indent : indent + "  ") + word)
      }
    }
    return lines
  }

  /// The words between spaces; what stands in quotes is not divided.
  static func words(of command: String) -> [String] {
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in command {
      if character.isWhitespace, quote == nil {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
      }
      word.append(character)
    }
    return word.isEmpty ? words : words + [word]
  }
}
