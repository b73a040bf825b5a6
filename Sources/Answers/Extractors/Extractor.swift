/// One way to find an answer: a row of `Extractor.all`, from which help texts, error messages and
/// the list of names are made.
///
/// A new one is a file with its row, a test, and its name in `all`.
struct Extractor: Sendable {
  /// What was found in a text.
  enum Found {
    /// Ranges of the text whose normal form is the answer: one, or the items of a list.
    case content([Range<Int>])
    /// An answer that is written differently in the text, as in a string of JSON, and its range.
    case quoted(String, Range<Int>)
    /// A normal form, and its range.
    case form(String, Range<Int>)
  }

  /// What a reference means in which the extractor finds nothing.
  enum Reference {
    /// It is the answer itself, to be brought to the normal form of answers.
    case answer
    /// It is code.
    case code
    /// It is text, in which only white space does not count.
    case text
  }

  /// Looks at a text as UTF-8; `nil` if there is no answer in it.
  typealias Find = @Sendable (_ text: Span<UInt8>, _ mark: DecimalMark) -> Found?

  /// As it is asked for.
  let name: String
  /// What stands behind the name and a colon, for help texts; `nil` if nothing may.
  var argument: String?
  /// What it finds, for help texts: a phrase that completes "It finds …".
  let finds: String
  let reference: Reference
  /// Makes the search from the argument, which is empty exactly when `argument` is `nil`.
  let make: @Sendable (_ argument: String) throws(AnswerExtractor.Mistake) -> Find

  /// All of them, in the order in which help texts list them.
  static let all = [
    number, boxed, latex, hashes, phrase, choice, yesno, code, json, regex, text,
  ]

  /// An extractor without an argument.
  init(_ name: String, finds: String, reference: Reference, find: @escaping Find) {
    self.name = name
    self.finds = finds
    self.reference = reference
    make = { _ in find }
  }

  /// An extractor with an argument.
  init(
    _ name: String, argument: String, finds: String, reference: Reference,
    make: @escaping @Sendable (String) throws(AnswerExtractor.Mistake) -> Find
  ) {
    self.name = name
    self.argument = argument
    self.finds = finds
    self.reference = reference
    self.make = make
  }

  /// The name, with what its argument is called.
  var usage: String { argument.map { "\(name):\($0)" } ?? name }
}

/// The sign before the fraction of a number; the other one stands between thousands.
package enum DecimalMark: Sendable {
  case point, comma
}
