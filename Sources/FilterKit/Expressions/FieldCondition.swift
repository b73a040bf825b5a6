import ArgumentParser
import Records

/// What an option says of a field, as in `correct=false`, `vote.share>=0.5` or `text~boxed`.
///
/// On the left stands a path, or an expression that gives a number; behind the operator the rest of
/// the text is the value. A value that is JSON is compared as JSON, any other as a text. Numbers
/// are compared by size, texts in double quotes by their letters; `~` finds a piece
/// of a text. A missing field is null, and null fulfils no condition but `= null`. Of a list each
/// element is asked, and one is enough; one without elements is null. Numbers of critiques are
/// compared by their mean.
package struct FieldCondition: Equatable, Sendable, CustomStringConvertible {
  private enum Comparison: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case different = "!="
    case equal = "="
    case more = ">"
    case less = "<"
    case contains = "~"

    /// Whether it asks which of two is larger.
    var isOrder: Bool { ![.different, .equal, .contains].contains(self) }

    func holds<T: Comparable>(_ found: T, _ value: T) -> Bool {
      switch self {
      case .atLeast: found >= value
      case .atMost: found <= value
      case .different: found != value
      case .equal: found == value
      case .more: found > value
      case .less: found < value
      case .contains: false
      }
    }
  }

  private enum Left: Equatable {
    case field(FieldPath)
    case number(Expression)
  }

  private let left: Left
  private let comparison: Comparison
  private let value: JSON
  /// The value as it was written, which a text may be equal to.
  private let literal: String

  /// Reads a condition.
  package init(parsing text: String) throws(GrammarError) {
    var reader = GrammarReader(text)
    self = try FieldCondition(&reader, isNested: false)
    try reader.finish()
  }

  /// Reads a condition, within an expression up to a comma or the parenthesis that closes.
  init(_ reader: inout GrammarReader, isNested: Bool) throws(GrammarError) {
    reader.skipSpace()
    let start = reader.position
    let expression = try Expression(&reader)
    reader.skipSpace()
    let rest = String(reader.characters[reader.position...].prefix(2))
    guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      throw reader.error("expected =, !=, <, <=, >, >= or ~")
    }
    let place = reader.position
    reader.position += comparison.rawValue.count
    // Who programs writes == for what is equal.
    if comparison == .equal, reader.next == "=" { reader.position += 1 }
    let literal = try Self.literal(&reader, isNested: isNested)
    let value = (try? JSON(parsing: literal)) ?? .string(literal)
    if let path = expression.path {
      left = .field(path)
    } else {
      guard value.double != nil || value == .null else {
        throw reader.error(
          "\(expression.text) is a number and cannot be compared with \(literal); a name with a sign "
            + "in it stands in double quotes", at: start)
      }
      left = .number(expression)
    }
    self.comparison = comparison
    self.value = comparison == .contains ? .string(value.string ?? literal) : value
    self.literal = literal
    guard
      !comparison.isOrder || value.double != nil || (value.string != nil && literal != value.string)
    else {
      throw reader.error(
        "\(comparison.rawValue) compares with a number, or with a text in double quotes", at: place)
    }
  }

  /// The value behind the operator.
  private static func literal(
    _ reader: inout GrammarReader, isNested: Bool
  ) throws(GrammarError) -> String {
    reader.skipSpace()
    let start = reader.position
    if reader.next == "\"" {
      _ = try reader.quoted()
    } else {
      while let character = reader.next, !isNested || (character != ")" && character != ",") {
        reader.position += 1
      }
    }
    var end = reader.position
    while end > start, reader.characters[end - 1].isWhitespace { end -= 1 }
    guard end > start || !isNested else { throw reader.error("expected a value") }
    return String(reader.characters[start..<end])
  }

  private init(_ left: Left, _ comparison: Comparison, _ value: JSON, _ literal: String) {
    self.left = left
    self.comparison = comparison
    self.value = value
    self.literal = literal
  }

  package var description: String {
    let name =
      switch left {
      case .field(let path): path.description
      case .number(let expression): expression.text
      }
    return name + comparison.rawValue + literal
  }

  /// The fields that it is about.
  package var paths: [FieldPath] {
    switch left {
    case .field(let path): [path]
    case .number(let expression): expression.paths
    }
  }

  /// Whether it is about records alone, whatever their samples are.
  var isOfRecord: Bool {
    switch left {
    case .field(let path): path.isOfRecord
    case .number(let expression): expression.isOfRecord
    }
  }

  // MARK: - Asking

  /// Whether it holds for a sample of a record.
  /// - Parameter place: the sample's place in the record, nil for the record itself.
  package func holds(for place: Int?, in scope: RecordScope) throws(RecordError) -> Bool {
    switch left {
    case .number(let expression):
      return holds(for: try expression.value(of: place, in: scope))
    case .field(let path):
      var values: [Value] = []
      try path.visit(place, in: scope) { values.append($0) }
      return try holds(for: values, of: path)
    }
  }

  private func holds(for number: Double?) -> Bool {
    guard let number else { return comparison == .equal && value == .null }
    guard let wanted = value.double else { return comparison == .different && value != .null }
    return comparison.holds(number, wanted)
  }

  private func holds(for values: [Value], of path: FieldPath) throws(RecordError) -> Bool {
    guard !values.isEmpty else { return isNull }
    if values.count > 1, path.isOfCritiques, let mean = Self.mean(of: values) {
      return holds(for: mean)
    }
    for value in values where try holds(for: value) { return true }
    return false
  }

  /// Whether it holds for null, or for a field that is not there.
  private var isNull: Bool { comparison == .equal && value == .null }

  /// The mean of numbers and nulls, some of them numbers; nil for anything else.
  private static func mean(of values: [Value]) -> Double? {
    let numbers = values.compactMap { $0.double ?? $0.boolean.map { $0 ? 1 : 0 } }
    guard !numbers.isEmpty, numbers.count + values.count(where: \.isNull) == values.count else {
      return nil
    }
    return numbers.reduce(0, +) / Double(numbers.count)
  }

  private func holds(for found: Value) throws(RecordError) -> Bool {
    if found.isArray, value.array == nil {
      let elements = found.elements
      guard !elements.isEmpty else { return isNull }
      for element in elements where try holds(for: element) { return true }
      return false
    }
    if found.isNull { return isNull }
    switch comparison {
    case .equal: return try isEqual(to: found)
    case .different: return value == .null ? true : try !isEqual(to: found)
    case .contains: return contains(found)
    case .atLeast, .atMost, .more, .less:
      if let wanted = value.double {
        return Self.number(found).map { comparison.holds($0, wanted) } ?? false
      }
      guard let text = found.string, let wanted = value.string else { return false }
      return comparison.holds(text, wanted)
    }
  }

  /// A number, or a truth value as 1 or 0.
  private static func number(_ found: Value) -> Double? {
    found.double ?? found.boolean.map { $0 ? 1 : 0 }
  }

  /// Whether a piece stands in a text, or in a value as it is written.
  private func contains(_ found: Value) -> Bool {
    let text = found.string ?? String(decoding: found.bytes, as: UTF8.self)
    return value.string.map { text.contains($0) } ?? false
  }

  /// Equal values, 1 and 1.0 and true among them; a text equals the number that reads the same.
  private func isEqual(to found: Value) throws(RecordError) -> Bool {
    switch value {
    case .null: return false
    case .boolean(let wanted): return found.boolean == wanted || found.isText(literal)
    case .integer(let wanted):
      if let whole = found.integer { return whole == Int(wanted) }
      return Self.number(found) == Double(wanted) || found.isText(literal)
    case .number(let wanted): return Self.number(found) == wanted || found.isText(literal)
    case .string(let wanted): return found.isText(wanted)
    case .array, .object: return try found.tree == value || found.isText(literal)
    }
  }
}

// MARK: - Of one record or sample

extension FieldCondition: ExpressibleByArgument {
  /// Reads a condition about a field; nil if it is none.
  package init?(argument: String) {
    guard let condition = try? FieldCondition(parsing: argument), case .field = condition.left
    else { return nil }
    self = condition
  }

  /// The field that it is about.
  package var path: FieldPath { paths[0] }

  /// The same condition from the value of the first key on, nil if that is all of the path.
  package var withoutFirstKey: FieldCondition? {
    path.rest.map { FieldCondition(.field($0), comparison, value, literal) }
  }

  /// Whether it holds for a record or a sample alone.
  package func holds(for fields: some Fields) throws(RecordError) -> Bool {
    var values: [Value] = []
    try path.visit(in: fields) { values.append($0) }
    return try holds(for: values, of: path)
  }
}
