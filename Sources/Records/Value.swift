/// A value within a line, decoded only when asked.
package struct Value: Sendable {
  let line: Line
  private let span: ValueSpan
  /// What it is, by its first byte.
  var kind: ValueSpan.Kind { span.kind }

  init(line: Line, span: ValueSpan) {
    self.line = line
    self.span = span
  }

  /// The key of a member.
  init(line: Line, key member: Member) {
    self.line = line
    span = ValueSpan(
      range: member.key.lowerBound - 1..<member.key.upperBound + 1, kind: .string,
      isEscaped: member.keyIsEscaped)
  }

  /// The value as it is written, quotes included.
  package var bytes: [UInt8] { Array(line.bytes[span.range]) }

  /// Appends the value as it is written.
  package func write(to output: inout [UInt8]) {
    output.append(contentsOf: UnsafeBufferPointer(rebasing: line.bytes[span.range]))
  }

  /// Where it begins in the line.
  package var offset: Int { span.range.lowerBound }

  /// Whether it is null.
  package var isNull: Bool { span.kind == .null }

  /// Whether it is a string.
  package var isString: Bool { span.kind == .string }

  /// Whether it is an array.
  package var isArray: Bool { span.kind == .array }

  /// The text of a string, nil for anything else.
  package var string: String? {
    var text: String?
    withUTF8 { text = String(decoding: $0, as: UTF8.self) }
    return text
  }

  /// Gives a string's text as UTF-8 to a closure, without a copy where it has no escapes; anything
  /// else is not given.
  package func withText(_ body: (Span<UInt8>) -> Void) { withUTF8 { body($0.span) } }

  private func withUTF8(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard span.kind == .string else { return }
    let content = UnsafeBufferPointer(
      rebasing: line.bytes[span.range.lowerBound + 1..<span.range.upperBound - 1])
    guard span.isEscaped else {
      body(content)
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: content.count) { room in
      let count = Escapes.decode(content, into: room)
      body(UnsafeBufferPointer(rebasing: room[..<count]))
    }
  }

  /// Any number, nil for anything else; one that is too large for a double is infinite.
  package var double: Double? {
    guard span.kind == .number else { return nil }
    return Double(String(decoding: line.bytes[span.range], as: UTF8.self))
  }

  /// A whole number that 64 bits hold, written without point and exponent; nil for anything else.
  package var integer: Int? {
    guard span.kind == .number else { return nil }
    return Int(String(decoding: line.bytes[span.range], as: UTF8.self))
  }

  /// A truth value, nil for anything else.
  package var boolean: Bool? {
    span.kind == .boolean ? line.bytes[span.range.lowerBound] == UInt8(ascii: "t") : nil
  }
}
