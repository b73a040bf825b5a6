/// A block of code in a document: fenced, or indented by four spaces.
struct CodeBlock {
  /// The word behind the fence; empty for an indented block.
  var language: String
  var text: String

  /// All blocks of a document, in order.
  static func all(of document: Document) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var fence: CodeBlock?
    var wasIndented = false
    for line in document.text.split(separator: "\n", omittingEmptySubsequences: false) {
      var isIndented = false
      if line.hasPrefix("```") {
        if let block = fence { blocks.append(block) }
        fence = fence == nil ? CodeBlock(language: String(line.dropFirst(3)), text: "") : nil
      } else if fence != nil {
        fence?.text += line + "\n"
      } else if line.hasPrefix("    ") {
        isIndented = true
        if !wasIndented { blocks.append(CodeBlock(language: "", text: "")) }
        blocks[blocks.count - 1].text += line.dropFirst(4) + "\n"
      }
      wasIndented = isIndented
    }
    return blocks
  }

  /// The code spans of the document's text, outside its blocks.
  static func spans(of document: Document) -> [String] {
    var text = ""
    var isFenced = false
    for line in document.text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isFenced.toggle() }
      if !isFenced, !line.hasPrefix("    "), !line.hasPrefix("```") { text += line + "\n" }
    }
    return text.matches(of: /`([^`]+)`/).map { String($0.1).replacing("\n", with: " ") }
  }

  /// The lines of a console behind `$`, each with what it prints.
  var dialogue: [(line: String, output: String)] {
    var found: [(line: String, output: String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("$ ") {
        found.append((String(line.dropFirst(2)), ""))
      } else if !found.isEmpty {
        found[found.count - 1].output += line + "\n"
      }
    }
    return found
  }
}
