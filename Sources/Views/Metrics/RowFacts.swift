import Records

/// What is known of a row to train on that metrics are computed from.
struct RowFacts {
  /// The completions; of a pair the chosen one and the rejected one.
  let texts: [String]
  /// The texts that are compared with those of other rows.
  let kept: [String]
  /// Of a labelled row.
  let label: Bool?
  /// Of a pair, whether its chosen completion is the longer one.
  let isChosenLonger: Bool?

  /// Reads a row; nil if the record is none.
  init?(_ record: Record) throws(RecordError) {
    if let chosen = try record.value("chosen"), let rejected = try record.value("rejected") {
      texts = [try Self.content(chosen), try Self.content(rejected)]
      kept = [texts[0]]
      label = nil
      isChosenLonger = texts[0].unicodeScalars.count > texts[1].unicodeScalars.count
    } else if let completion = try record.value("completion") {
      texts = [try Self.content(completion)]
      kept = texts
      label = try record.boolean("label")
      isChosenLonger = nil
    } else if let completions = try record.json("completions")?.array {
      texts = completions.compactMap(Self.content(of:))
      guard texts.count == completions.count else { throw Self.unreadable }
      kept = texts
      label = nil
      isChosenLonger = nil
    } else {
      return nil
    }
  }

  private static let unreadable = RecordError("a completion is neither text nor messages")

  /// A string, or what the last of some messages says.
  private static func content(_ value: Value) throws(RecordError) -> String {
    if let text = value.string { return text }
    let tree = try? JSON(parsing: value.bytes)
    guard let text = tree.flatMap(content(of:)) else {
      throw RecordError(unreadable.reason, at: value.offset)
    }
    return text
  }

  /// The same of a tree; nil if it is neither.
  private static func content(of completion: JSON) -> String? {
    completion.string ?? completion.array?.last?["content"]?.string
  }
}
