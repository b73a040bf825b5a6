import Answers

/// Finds the problem in what a model wrote when it was asked for a new one.
package enum ProposedProblem {
  private static let labels = ["problem", "new problem", "question", "task", "exercise"]
  private static let ends = ["solution", "answer", "explanation"]

  /// The problem: the text behind a label such as «Problem:» at its beginning, up to the next label
  /// or one such as «Solution:»; a first paragraph that ends with a colon is an introduction and is
  /// left out.
  /// - Returns: nil if nothing is left.
  package static func text(in completion: String) -> String? {
    var lines = completion.split(separator: "\n", omittingEmptySubsequences: false)[...]
    lines = lines.drop { $0.allSatisfy(\.isWhitespace) }
    let introduction = lines.prefix { line in !line.allSatisfy(\.isWhitespace) }
    let rest = lines.dropFirst(introduction.count).drop { $0.allSatisfy(\.isWhitespace) }
    if let last = introduction.last, last.trimmingSuffix(while: \.isWhitespace).hasSuffix(":"),
      !rest.isEmpty, label(of: last, among: labels) == nil
    {
      lines = rest
    }
    guard let first = lines.first else { return nil }
    var kept = [label(of: first, among: labels) ?? first]
    for line in lines.dropFirst() {
      if label(of: line, among: labels + ends) != nil { break }
      kept.append(line)
    }
    let text = kept.joined(separator: "\n").drop(while: \.isWhitespace)
      .trimmingSuffix(while: \.isWhitespace)
    return text.isEmpty ? nil : String(text)
  }

  /// What stands behind a label at a line's beginning, nil if there is none.
  private static func label(of line: Substring, among names: [String]) -> Substring? {
    let decoration: (Character) -> Bool = { $0.isWhitespace || "*#_>".contains($0) }
    let bare = line.drop(while: decoration)
    guard let colon = bare.firstIndex(of: ":") else { return nil }
    let name = bare[..<colon].trimmingSuffix(while: decoration)
    // «Problem 3:» is a label too.
    let word = name.trimmingSuffix { $0.isNumber }.trimmingSuffix(while: \.isWhitespace)
    guard names.contains(word.lowercased()) else { return nil }
    return bare[bare.index(after: colon)...].drop(while: decoration)
  }
}

extension Substring {
  /// Without the characters at its end that a rule names.
  fileprivate func trimmingSuffix(while isLeftOut: (Character) -> Bool) -> Substring {
    guard let last = lastIndex(where: { !isLeftOut($0) }) else { return prefix(0) }
    return self[...last]
  }
}
