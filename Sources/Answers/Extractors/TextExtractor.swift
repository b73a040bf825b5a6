extension Extractor {
  /// The whole text, trimmed, every run of white space one space.
  static let text = Extractor(
    "text", finds: "the whole text; only white space does not count", reference: .text
  ) { text, _ in
    let span = text.trimmed(0..<text.count)
    return AnswerContent.collapsed(text, span).map { .form($0, span) }
  }

  /// The last code between fences, as `FencedCode` finds it, without white space at line ends.
  static let code = Extractor(
    "code", finds: "the last code between fences", reference: .code
  ) { text, _ in
    guard let span = FencedCode.last(in: text) else { return nil }
    return AnswerContent.code(text, span).map { .form($0, span) }
  }
}
