extension Extractor {
  /// What stands in the last mathematics of a text, or in the boxes in it.
  ///
  /// `Mathematics` says what that is. So Math-Verify reads a text that has no box.
  static let latex = Extractor(
    "latex",
    finds: "the last mathematics of the text: $…$, \\(…\\), \\[…\\] or a display environment",
    reference: .answer
  ) { text, _ in
    guard let range = Mathematics.last(text, in: 0..<text.count) else { return nil }
    return BoxExtractor.boxes(text, in: range) ?? .content([range])
  }
}
