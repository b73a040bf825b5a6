/// The members of a record or a sample, to be looked up by their keys.
package struct FieldTable: Sendable {
  let line: Line
  /// The sample that they are of, nil for the record.
  let sample: Int?

  /// The value of a key.
  /// - Throws: if the key is there twice.
  package func value(_ key: String) throws(RecordError) -> Value? {
    let search = KeySearch(key, among: members, of: line.bytes)
    if let second = search.second { throw .twice(key, at: second.key.lowerBound) }
    return search.last.map { Value(line: line, span: $0.value) }
  }

  /// A text; nil if the field is missing or null.
  /// - Throws: if it is anything else.
  package func string(_ key: String) throws(RecordError) -> String? {
    guard let value = try present(key) else { return nil }
    guard let text = value.string else { throw Self.mistyped(key, "string", value) }
    return text
  }

  /// A number; nil if the field is missing or null.
  /// - Throws: also if it is too large for a double, so that what is computed with is finite.
  package func double(_ key: String) throws(RecordError) -> Double? {
    guard let value = try present(key) else { return nil }
    guard let number = value.double else { throw Self.mistyped(key, "number", value) }
    guard number.isFinite else {
      throw RecordError("the field “\(key)” is too large a number", at: value.offset)
    }
    return number
  }

  /// A whole number; nil if the field is missing or null.
  package func integer(_ key: String) throws(RecordError) -> Int? {
    guard let value = try present(key) else { return nil }
    guard let number = value.integer else { throw Self.mistyped(key, "whole number", value) }
    return number
  }

  /// A truth value; nil if the field is missing or null.
  package func boolean(_ key: String) throws(RecordError) -> Bool? {
    guard let value = try present(key) else { return nil }
    guard let truth = value.boolean else { throw Self.mistyped(key, "boolean", value) }
    return truth
  }

  /// A text that must be there.
  package func text(_ key: String) throws(RecordError) -> Value {
    guard let value = try value(key) else { throw try missing(key) }
    guard value.isString else { throw Self.mistyped(key, "string", value) }
    return value
  }

  /// Why a field that must be there is not; names a field that is there under a similar name.
  package func missing(_ key: String) throws(RecordError) -> RecordError {
    guard try value(key) == nil else { return RecordError("the field “\(key)” is null") }
    return RecordError("the field “\(key)” is missing\(NearestName.hint(key, among: keys))")
  }

  private var members: UnsafeBufferPointer<Member> { line.members(ofSample: sample) }

  /// The keys in their order.
  package var keys: [String] { members.compactMap { Value(line: line, key: $0).string } }

  /// The members but for some, byte for byte, as an object; nil if none is left.
  package func rest(without keys: Set<String>) -> [UInt8]? {
    var object: [UInt8] = []
    for member in members {
      if let key = Value(line: line, key: member).string, keys.contains(key) { continue }
      object.append(UInt8(ascii: object.isEmpty ? "{" : ","))
      object.append(
        contentsOf: UnsafeBufferPointer(
          rebasing: line.bytes[member.key.lowerBound - 1..<member.value.range.upperBound]))
    }
    guard !object.isEmpty else { return nil }
    object.append(UInt8(ascii: "}"))
    return object
  }

  /// A value that is not null.
  private func present(_ key: String) throws(RecordError) -> Value? {
    guard let value = try value(key), !value.isNull else { return nil }
    return value
  }

  private static func mistyped(_ key: String, _ type: String, _ value: Value) -> RecordError {
    RecordError("the field “\(key)” is no \(type)", at: value.offset)
  }
}

// MARK: - Of whoever has fields

extension Fields {
  /// The value of a key.
  /// - Throws: if the key is there twice.
  package func value(_ key: String) throws(RecordError) -> Value? { try fields.value(key) }

  /// A text; nil if the field is missing or null.
  /// - Throws: if it is anything else.
  package func string(_ key: String) throws(RecordError) -> String? { try fields.string(key) }

  /// A number; nil if the field is missing or null.
  /// - Throws: also if it is too large for a double, so that what is computed with is finite.
  package func double(_ key: String) throws(RecordError) -> Double? { try fields.double(key) }

  /// A whole number; nil if the field is missing or null.
  package func integer(_ key: String) throws(RecordError) -> Int? { try fields.integer(key) }

  /// A truth value; nil if the field is missing or null.
  package func boolean(_ key: String) throws(RecordError) -> Bool? { try fields.boolean(key) }

  /// The members but for some, byte for byte, as an object; nil if none is left.
  package func rest(without keys: Set<String>) -> [UInt8]? { fields.rest(without: keys) }

  /// Any value as a tree; nil if the field is missing.
  package func json(_ key: String) throws(RecordError) -> JSON? {
    guard let value = try value(key) else { return nil }
    do { return try JSON(parsing: value.bytes) } catch {
      throw RecordError("the field “\(key)”: \(error.reason)", at: value.offset)
    }
  }

  /// Some fields as a tree, those that are there; the others are not looked at.
  package func object(_ keys: [String]) throws(RecordError) -> JSON {
    var found: [JSON.Member] = []
    for key in keys {
      if let value = try json(key) { found.append(JSON.Member(key, value)) }
    }
    return .object(found)
  }

  /// Gives the text of a field that must be there to a closure, as UTF-8.
  package func withText(_ key: String, _ body: (Span<UInt8>) -> Void) throws(RecordError) {
    try fields.text(key).withText(body)
  }

  /// Gives the text of a field that must be there to a closure, and returns what that returns.
  package func withText<Result>(_ key: String, _ body: (Span<UInt8>) -> Result)
    throws(RecordError) -> Result
  {
    let text = try fields.text(key)
    var result: Result?
    text.withText { result = body($0) }
    return try need(key, result)
  }

  /// A field that must be there.
  /// - Throws: if `found` is nil.
  package func need<T>(_ key: String, _ found: T?) throws(RecordError) -> T {
    guard let found else { throw try fields.missing(key) }
    return found
  }
}
