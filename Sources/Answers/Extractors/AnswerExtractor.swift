/// An answer found in a sample's text.
package struct ExtractedAnswer: Equatable, Sendable {
  /// The normal form; two samples agree exactly when these strings are equal.
  ///
  /// `nil` is undecided, with the reason «timeout»: what stands at `span` takes more than the work
  /// that is allowed to one answer. It agrees with nothing and is never wrong.
  package var answer: String?
  /// Where it stands, in UTF-8 bytes of the text.
  package let span: Range<Int>
  /// Which of the extractors found it, by its name without an argument.
  package let extractor: String
}

/// Finds the final answer of a sample and brings it to a normal form.
///
/// A specification is one extractor or several with commas between, tried in order; the first that
/// finds an answer wins, and where none does the sample abstains:
/// - `number`: the number after the last `####` (as the solutions of GSM8K end) if one stands right
///   behind it and the line says nothing more, else the last number of the text. `1,234`, `$72`,
///   `72.`, `72.0`, `**72**`, `72 dollars`, `-72`, `\frac{7}{2}`, `3 1/2` and `1.5e3` are read;
///   per cent is a hundredth (`72%` is `0.72`). A number in a name (`step-5`, `x2`) is passed
///   over. If the last numeric expression is a compound — a range `2-3`, a date, a time `12:30`, a
///   version `1.2.3`, a list `3,4`, a power, `2x`, `\sqrt{2}`, `5 million` — the text abstains, for voting by
///   another number of the text would make wrong samples agree.
/// - `boxed`: the content of the `\boxed{…}` that closes last.
/// - `marked`: what stands behind the last `####` on its line, number or not.
/// - `phrase`: what the last «answer is», «answer:» or «answer =» introduces, to the end of its sentence.
/// - `choice`: the last option letter A to J that the word «answer» introduces, else the last that
///   stands as an option: `(B)`, `**B**`, `B.` at a line's start, «option B», «is B».
/// - `yesno`: yes or no (true, false) that «answer» introduces, else the one that begins the text, else the last.
/// - `code`: the last code between fences, line ends and white space at their ends aside.
/// - `json:PATH`: the member at the dotted path of the last JSON object of the text; array elements
///   by number; `null` abstains.
/// - `regex:PATTERN`: the first group of the last match, or all of it without groups. A pattern goes
///   to the end of the specification, commas included.
/// - `text`: the whole text, trimmed, every run of white space one space.
///
/// What stands in boxes, JSON values, groups and behind words has the form of `AnswerContent`: a
/// number's, a formula's or a text's. Equality of forms is an equivalence. All extractors but
/// `regex` take time linear in the text, besides a bounded number of steps for a formula; no
/// pattern takes exponential time.
package struct AnswerExtractor: Sendable {
  /// What is wrong with a specification.
  package enum Mistake: Error, Equatable, CustomStringConvertible {
    /// No extractor has this name.
    case unknown(String)
    /// `regex:` and `json:` need something after the colon, the others nothing.
    case argument(String)
    /// The pattern cannot be read.
    case pattern(String, reason: String)
    /// Nothing between two commas, or nothing at all.
    case empty

    /// One sentence with the offending value.
    package var description: String {
      switch self {
      case .unknown(let name):
        "no extractor is called «\(name)»; there are number, boxed, marked, phrase, choice, yesno, "
          + "code, regex:PATTERN, json:PATH and text"
      case .argument(let name):
        name == "regex" || name == "json"
          ? "«\(name)» needs an argument, as in \(name == "regex" ? "regex:PATTERN" : "json:PATH")"
          : "«\(name)» takes no argument"
      case .pattern(let pattern, let reason): "the pattern «\(pattern)» cannot be read: \(reason)"
      case .empty: "an extractor is missing, as in an empty list or between two commas"
      }
    }
  }

  enum Kind: Sendable {
    case number
    case boxed
    case marked
    case phrase
    case choice
    case yesno
    case code
    case regex(Pattern)
    case json([String])
    case text

    /// Those that take no argument, by name.
    static let plain: [(name: String, kind: Kind)] = [
      ("number", .number), ("boxed", .boxed), ("marked", .marked), ("phrase", .phrase),
      ("choice", .choice), ("yesno", .yesno), ("code", .code), ("text", .text),
    ]
  }

  private let kinds: [Kind]
  /// As it was given, for the history.
  package let specification: String
  /// Whether numbers are written as `1.000,5` and not as `1,000.5`.
  package var decimalComma = false

  /// The extractor for numbers alone.
  package static let number = AnswerExtractor(kinds: [.number], specification: "number")

  /// The extractor for boxes alone.
  package static let boxed = AnswerExtractor(kinds: [.boxed], specification: "boxed")

  /// The names of the extractors that take no argument.
  package static var plainNames: [String] { Kind.plain.map(\.name) }

  private init(kinds: [Kind], specification: String) {
    self.kinds = kinds
    self.specification = specification
  }

  /// Reads a specification such as `boxed,number`.
  package init(_ specification: String) throws(Mistake) {
    let parts = try Self.parts(of: specification)
    kinds = parts.map(\.kind)
    self.specification = specification
  }

  /// Each of the extractors that are tried in order, by itself.
  package var alone: [AnswerExtractor] {
    guard let parts = try? Self.parts(of: specification) else { return [self] }
    return parts.map { part in
      var extractor = AnswerExtractor(kinds: [part.kind], specification: part.text)
      extractor.decimalComma = decimalComma
      return extractor
    }
  }

  private static func parts(
    of specification: String
  ) throws(Mistake) -> [(text: String, kind: Kind)] {
    var parts: [(text: String, kind: Kind)] = []
    var rest = specification[...]
    while true {
      if rest.hasPrefix("regex:") {
        parts.append((String(rest), .regex(try pattern(String(rest.dropFirst(6))))))
        return parts
      }
      let item = rest.prefix { $0 != "," }
      parts.append((String(item), try kind(String(item))))
      guard item.endIndex < rest.endIndex else { return parts }
      rest = rest[rest.index(after: item.endIndex)...]
    }
  }

  private static func kind(_ item: String) throws(Mistake) -> Kind {
    let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first.map(String.init), !item.isEmpty else { throw .empty }
    let argument = parts.count > 1 ? String(parts[1]) : nil
    if let plain = Kind.plain.first(where: { $0.name == name }) {
      guard argument == nil else { throw .argument(name) }
      return plain.kind
    }
    switch name {
    case "json":
      guard let path = argument?.split(separator: ".", omittingEmptySubsequences: false),
        path.allSatisfy({ !$0.isEmpty })
      else { throw .argument(name) }
      return .json(path.map(String.init))
    case "regex": throw .argument(name)
    default: throw .unknown(name)
    }
  }

  private static func pattern(_ pattern: String) throws(Mistake) -> Pattern {
    guard !pattern.isEmpty else { throw .argument("regex") }
    do throws(Pattern.Mistake) {
      return try Pattern(pattern)
    } catch {
      throw .pattern(pattern, reason: error.description)
    }
  }

  /// The answer of a sample's text, given as UTF-8; `nil` if it has none and abstains.
  package func extract(from text: Span<UInt8>) -> ExtractedAnswer? {
    for kind in kinds {
      if let answer = extract(kind, text) { return answer }
    }
    return nil
  }

  /// The answer of a sample's text.
  package func extract(from text: String) -> ExtractedAnswer? {
    extract(from: text.utf8.span)
  }

  /// The normal form of a reference, so that it equals the answers that mean the same.
  ///
  /// A reference may be the bare answer or a whole worked solution: each extractor in turn is tried
  /// on it, `number` only for what it finds and the others also on the reference as an answer.
  /// `nil` is undecided.
  package func normalise(reference: String) -> String? {
    let text = reference.utf8.span
    for kind in kinds {
      if let found = extract(kind, text) { return found.answer }
      switch kind {
      case .boxed, .marked, .phrase, .regex, .json:
        if let form = form(text, 0..<text.count) { return form.answer }
      case .code:
        if let form = AnswerContent.code(text, 0..<text.count) { return form }
      case .number, .choice, .yesno, .text: break
      }
    }
    return AnswerContent.collapsed(text, 0..<text.count) ?? ""
  }

  private func extract(_ kind: Kind, _ text: Span<UInt8>) -> ExtractedAnswer? {
    switch kind {
    case .number: return number(text)
    case .boxed: return content(LaTeX.lastBox(text), text, "boxed")
    case .marked: return content(PhraseExtractor.afterMarker(text), text, "marked")
    case .phrase:
      guard let range = PhraseExtractor.announced(text) else { return nil }
      return content(LaTeX.lastBox(text, in: range) ?? range, text, "phrase")
    case .choice:
      return ChoiceExtractor.extract(from: text).map {
        ExtractedAnswer(answer: $0.letter, span: $0.span, extractor: "choice")
      }
    case .yesno:
      return PhraseExtractor.yesOrNo(text).map {
        ExtractedAnswer(answer: $0.answer, span: $0.span, extractor: "yesno")
      }
    case .code:
      guard let span = FencedCode.last(in: text), let code = AnswerContent.code(text, span) else {
        return nil
      }
      return ExtractedAnswer(answer: code, span: span, extractor: "code")
    case .regex(let pattern): return content(pattern.lastMatch(in: text), text, "regex")
    case .json(let path):
      guard let (form, span) = JSONExtractor.extract(path: path, from: text) else { return nil }
      return ExtractedAnswer(answer: form.answer, span: span, extractor: "json")
    case .text:
      let span = text.trimmed(0..<text.count)
      guard let content = AnswerContent.collapsed(text, span) else { return nil }
      return ExtractedAnswer(answer: content, span: span, extractor: "text")
    }
  }

  private func number(_ text: Span<UInt8>) -> ExtractedAnswer? {
    let finding: NumberExtractor.Finding
    if decimalComma {
      finding = NumberExtractor.extract(from: Numeral.withPoints(text, 0..<text.count).span)
    } else {
      finding = NumberExtractor.extract(from: text)
    }
    guard case .number(let canonical, let span) = finding else { return nil }
    return ExtractedAnswer(answer: canonical, span: span, extractor: "number")
  }

  /// The answer that `range` of a text is.
  private func content(
    _ range: Range<Int>?, _ text: Span<UInt8>, _ name: String
  ) -> ExtractedAnswer? {
    guard let range, let form = form(text, range) else { return nil }
    return ExtractedAnswer(answer: form.answer, span: range, extractor: name)
  }

  private func form(_ text: Span<UInt8>, _ range: Range<Int>) -> AnswerContent.Form? {
    guard decimalComma else { return AnswerContent.form(text, range) }
    let bytes = Numeral.withPoints(text, range)
    return AnswerContent.form(bytes.span, 0..<bytes.count)
  }
}
