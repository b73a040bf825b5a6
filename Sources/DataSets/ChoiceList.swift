import Randomness
import Records

/// The options of a question, as data sets write them.
///
///     ["Paris", "Rome"]                                    MMLU, MMLU-Pro
///     ["A)21", "B)21.5"]                                   AQuA
///     {"text": ["Paris", "Rome"], "label": ["A", "B"]}     ARC
///     {"A": "Paris", "B": "Rome"}                          MedQA
///     [{"label": "A", "text": "Paris"}, …]                 OpenBookQA's older form
package struct ChoiceList: Equatable, Sendable {
  /// What can be chosen, in order.
  package private(set) var texts: [String]
  /// What the data set calls each; empty if it numbers them.
  package private(set) var labels: [String] = []

  /// The letters that an answer can be; `--extract choice` finds these.
  package static let letters = (UInt8(ascii: "A")...UInt8(ascii: "J")).map {
    String(Unicode.Scalar($0))
  }

  /// Reads a value of a data set.
  /// - Parameter name: the field's, for errors.
  package init(_ value: JSON, field name: FieldName) throws(RecordError) {
    func error(_ what: String) -> RecordError { RecordError("the field \"\(name)\" \(what)") }
    if let texts = value["text"]?.array {
      self.texts = texts.compactMap(Self.text)
      labels = (value["label"]?.array ?? []).compactMap(Self.text)
      guard texts.count == self.texts.count, labels.count == texts.count else {
        throw error("does not have a \"label\" for each \"text\"")
      }
    } else if let members = value.members {
      texts = members.compactMap { Self.text($0.value) }
      labels = members.map(\.key)
      guard texts.count == labels.count else { throw error("has an option that is no text") }
    } else if let elements = value.array {
      let named = elements.compactMap { element in
        element["text"].flatMap(Self.text).map { ($0, element["label"].flatMap(Self.text)) }
      }
      if named.count == elements.count {
        texts = named.map(\.0)
        let labels = named.compactMap(\.1)
        if labels.count == texts.count { self.labels = labels }
      } else {
        texts = elements.compactMap(Self.text)
        guard texts.count == elements.count else { throw error("has an option that is no text") }
      }
      takeLetters()
    } else {
      throw error("is no list of options")
    }
    guard (2...Self.letters.count).contains(texts.count) else {
      throw error("has \(texts.count) options: use 2 to \(Self.letters.count)")
    }
  }

  /// Takes texts that a data set has in fields of their own.
  init(texts: [String]) { self.texts = texts }

  /// The options in another order, keyed by `seed`, with the new place of the first.
  func shuffled(seed: UInt64) -> (choices: ChoiceList, first: Int) {
    var generator = CounterGenerator(key: seed)
    var places = Array(texts.indices)
    for place in places.indices.dropLast() {
      places.swapAt(place, Int.random(in: place..<places.count, using: &generator))
    }
    return (ChoiceList(texts: places.map { texts[$0] }), places.firstIndex(of: 0) ?? 0)
  }

  /// The lines that stand behind the question: `A. Paris`.
  package var lines: String {
    zip(Self.letters, texts).map { "\($0). \($1)" }.joined(separator: "\n")
  }

  /// The letter of the right option.
  ///
  /// An answer is a label, an option's own text, a letter, or an index from 0, tried in this order.
  package func letter(of answer: JSON, field name: FieldName) throws(RecordError) -> String {
    let text = Self.text(answer)?.trimmed ?? ""
    let place: Int?
    if let label = labels.firstIndex(of: text) {
      place = label
    } else if answer.string != nil, let same = texts.firstIndex(where: { $0.trimmed == text }) {
      place = same
    } else if let letter = Self.letters.firstIndex(of: Self.bareLetter(text)) {
      place = letter
    } else {
      place = Int(text)
    }
    guard let place, texts.indices.contains(place) else {
      throw RecordError(
        "the field \"\(name)\" is none of the \(texts.count) options: \"\(text.prefix(40))\"")
    }
    return Self.letters[place]
  }

  /// Takes letters off options that begin with theirs, such as `A)21`.
  private mutating func takeLetters() {
    guard labels.isEmpty else { return }
    let bare = zip(Self.letters, texts).compactMap { letter, text -> String? in
      for end in [")", ".", ":"] {
        for start in [letter, "(" + letter] where text.hasPrefix(start + end) {
          return String(text.dropFirst(start.count + 1)).trimmed
        }
      }
      return nil
    }
    if bare.count == texts.count { texts = bare }
  }

  /// A letter without brackets and dots around it, as a capital.
  private static func bareLetter(_ text: String) -> String {
    String(text.filter { !"().: ".contains($0) }).uppercased()
  }

  private static func text(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text
    case .integer, .number, .boolean: value.text
    default: nil
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    let kept = drop(while: \.isWhitespace)
    guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(kept[...last])
  }
}
