import Records

/// The name of a field of a data set: a key, or keys with dots between for a field within another.
///
/// A key that holds dots itself goes before: `a.b` is the field `a.b` where there is one.
package struct FieldName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  package let description: String

  /// Takes a name as a person writes it.
  package init(_ name: String) { description = name }

  package init(stringLiteral name: String) { self.init(name) }

  /// The key of the outermost field.
  var outermost: String {
    String(description.prefix { $0 != "." })
  }

  /// The value in an object; nil if it is missing or null.
  package func value(in record: Record) throws(RecordError) -> JSON? {
    // Not nil, which is a JSON value too.
    if let value = try record.json(description) { return value == .null ? .none : value }
    let keys = description.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard keys.count > 1, var value = try record.json(keys[0]) else { return nil }
    for key in keys.dropFirst() {
      guard let next = value[key] ?? Int(key).flatMap({ value[$0] }) else { return nil }
      value = next
    }
    return value == .null ? .none : value
  }

  /// The value as it is written, where the name is a key of the object; nil if it is missing, null
  /// or within another field.
  func written(in record: Record) throws(RecordError) -> Value? {
    guard let value = try record.value(description), !value.isNull else { return nil }
    return value
  }

  /// Why the field must be there.
  func missing(in record: Record) throws(RecordError) -> RecordError {
    if description.contains("."), try record.value(description) == nil {
      return RecordError("the field \"\(description)\" is missing")
    }
    return try record.fields.missing(description)
  }
}
