import Records

/// What trainers that read whole columns ask of rows: the same keys on every line, one type a
/// column, roles that take turns.
struct RowContract {
  /// What is wrong, how often, and where first.
  private(set) var findings: [(what: String, count: Int, first: Int)] = []
  /// Prompts whose tokens do not begin those of prompt and completion.
  private(set) var joinedPrompts = 0
  private var keys: Set<String>?
  private var types: [String: String] = [:]
  private var isOfMessages: [String: Bool] = [:]

  /// Looks at a record.
  /// - Parameter line: its number.
  mutating func check(_ record: Record, line: Int, promptIsPrefix: Bool) throws(RecordError) {
    let parsed: JSON
    do {
      parsed = try JSON(parsing: record.bytes)
    } catch {
      throw RecordError("the line cannot be parsed: \(error)")
    }
    let members = parsed.members ?? []
    let found = Set(members.map(\.key))
    if let keys, keys != found {
      let odd = keys.symmetricDifference(found).sorted().joined(separator: ", ")
      note("other keys than the first row (\(odd))", line)
    }
    keys = keys ?? found
    for member in members {
      let type = Self.type(of: member.value)
      if let type, let known = types[member.key], known != type {
        note("the column \(member.key) holds \(known) and \(type)", line)
      } else if types[member.key] == nil {
        types[member.key] = type
      }
      if let wrong = Self.wrongTurn(in: member.value) {
        note("the messages of \(member.key) \(wrong)", line)
      }
    }
    if !promptIsPrefix { joinedPrompts += 1 }
  }

  /// Columns that hold nothing at all.
  var emptyColumns: [String] { (keys ?? []).filter { types[$0] == nil }.sorted() }

  private mutating func note(_ what: String, _ line: Int) {
    if let place = findings.firstIndex(where: { $0.what == what }) {
      findings[place].count += 1
    } else {
      findings.append((what, 1, line))
    }
  }

  /// The type of a value as a column knows it; nil for null.
  private static func type(of value: JSON) -> String? {
    switch value {
    case .null: nil
    case .boolean: "booleans"
    case .integer, .number: "numbers"
    case .string: "texts"
    case .array(let elements): elements.contains { $0.members != nil } ? "messages" : "lists"
    case .object: "objects"
    }
  }

  /// What is wrong with the roles of a list of messages.
  private static func wrongTurn(in value: JSON) -> String? {
    let roles = (value.array ?? []).compactMap { $0["role"]?.string }
    guard !roles.isEmpty else { return nil }
    if roles.dropFirst().contains("system") { return "have a system message after the first" }
    let turns = roles.filter { $0 == "user" || $0 == "assistant" }
    if zip(turns, turns.dropFirst()).contains(where: { $0 == $1 }) {
      return "do not take turns"
    }
    return nil
  }
}
