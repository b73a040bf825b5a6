/// An answer found in a sample's text.
package struct ExtractedAnswer: Equatable, Sendable {
  /// The normal form; two samples agree exactly when these strings are equal.
  ///
  /// `nil` is undecided, with the reason "timeout": what stands at `span` takes more than the work
  /// that is allowed to one answer. It agrees with nothing and is never wrong.
  package var answer: String?
  /// Where it stands, in UTF-8 bytes of the text.
  package let span: Range<Int>
  /// Which of the extractors found it, by its name without an argument.
  package let extractor: String
}
