extension Extractor {
  /// See `Pattern`.
  ///
  /// A pattern goes to the end of the specification, commas included.
  static let regex = Extractor(
    "regex", argument: "PATTERN",
    finds: "the first group of the last match that took part in it, or the match without groups",
    reference: .answer
  ) { source throws(AnswerExtractor.Mistake) in
    let pattern: Pattern
    do throws(Pattern.Mistake) {
      pattern = try Pattern(source)
    } catch {
      throw .pattern(source, reason: error.description)
    }
    return { text, _ in pattern.lastMatch(in: text).map { .content([$0]) } }
  }
}
