extension Extractor {
  /// What stands in the last mathematics of a text, as `Mathematics` finds it; of mathematics with
  /// boxes in it, what they hold. So Math-Verify reads a text that has no box.
  static let latex = Extractor(
    "latex",
    finds: "the last mathematics of the text: $…$, \\(…\\), \\[…\\] or a display environment",
    reference: .answer
  ) { text, _ in
    guard let range = Mathematics.last(text, in: 0..<text.count) else { return nil }
    return BoxExtractor.boxes(text, in: range) ?? .content([range])
  }
}
