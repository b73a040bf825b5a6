/// Finds the final answer of a sample and brings it to a normal form.
///
/// A specification is one extractor or several with commas between, tried in order; the first that
/// finds an answer wins, and where none does the sample abstains. `Extractor.all` lists them. None
/// of them looks at what a model thought before it answered (`Thinking`).
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
    /// It needs something behind a colon, or must not have it.
    case argument(String)
    /// The pattern cannot be read.
    case pattern(String, reason: String)
    /// Nothing between two commas, or nothing at all.
    case empty

    /// One sentence with the offending value.
    package var description: String {
      switch self {
      case .unknown(let name): "invalid extractor \"\(name)\": use \(AnswerExtractor.names)"
      case .argument(let name):
        if let usage = Extractor.all.first(where: { $0.name == name && $0.argument != nil })?.usage
        {
          "the extractor \"\(name)\" needs an argument: use \(usage)"
        } else {
          "the extractor \"\(name)\" takes no argument: use \(name)"
        }
      case .pattern(let pattern, let reason): "invalid pattern \"\(pattern)\": \(reason)"
      case .empty: "an extractor is missing: use \(AnswerExtractor.names)"
      }
    }
  }

  /// One of the extractors that are tried in order.
  private struct Part: Sendable {
    var specification: String
    var extractor: Extractor
    var find: Extractor.Find
  }

  private let parts: [Part]
  /// As it was given, for the history.
  package let specification: String
  /// How numbers are written.
  package var decimalMark = DecimalMark.point

  private init(parts: [Part], specification: String) {
    self.parts = parts
    self.specification = specification
  }

  /// Reads a specification such as `boxed,number`.
  package init(_ specification: String) throws(Mistake) {
    self.init(parts: try Self.parts(of: specification), specification: specification)
  }

  private init(_ extractor: Extractor) {
    // An extractor without an argument never refuses it.
    guard let find = try? extractor.make("") else { preconditionFailure(extractor.name) }
    let part = Part(specification: extractor.name, extractor: extractor, find: find)
    self.init(parts: [part], specification: extractor.name)
  }

  /// The extractor for numbers alone.
  package static let number = AnswerExtractor(Extractor.number)

  /// The extractor for boxes alone.
  package static let boxed = AnswerExtractor(Extractor.boxed)

  /// Each of the extractors that are tried in order, by itself.
  package var alone: [AnswerExtractor] {
    parts.map { part in
      var extractor = AnswerExtractor(parts: [part], specification: part.specification)
      extractor.decimalMark = decimalMark
      return extractor
    }
  }

  // MARK: What can be asked for

  /// The names of the extractors that take no argument.
  package static var plainNames: [String] {
    Extractor.all.filter { $0.argument == nil }.map(\.name)
  }

  /// All names with their arguments, for a sentence: `number, boxed, … or text`.
  package static var names: String {
    let usages = Extractor.all.map(\.usage)
    return usages.dropLast().joined(separator: ", ") + " or " + (usages.last ?? "")
  }

  /// The help of an option that takes a specification.
  package static var help: String {
    "How an answer is found: \(names); or several of them with commas between, tried in order."
  }

  /// What each of the extractors finds, one a line, for the discussion of a command's help.
  package static var manual: String {
    let width = Extractor.all.map(\.usage.utf8.count).max() ?? 0
    return Extractor.all.map { row in
      "  \(row.usage)" + String(repeating: " ", count: width - row.usage.utf8.count + 2) + row.finds
    }.joined(separator: "\n")
  }

  // MARK: Specifications

  private static func parts(of specification: String) throws(Mistake) -> [Part] {
    var parts: [Part] = []
    var rest = specification[...]
    while true {
      // A pattern may have commas in it.
      let item = rest.hasPrefix("regex:") ? rest : rest.prefix { $0 != "," }
      parts.append(try part(String(item)))
      guard item.endIndex < rest.endIndex else { return parts }
      rest = rest[rest.index(after: item.endIndex)...]
    }
  }

  private static func part(_ item: String) throws(Mistake) -> Part {
    let halves = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = halves.first.map(String.init), !item.isEmpty else { throw .empty }
    guard let extractor = Extractor.all.first(where: { $0.name == name }) else {
      throw .unknown(name)
    }
    let argument = halves.count > 1 ? String(halves[1]) : ""
    guard (halves.count > 1) == (extractor.argument != nil),
      argument.isEmpty == (extractor.argument == nil)
    else { throw .argument(name) }
    return Part(
      specification: item, extractor: extractor, find: try extractor.make(argument))
  }

  // MARK: Answers

  /// The answer of a sample's text, given as UTF-8; `nil` if it has none and abstains.
  package func extract(from text: Span<UInt8>) -> ExtractedAnswer? {
    if let visible = Thinking.hidden(in: text) { return found(in: visible.span) }
    return found(in: text)
  }

  /// The answer of a sample's text.
  package func extract(from text: String) -> ExtractedAnswer? {
    extract(from: text.utf8.span)
  }

  private func found(in text: Span<UInt8>) -> ExtractedAnswer? {
    // By index: a copy of a part would be counted for each sample.
    for index in parts.indices {
      guard let found = parts[index].find(text, decimalMark) else { continue }
      if let answer = answer(found, text, parts[index].extractor.name) { return answer }
    }
    return nil
  }

  /// The normal form of a reference, so that it equals the answers that mean the same.
  ///
  /// A reference may be the bare answer or a whole worked solution: each extractor in turn is tried
  /// on it, and those whose answers have the form of `AnswerContent` also take the reference as the
  /// answer itself. `nil` is undecided, the empty string no reference. Where numbers have decimal
  /// commas, those of a reference with one point and no comma still have a decimal point.
  package func normalise(reference: String) -> String? {
    guard decimalMark == .comma else { return normalise(reference: reference.utf8.span) }
    var extractor = self
    extractor.decimalMark = .point
    return extractor.normalise(
      reference: DecimalComma.withPoints(reference: reference.utf8.span).span)
  }

  private func normalise(reference text: Span<UInt8>) -> String? {
    for part in parts {
      if let found = part.find(text, decimalMark),
        let answer = answer(found, text, part.extractor.name)
      {
        return answer.answer
      }
      switch part.extractor.reference {
      case .answer: if let form = form(text, 0..<text.count) { return form.answer }
      case .code: if let form = AnswerContent.code(text, 0..<text.count) { return form }
      case .text: break
      }
    }
    return AnswerContent.collapsed(text, 0..<text.count) ?? ""
  }

  /// A normal form as a reference that this extractor reads as itself: where numbers have decimal
  /// commas, a semicolon stands between the numbers of a list.
  package func reference(of form: String) -> String {
    guard decimalMark == .comma else { return form }
    var bytes = Array(form.utf8)
    for index in bytes.indices.dropFirst().dropLast()
    where bytes[index] == UInt8(ascii: ",") && bytes[index - 1].isDigit && bytes[index + 1].isDigit
    {
      bytes[index] = UInt8(ascii: ";")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func answer(
    _ found: Extractor.Found, _ text: Span<UInt8>, _ name: String
  ) -> ExtractedAnswer? {
    switch found {
    case .form(let form, let span):
      return ExtractedAnswer(answer: form, span: span, extractor: name)
    case .quoted(let content, let span):
      guard let form = form(content.utf8.span, 0..<content.utf8.count) else { return nil }
      return ExtractedAnswer(answer: form.answer, span: span, extractor: name)
    case .content(let ranges):
      guard let first = ranges.first, let last = ranges.last, let form = form(text, ranges) else {
        return nil
      }
      return ExtractedAnswer(
        answer: form.answer, span: first.lowerBound..<last.upperBound, extractor: name)
    }
  }

  /// The form of one range, or of a list of several; ranges of one form are one answer.
  private func form(_ text: Span<UInt8>, _ ranges: [Range<Int>]) -> AnswerContent.Form? {
    guard ranges.count > 1 else { return form(text, ranges[0]) }
    let forms = ranges.compactMap { form(text, $0) }
    if let first = forms.first, forms.allSatisfy({ $0 == first }) { return first }
    let list = Array(ranges.map { text.bytes($0) }.joined(separator: ", ".utf8))
    return form(list.span, 0..<list.count)
  }

  private func form(_ text: Span<UInt8>, _ range: Range<Int>) -> AnswerContent.Form? {
    guard decimalMark == .comma else { return AnswerContent.form(text, range) }
    let bytes = DecimalComma.withPoints(text, range, shortens: true)
    return AnswerContent.form(bytes.span, 0..<bytes.count)
  }
}
