import CJansson

/// A JSON value as a tree, for what a filter computes with or creates.
///
/// Whole records are never held this way: `Record` keeps their bytes.
package enum JSON: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key with its value; objects keep the order of their members.
  package struct Member: Equatable, Sendable {
    package var key: String
    package var value: JSON

    /// Makes a member.
    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }
}

// MARK: - Reading

extension JSON {
  /// The value of a key of an object, nil if it is absent or this is no object.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The element of an array, nil if there is none or this is no array.
  package subscript(index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The text of a string.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A whole number.
  package var integer: Int? {
    if case .integer(let value) = self { Int(value) } else { nil }
  }

  /// Any number, as a double.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A truth value.
  package var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  /// The elements of an array.
  package var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object, in their order.
  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }
}

// MARK: - Parsing

extension JSON {
  /// Parses one JSON value, any kind, and nothing after it.
  /// - Throws: `JSONError`; also for what jansson cannot hold (integers outside 64 bits, `\u0000`,
  ///   nesting over 2048).
  package init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    if let value = JSONReader.value(of: bytes) {
      self = value
    } else {
      self = try JSON(byJansson: bytes)
    }
  }

  /// The same by jansson alone.
  init(byJansson bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var error = json_error_t()
    let flags = Int(JSON_DECODE_ANY) | Int(JSON_ALLOW_NUL) | Int(JSON_REJECT_DUPLICATES)
    let text = bytes.bindMemory(to: CChar.self)
    guard let tree = json_loadb(text.baseAddress, text.count, flags, &error) else {
      let reason = withUnsafeBytes(of: error.text) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw JSONError(reason: reason, offset: Int(error.position))
    }
    defer { json_decref(tree) }
    self = JSON(copying: tree)
  }

  /// Parses one JSON value, any kind, and nothing after it.
  package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
    let bytes = Array(bytes)
    let result = bytes.withUnsafeBytes { raw in
      Result { () throws(JSONError) in try JSON(parsing: raw) }
    }
    self = try result.get()
  }

  /// Parses one JSON value, any kind, and nothing after it.
  package init(parsing text: String) throws(JSONError) {
    try self.init(parsing: text.utf8)
  }

  private init(copying tree: UnsafeMutablePointer<json_t>) {
    switch tree.pointee.type {
    case JSON_TRUE: self = .boolean(true)
    case JSON_FALSE: self = .boolean(false)
    case JSON_INTEGER: self = .integer(json_integer_value(tree))
    case JSON_REAL: self = .number(json_real_value(tree))
    case JSON_STRING:
      let text = UnsafeRawBufferPointer(
        start: json_string_value(tree), count: json_string_length(tree))
      self = .string(String(decoding: text, as: UTF8.self))
    case JSON_ARRAY:
      self = .array(
        (0..<json_array_size(tree)).compactMap { index in
          json_array_get(tree, index).map(JSON.init(copying:))
        })
    case JSON_OBJECT:
      var members: [Member] = []
      var iterator = json_object_iter(tree)
      while let position = iterator {
        if let value = json_object_iter_value(position) {
          members.append(
            Member(String(cString: json_object_iter_key(position)), JSON(copying: value)))
        }
        iterator = json_object_iter_next(tree, position)
      }
      self = .object(members)
    default: self = .null
    }
  }
}

// MARK: - Writing

extension JSON {
  /// Appends the value as compact JSON text.
  ///
  /// Numbers are the shortest text that reads back equal. JSON has no way to write a number that
  /// is not finite; the caller must not have one.
  package func write(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .boolean(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): Self.write(Int(value), to: &output)
    case .number(let value): Self.write(value, to: &output)
    case .string(let text): Self.write(text, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Appends a finite number.
  package static func write(_ value: Double, to output: inout [UInt8]) {
    precondition(value.isFinite, "JSON cannot hold \(value)")
    output.append(contentsOf: value.description.utf8)
  }

  /// Appends a whole number.
  package static func write(_ value: Int, to output: inout [UInt8]) {
    // A sign and 19 digits, written from the end.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
      var rest = value.magnitude
      var start = room.count
      repeat {
        start -= 1
        room[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      if value < 0 {
        start -= 1
        room[start] = UInt8(ascii: "-")
      }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: room[start...]))
    }
  }

  /// Appends a string with its quotes; control characters, quotes and backslashes are escaped.
  package static func write(_ text: String, to output: inout [UInt8]) {
    var text = text
    text.withUTF8 { text in
      output.append(UInt8(ascii: "\""))
      var start = 0
      for place in text.indices where mustEscape(text[place]) {
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<place]))
        writeEscape(of: text[place], to: &output)
        start = place + 1
      }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
      output.append(UInt8(ascii: "\""))
    }
  }

  /// Appends a key as a string, with a byte before it and one behind it.
  static func write(
    _ key: String, after first: Unicode.Scalar, before last: Unicode.Scalar,
    to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: first))
    write(key, to: &output)
    output.append(UInt8(ascii: last))
  }

  @inline(__always)
  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func writeEscape(of byte: UInt8, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0..<0x20:
      let low = byte & 15
      output.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u001".utf8)
      output.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") - 10 + low)
    default: output.append(byte)
    }
  }

  /// The value as compact JSON text.
  package var text: String {
    var output: [UInt8] = []
    write(to: &output)
    return String(decoding: output, as: UTF8.self)
  }
}
