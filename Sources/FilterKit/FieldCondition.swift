import ArgumentParser
import Records

/// What an option says of a field, as in `correct=false`, `vote.share>=0.5` or `text~boxed`.
///
/// A value that is JSON is compared as JSON, any other as a string. The four comparisons of size
/// are for numbers alone, `~` finds a piece of a text. A field that is missing is as good as null;
/// nothing is larger or smaller than it. Of a list each element is asked, and one is enough; one
/// without elements is as good as null.
package struct FieldCondition: ExpressibleByArgument, Equatable, Sendable {
  private enum Comparison: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case different = "!="
    case equal = "="
    case more = ">"
    case less = "<"
    case contains = "~"
  }

  /// The field that it is about.
  package let path: FieldPath
  private let comparison: Comparison
  private let value: JSON

  /// Reads a condition; nil if it is none.
  package init?(argument: String) {
    guard let place = argument.firstIndex(where: { "=<>!~".contains($0) }) else { return nil }
    let rest = argument[place...]
    guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      return nil
    }
    guard let path = FieldPath(argument: String(argument[..<place])) else { return nil }
    let text = String(rest.dropFirst(comparison.rawValue.count))
    let value = (try? JSON(parsing: text)) ?? .string(text)
    let isOrder = [.atLeast, .atMost, .more, .less].contains(comparison)
    guard !isOrder || value.double != nil else { return nil }
    self.init(path, comparison, comparison == .contains ? .string(text) : value)
  }

  private init(_ path: FieldPath, _ comparison: Comparison, _ value: JSON) {
    self.path = path
    self.comparison = comparison
    self.value = value
  }

  /// The same condition from the value of the first key on, nil if that is all of the path.
  package var withoutFirstKey: FieldCondition? {
    path.rest.map { FieldCondition($0, comparison, value) }
  }

  /// Whether it holds for a record or a sample.
  package func holds(for fields: some Fields) throws(RecordError) -> Bool {
    let values = try path.values(in: fields)
    return values.isEmpty ? holds(for: .null) : values.contains { holds(for: $0) }
  }

  private func holds(for found: JSON) -> Bool {
    if let elements = found.array, value.array == nil {
      return elements.isEmpty ? holds(for: .null) : elements.contains { holds(for: $0) }
    }
    return switch comparison {
    case .equal: Self.areEqual(found, value)
    case .different: !Self.areEqual(found, value)
    case .atLeast: compare(found) { $0 >= $1 }
    case .atMost: compare(found) { $0 <= $1 }
    case .more: compare(found) { $0 > $1 }
    case .less: compare(found) { $0 < $1 }
    case .contains: contains(found)
    }
  }

  private func compare(_ found: JSON, _ isRight: (Double, Double) -> Bool) -> Bool {
    guard let found = found.double, let value = value.double else { return false }
    return isRight(found, value)
  }

  /// Whether a piece stands in a text, or in a value as JSON writes it.
  private func contains(_ found: JSON) -> Bool {
    guard found != .null, let piece = value.string else { return false }
    return (found.string ?? found.text).contains(piece)
  }

  /// Equal values, 1 and 1.0 among them; a string equals the number that reads the same.
  private static func areEqual(_ found: JSON, _ value: JSON) -> Bool {
    if found == value { return true }
    if let text = found.string { return value != .null && text == value.text }
    if let one = found.double, let other = value.double { return one == other }
    return false
  }
}
