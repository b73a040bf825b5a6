import Answers

/// The normal forms of the answers of one problem, as verify compares them: two spellings of one
/// answer are one answer.
struct NormalAnswers {
  private struct Key: Hashable {
    var answer: String
    var extractor: String?
  }
  private var forms: [Key: String] = [:]
  private static let content = AnswerExtractor.boxed

  /// The form of an answer, or of a reference.
  ///
  /// It is that of the extractor that found it; where that is not known, or takes an argument that a
  /// sample does not name, it is the form of a whole answer, as `boxed` reads it. What is undecided
  /// stays as it is written.
  mutating func form(of answer: String, foundBy extractor: String?) -> String {
    let key = Key(answer: answer, extractor: extractor)
    if let form = forms[key] { return form }
    let reader = extractor.flatMap { try? AnswerExtractor($0) } ?? Self.content
    let form = reader.normalise(reference: answer) ?? answer
    forms[key] = form
    return form
  }
}
