/// The little of LaTeX that answers are written in.
enum LaTeX {
  /// Whether the command of this name shows its argument unchanged.
  static func isWrapper(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    wrappers.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
  }

  /// The same of a name.
  static func isWrapper(_ name: String) -> Bool {
    !name.isEmpty && isWrapper(name.utf8.span, 0..<name.utf8.count)
  }

  /// Whether the command of this name leaves the number before it as it is: a unit or a space.
  static func isPunctuation(_ text: Span<UInt8>, _ name: Range<Int>) -> Bool {
    punctuation.contains { $0.utf8CodeUnitCount == name.count && text.has($0, at: name.lowerBound) }
      || isWrapper(text, name)
  }

  private static let wrappers: [StaticString] = [
    "text", "textbf", "textit", "textrm", "textsf", "mathrm", "mathbf", "mathit", "mathsf", "mbox",
    "textnormal", "textup", "textmd", "texttt", "mathtt", "mathnormal", "pmb", "boxed", "fbox",
    "emph", "underline", "bm", "boldsymbol", "operatorname",
  ]
  private static let punctuation: [StaticString] = [
    "quad", "qquad", "right", "end", "n", "newline",
  ]
}
