// What is inside a value, found in the line's bytes without building a tree.

extension Value {
  /// Whether it is an object.
  package var isObject: Bool { kind == .object }

  /// The value of a member of an object, however its key is written; nil if this is no object or
  /// lacks the key.
  /// - Throws: if the object has the key twice.
  package func member(_ key: String) throws(RecordError) -> Value? {
    guard isObject else { return nil }
    var found: Value?
    var walk = ValueWalk(line.bytes, at: offset + 1)
    while let (name, value) = walk.nextMember() {
      guard Value(line: line, span: name).isText(key) else { continue }
      if found != nil { throw .twice(key, at: name.range.lowerBound) }
      found = Value(line: line, span: value)
    }
    return found
  }

  /// The members of an object in their order, none of anything else.
  package var members: [(key: String, value: Value)] {
    guard isObject else { return [] }
    var members: [(key: String, value: Value)] = []
    var walk = ValueWalk(line.bytes, at: offset + 1)
    while let (name, value) = walk.nextMember() {
      let key = Value(line: line, span: name).string ?? ""
      members.append((key, Value(line: line, span: value)))
    }
    return members
  }

  /// The elements of an array in their order, none of anything else.
  package var elements: [Value] {
    guard isArray else { return [] }
    var elements: [Value] = []
    var walk = ValueWalk(line.bytes, at: offset + 1)
    while let element = walk.nextElement() { elements.append(Value(line: line, span: element)) }
    return elements
  }

  /// The value as a tree.
  package var tree: JSON {
    get throws(RecordError) {
      do { return try JSON(parsing: bytes) } catch { throw RecordError(error.reason, at: offset) }
    }
  }

  /// Whether it is a string with this text.
  package func isText(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { wanted in
      var isEqual = false
      withText { found in
        guard found.count == wanted.count else { return }
        isEqual = found.withUnsafeBufferPointer { $0.elementsEqual(wanted) }
      }
      return isEqual
    }
  }
}

/// Goes through the parts of a container whose bytes were checked before.
private struct ValueWalk {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  /// Begins behind the bracket that opens the container.
  init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The next key with its value, nil behind the last.
  mutating func nextMember() -> (key: ValueSpan, value: ValueSpan)? {
    guard let key = nextElement() else { return nil }
    skip(UInt8(ascii: ":"))
    return (key, value())
  }

  /// The next value, nil behind the last.
  mutating func nextElement() -> ValueSpan? {
    skip(UInt8(ascii: ","))
    let byte = bytes[position]
    guard byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}") else { return nil }
    return value()
  }

  /// Goes on behind white space and one kind of separator.
  private mutating func skip(_ separator: UInt8) {
    while bytes[position] <= 0x20 || bytes[position] == separator { position += 1 }
  }

  private mutating func value() -> ValueSpan {
    let start = position
    switch bytes[position] {
    case UInt8(ascii: "\""):
      let isEscaped = skipString()
      return ValueSpan(range: start..<position, kind: .string, isEscaped: isEscaped)
    case UInt8(ascii: "{"):
      skipContainer()
      return ValueSpan(range: start..<position, kind: .object)
    case UInt8(ascii: "["):
      skipContainer()
      return ValueSpan(range: start..<position, kind: .array)
    case UInt8(ascii: "n"):
      skipScalar()
      return ValueSpan(range: start..<position, kind: .null)
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      skipScalar()
      return ValueSpan(range: start..<position, kind: .boolean)
    default:
      skipScalar()
      return ValueSpan(range: start..<position, kind: .number)
    }
  }

  /// - Returns: whether the string has escapes.
  private mutating func skipString() -> Bool {
    var isEscaped = false
    position += 1
    while bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\") {
        isEscaped = true
        position += 1
      }
      position += 1
    }
    position += 1
    return isEscaped
  }

  private mutating func skipContainer() {
    var depth = 0
    repeat {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        _ = skipString()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
    } while depth > 0
  }

  private mutating func skipScalar() {
    while position < bytes.count {
      switch bytes[position] {
      case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return
      default: position += 1
      }
    }
  }
}
