import Records

/// A row that is being built: JSON members, new ones and some that are copied byte for byte.
package struct Row: Sendable {
  private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Adds a member.
  package mutating func add(_ key: String, _ value: JSON) {
    begin(key)
    value.write(to: &bytes)
  }

  /// Adds a member with a value as it stands in a record.
  package mutating func add(_ key: String, copying value: Value) {
    begin(key)
    value.write(to: &bytes)
  }

  /// Adds a member whose value is given as JSON text.
  package mutating func add(_ key: String, text: [UInt8]) {
    begin(key)
    bytes.append(contentsOf: text)
  }

  private mutating func begin(_ key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSON.write(key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
}
