/// Finds what a text announces as its answer.
///
/// An announcement is the word "answer" (or that of another language) with a colon, an equals sign
/// or a verb behind it: "the answer is", "answers were", "the answer to the question should be",
/// "答案是". Between the word and the verb may stand what the answer is to; behind the verb words
/// that say nothing ("therefore", "about"), signs and line ends. The last announcement counts that
/// something follows; the answer goes to the end of its sentence (`Sentence.end`).
enum PhraseExtractor {
  /// What the last announcement introduces.
  static func announced(_ text: Span<UInt8>) -> Range<Int>? {
    var cursor = text.count
    while cursor > 0 {
      cursor -= 1
      guard let language = language(text, cursor),
        let start = end(ofAnnouncement: language, text, cursor)
      else { continue }
      let content = Sentence.trimmed(text, start..<Sentence.end(text, start))
      if !content.isEmpty { return content }
    }
    return nil
  }

  /// Whether an announcement ends in `places`: of an answer, or of an option or a choice.
  static func isAnnounced(_ text: Span<UInt8>, at places: ClosedRange<Int>) -> Bool {
    var cursor = places.lowerBound
    while cursor > 0, places.lowerBound - cursor < 96 {
      cursor -= 1
      if let language = language(text, cursor, ofChoices: true),
        let end = end(ofAnnouncement: language, text, cursor), end >= places.lowerBound
      {
        return places.contains(end)
      }
      if text[cursor] == 0x0A, cursor + 2 < places.lowerBound { return false }
    }
    return false
  }

  // MARK: Words

  private struct Language {
    var nouns: [StaticString]
    var verbs: Set<String> = []
    /// Verbs of a language that has no blanks between words.
    var denseVerbs: [StaticString] = []
    /// Whether it announces a letter only.
    var isOfChoices = false
  }

  private static let languages = [
    Language(
      nouns: ["answer"],
      verbs: ["is", "are", "was", "were", "be", "equals", "becomes", "being", "remains"]),
    Language(nouns: ["antwort"], verbs: ["ist", "lautet", "wäre", "sind"]),
    Language(nouns: ["réponse", "reponse"], verbs: ["est", "sont"]),
    Language(nouns: ["respuesta", "resposta"], verbs: ["es", "son", "é", "são"]),
    Language(nouns: ["risposta"], verbs: ["è", "sono"]),
    Language(nouns: ["ответ", "Ответ"]),
    Language(nouns: ["option", "choice"], verbs: ["is", "be"], isOfChoices: true),
    Language(
      nouns: ["答案", "答え", "答"], denseVerbs: ["是", "为", "為", "は", "选", "選", "应为", "应该是"]),
  ]

  private static func language(
    _ text: Span<UInt8>, _ start: Int, ofChoices: Bool = false
  ) -> Int? {
    switch text[start].lowercased {
    case UInt8(ascii: "a"), UInt8(ascii: "r"), UInt8(ascii: "c"), UInt8(ascii: "o"), 0xD0...0xFF:
      break
    default: return nil
    }
    guard start == 0 || !text[start - 1].isLetter else { return nil }
    return languages.firstIndex { language in
      (ofChoices || !language.isOfChoices)
        && language.nouns.contains { text.has($0, at: start, ignoringCase: true) }
    }
  }

  /// Where the answer begins behind the announcement whose word stands at `word`.
  private static func end(ofAnnouncement number: Int, _ text: Span<UInt8>, _ word: Int) -> Int? {
    let language = languages[number]
    guard let noun = language.nouns.first(where: { text.has($0, at: word, ignoringCase: true) })
    else { return nil }
    var cursor = word + noun.utf8CodeUnitCount
    if text.has("s", at: cursor) { cursor += 1 }
    if text.has("(s)", at: cursor) { cursor += 3 }
    if !language.denseVerbs.isEmpty {
      for verb in language.denseVerbs where text.has(verb, at: cursor) {
        return endOfIntroduction(text, cursor + verb.utf8CodeUnitCount)
      }
    } else if cursor < text.count, text[cursor].isLetter {
      return nil
    }
    return sign(text, cursor) ?? verb(language, text, cursor)
  }

  /// Behind a colon or an equals sign.
  private static func sign(_ text: Span<UInt8>, _ start: Int) -> Int? {
    var cursor = start
    while cursor < text.count, " *_\"'".utf8.contains(text[cursor]) { cursor += 1 }
    if text.has("：", at: cursor) { return endOfIntroduction(text, cursor + 3) }
    guard cursor < text.count,
      text[cursor] == UInt8(ascii: ":") || text[cursor] == UInt8(ascii: "=")
    else { return nil }
    return endOfIntroduction(text, cursor + 1)
  }

  /// Words that may come before the verb: what the answer is to, or how sure it is.
  private static let bridges: Set<String> = [
    "to", "for", "of", "in", "on", "from", "here", "therefore", "thus", "then", "hence", "must",
    "should", "would", "will", "can", "could", "may", "might", "has", "ought", "turns", "comes",
    "i",
    "we", "auf", "de", "à", "a", "la", "zu", "der",
  ]
  private static let longestBridge = 16

  private static func verb(_ language: Language, _ text: Span<UInt8>, _ start: Int) -> Int? {
    var cursor = start
    for count in 0..<longestBridge {
      while cursor < text.count, text[cursor] == 0x20 || text[cursor] == UInt8(ascii: "*") {
        cursor += 1
      }
      if count > 0, let end = sign(text, cursor) { return end }
      let end = endOfWord(text, cursor)
      guard end > cursor else { return nil }
      let word = text.string(cursor..<end).lowercased()
      cursor = end
      if language.verbs.contains(word) { return endOfIntroduction(text, cursor) }
      guard count > 0 || bridges.contains(word) else { return nil }
      if cursor < text.count, text[cursor] == UInt8(ascii: ",") { cursor += 1 }
    }
    return nil
  }

  private static func endOfWord(_ text: Span<UInt8>, _ start: Int) -> Int {
    var end = start
    while end < text.count,
      text[end].isLetter || text[end].isDigit || text[end] >= 0x80
        || "'-()$".utf8.contains(text[end])
    {
      end += 1
    }
    return end
  }

  /// Words behind the verb that say nothing of the answer.
  private static let fillers: Set<String> = [
    "therefore", "thus", "then", "hence", "simply", "just", "clearly", "indeed", "actually", "also",
    "about", "approximately", "roughly", "exactly", "precisely", "given", "by", "equal", "indeed",
    "definitely", "option", "choice", "environ", "etwa",
  ]

  /// Past signs, line ends and fillers.
  private static func endOfIntroduction(_ text: Span<UInt8>, _ start: Int) -> Int {
    var cursor = start
    while cursor < text.count {
      if text[cursor].isSpace || ":*=\"_,".utf8.contains(text[cursor]) {
        cursor += 1
      } else if text.has("：", at: cursor) {
        cursor += 3
      } else {
        let end = endOfWord(text, cursor)
        guard end < text.count, text[end] == 0x20 || text[end] == UInt8(ascii: ","),
          fillers.contains(text.string(cursor..<end).lowercased())
        else { break }
        cursor = end
        if text.has(" to ", at: cursor) { cursor += 4 }
      }
    }
    return cursor
  }
}

extension Extractor {
  /// See `PhraseExtractor`; of an answer with boxes in it, what they hold.
  static let phrase = Extractor(
    "phrase",
    finds:
      "what \"the answer is\", \"answer:\" or their like announces, to the end of the sentence",
    reference: .answer
  ) { text, _ in
    guard let range = PhraseExtractor.announced(text) else { return nil }
    return BoxExtractor.boxes(text, in: range) ?? .content([range])
  }
}
