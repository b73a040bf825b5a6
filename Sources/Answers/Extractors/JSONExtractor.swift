/// Finds a member of the last JSON object in a text that may hold anything else around it.
enum JSONExtractor {
  /// The value at `path` of the last outermost object that is whole; `nil` if there is no such object
  /// or member, or the member is `null`.
  static func extract(path: [String], from text: Span<UInt8>) -> Extractor.Found? {
    guard let object = lastObject(in: text), let value = member(path, of: object, text) else {
      return nil
    }
    switch text[value.lowerBound] {
    case UInt8(ascii: "\""): return .quoted(unescaped(text, value), value)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return AnswerContent.collapsed(text, value).map { .form($0, value) }
    case UInt8(ascii: "n"): return nil
    default:
      // A number of JSON has a point, whatever the texts have.
      return AnswerContent.form(text, value)?.answer.map { .form($0, value) }
    }
  }

  /// How often the text may be gone through in vain before the search for an object gives up.
  private static let patience = 16

  /// The last `{…}` that is JSON and lies in no other.
  private static func lastObject(in text: Span<UInt8>) -> Range<Int>? {
    var found: Range<Int>?
    var cursor = 0
    var budget = patience * (text.count + 1)
    while cursor < text.count, budget > 0 {
      guard text[cursor] == UInt8(ascii: "{") else {
        cursor += 1
        continue
      }
      var scanner = JSONScanner(start: cursor)
      if scanner.skipValue(text) {
        found = cursor..<scanner.cursor
        cursor = scanner.cursor
      } else {
        budget -= scanner.cursor - cursor
        cursor += 1
      }
    }
    return found
  }

  private static func member(
    _ path: [String], of object: Range<Int>, _ text: Span<UInt8>
  ) -> Range<Int>? {
    var value = object
    for name in path {
      guard let inner = child(name, of: value, text) else { return nil }
      value = inner
    }
    return value
  }

  /// The member of an object (the last of equal names) or the element of an array.
  private static func child(
    _ name: String, of value: Range<Int>, _ text: Span<UInt8>
  ) -> Range<Int>? {
    let isObject = text[value.lowerBound] == UInt8(ascii: "{")
    guard isObject || text[value.lowerBound] == UInt8(ascii: "[") else { return nil }
    var scanner = JSONScanner(start: value.lowerBound + 1)
    var found: Range<Int>?
    var position = 0
    while true {
      scanner.skipSpace(text)
      if isObject {
        guard let key = scanner.nextString(text) else { return found }
        scanner.skipSpace(text)
        scanner.cursor += 1
        scanner.skipSpace(text)
        let start = scanner.cursor
        guard scanner.skipValue(text) else { return found }
        if unescaped(text, key) == name { found = start..<scanner.cursor }
      } else {
        let start = scanner.cursor
        guard scanner.skipValue(text) else { return nil }
        if String(position) == name { return start..<scanner.cursor }
        position += 1
      }
      scanner.skipSpace(text)
      guard scanner.cursor < value.upperBound, text[scanner.cursor] == UInt8(ascii: ",") else {
        return found
      }
      scanner.cursor += 1
    }
  }

  /// The characters of a JSON string that was scanned; a lone surrogate becomes U+FFFD.
  private static func unescaped(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    var units: [UInt16] = []
    var bytes: [UInt8] = []
    func flush() {
      bytes += String(decoding: units, as: UTF16.self).utf8
      units.removeAll()
    }
    var cursor = range.lowerBound + 1
    while cursor < range.upperBound - 1 {
      guard text[cursor] == 0x5C else {
        flush()
        bytes.append(text[cursor])
        cursor += 1
        continue
      }
      let escape = text[cursor + 1]
      cursor += 2
      if escape == UInt8(ascii: "u") {
        units.append(
          (cursor..<cursor + 4).reduce(0) { $0 << 4 | JSONScanner.hexadecimal(text[$1]) })
        cursor += 4
      } else {
        flush()
        bytes.append(JSONScanner.character(ofEscape: escape))
      }
    }
    flush()
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Extractor {
  /// See `JSONExtractor`; elements of arrays by number.
  static let json = Extractor(
    "json", argument: "PATH",
    finds: "the member at the dotted path of the last JSON object of the text", reference: .answer
  ) { argument throws(AnswerExtractor.Mistake) in
    let path = argument.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else { throw .argument("json") }
    return { text, _ in JSONExtractor.extract(path: path, from: text) }
  }
}
