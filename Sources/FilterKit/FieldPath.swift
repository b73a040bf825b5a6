import ArgumentParser
import Records

/// The name of a field as a person writes it: `answer`, or `vote.share` for one within another.
package struct FieldPath: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  /// The keys that lead to the value, at least one.
  package let keys: [String]

  /// Reads a name; nil if a part of it is empty.
  package init?(argument: String) {
    keys = argument.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !keys.contains("") else { return nil }
  }

  /// The names that options gave, those that are some.
  package static func list(_ names: [String?]) -> [FieldPath] {
    names.compactMap { $0.flatMap(FieldPath.init(argument:)) }
  }

  /// A path of keys, at least one.
  init(keys: [String]) {
    precondition(!keys.isEmpty, "a path has a key")
    self.keys = keys
  }

  package var description: String { keys.joined(separator: ".") }

  /// The path from the value of the first key on, nil if that is all.
  package var rest: FieldPath? {
    keys.count > 1 ? FieldPath(keys: Array(keys.dropFirst())) : nil
  }

  /// Whether a record or a sample has the field, null or not.
  package func isPresent(in fields: some Fields) throws(RecordError) -> Bool {
    keys.count == 1 ? try fields.value(keys[0]) != nil : try !values(in: fields).isEmpty
  }

  /// The values that it leads to in a record or a sample: none, one, or one of each element of a
  /// list on the way.
  package func values(in fields: some Fields) throws(RecordError) -> [JSON] {
    Self.values(keys.dropFirst(), in: try fields.json(keys[0]))
  }

  private static func values(_ keys: ArraySlice<String>, in found: JSON?) -> [JSON] {
    guard let found else { return [] }
    guard let key = keys.first else { return [found] }
    if let elements = found.array { return elements.flatMap { values(keys, in: $0) } }
    return values(keys.dropFirst(), in: found[key])
  }
}

extension Record {
  /// A number that the vote must have, by its whole name: `vote.share`.
  package func numberOfVote(_ name: String) throws(RecordError) -> Double {
    let members = try json("vote")?.members?.map { (name: "vote.\($0.key)", value: $0.value) } ?? []
    if let number = members.first(where: { $0.name == name })?.value.double { return number }
    let hint = NearestName.hint(name, among: members.map(\.name).filter { $0 != name })
    throw RecordError("the field “\(name)” is missing or no number\(hint)")
  }
}
