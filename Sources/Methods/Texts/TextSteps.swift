/// A text in steps, each with what ends it.
///
/// Steps are what stands between separators; pieces of white space alone belong to the step before
/// them, or in front of all to the first. With `=` the text `1+2+3=3+3=6` has the steps `1+2+3=`,
/// `3+3=` and `6`; joined they are the text again.
package struct TextSteps: Equatable, Sendable {
  /// The steps in their order.
  package let steps: [String]

  /// Cuts a text.
  /// - Parameter separator: what ends a step; not empty.
  package init(_ text: String, separator: String = "\n") {
    precondition(!separator.isEmpty, "a separator has characters")
    var pieces: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstRange(of: separator)?.upperBound ?? rest.endIndex
      pieces.append(String(rest[..<end]))
      rest = rest[end...]
    }
    var steps: [String] = []
    var before = ""
    for piece in pieces {
      let content = piece.hasSuffix(separator) ? piece.dropLast(separator.count) : piece[...]
      if content.allSatisfy(\.isWhitespace) {
        if steps.isEmpty { before += piece } else { steps[steps.count - 1] += piece }
      } else {
        steps.append(before + piece)
        before = ""
      }
    }
    if !before.isEmpty { steps.append(before) }
    self.steps = steps
  }
}
