import ArgumentParser
import Records

/// What an option says of a field, as in `correct=false`, `vote.share>=0.5` or `finish!=stop`.
///
/// A value that is JSON is compared as JSON, any other as a string. The five comparisons of size are
/// for numbers alone. A field that is missing is as good as null; nothing is larger or smaller than
/// it.
package struct FieldCondition: ExpressibleByArgument, Equatable, Sendable {
  private enum Comparison: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case different = "!="
    case equal = "="
    case more = ">"
    case less = "<"
  }

  private let path: [String]
  private let comparison: Comparison
  private let value: JSON

  /// Reads a condition; nil if it is none.
  package init?(argument: String) {
    guard let place = argument.firstIndex(where: { "=<>!".contains($0) }) else { return nil }
    let rest = argument[place...]
    guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      return nil
    }
    path = argument[..<place].split(separator: ".", omittingEmptySubsequences: false)
      .map(String.init)
    let text = String(rest.dropFirst(comparison.rawValue.count))
    value = (try? JSON(parsing: text)) ?? .string(text)
    self.comparison = comparison
    let isOrder = [.atLeast, .atMost, .more, .less].contains(comparison)
    guard !path.contains(""), !isOrder || value.double != nil else { return nil }
  }

  /// Whether it holds for a record or a sample.
  package func holds(for fields: some Fields) throws(RecordError) -> Bool {
    var found = try fields.json(path[0])
    for key in path.dropFirst() { found = found?[key] }
    switch comparison {
    case .equal: return Self.areEqual(found ?? .null, value)
    case .different: return !Self.areEqual(found ?? .null, value)
    case .atLeast: return compare(found) { $0 >= $1 }
    case .atMost: return compare(found) { $0 <= $1 }
    case .more: return compare(found) { $0 > $1 }
    case .less: return compare(found) { $0 < $1 }
    }
  }

  private func compare(_ found: JSON?, _ isRight: (Double, Double) -> Bool) -> Bool {
    guard let found = found?.double, let value = value.double else { return false }
    return isRight(found, value)
  }

  /// Equal values, 1 and 1.0 among them; a string equals the number that reads the same.
  private static func areEqual(_ found: JSON, _ value: JSON) -> Bool {
    if found == value { return true }
    if let text = found.string { return value != .null && text == value.text }
    if let one = found.double, let other = value.double { return one == other }
    return false
  }
}
