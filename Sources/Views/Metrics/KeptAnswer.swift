import Streams

/// An answer as it is kept to be compared with those of other problems and streams: whatever a
/// stream answers, a million of them fit into memory.
enum KeptAnswer {
  /// Answers of so many bytes at most are kept as they are.
  private static let most = 64
  /// So much is kept of longer ones.
  private static let beginning = 40
  /// Between the beginning of a longer answer and the 16 digits of the hash of all of it.
  private static let mark: Character = "\0"

  /// The answer itself, or of a long one its beginning, a mark, and the hash of all of it.
  static func of(_ answer: String) -> String {
    guard answer.utf8.count > most else { return answer }
    return ShownRecords.cut(answer, to: beginning) + String(mark)
      + ContentHash.digits(ContentHash.of(answer))
  }

  /// The first bytes of a text, as many as are kept.
  static func beginning(of text: String, _ bytes: Int) -> String {
    guard text.utf8.count > bytes else { return text }
    return String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
  }

  /// What a person sees of it: of a long one the beginning, with an ellipsis.
  static func text(of kept: String) -> String {
    guard let place = kept.lastIndex(of: mark), kept[place...].utf8.count == 17 else {
      return kept
    }
    return String(kept[..<place])
  }
}
