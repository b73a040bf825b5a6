import Streams

/// Cuts inputs that are one JSON array into its elements, which then count as lines.
///
/// It only finds the commas between elements; whether an element is a record is checked when it is
/// scanned. Line ends within an element become spaces, so that it is one line.
struct ArrayCutter {
  /// An element, with its place in the whole input.
  struct Element: Sendable {
    /// From 0.
    var line: Int
    /// Of its first byte among the raw bytes.
    var offset: Int
    var bytes: [UInt8]
  }

  private enum State {
    /// The input is not an array.
    case lines
    /// Within the array, at the first element or a later one.
    case first
    case later
    case ended
  }
  private var state = State.lines
  private var path: String?
  private var element: Element?
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// The elements that end in a block, nil if the input is no array.
  /// - Throws: `Failure` if the array is malformed.
  mutating func cut(_ block: [UInt8], _ origin: BlockOrigin) throws(Failure) -> [Element]? {
    var rest = block[...]
    if origin.offset == 0 {
      try finish()
      path = origin.path
      state = .lines
      if let start = block.firstIndex(where: { !Self.isSpace($0) }),
        block[start] == UInt8(ascii: "[")
      {
        state = .first
        rest = block[(start + 1)...]
      }
    }
    if case .lines = state { return nil }
    var line = origin.line + block[..<rest.startIndex].count { $0 == 0x0A }
    var elements: [Element] = []
    for (place, byte) in zip(rest.indices, rest) {
      if let whole = try take(byte, line: line, offset: origin.offset + place) {
        elements.append(whole)
      }
      if byte == 0x0A { line += 1 }
    }
    return elements
  }

  /// Notes that the last input has ended.
  /// - Throws: `Failure` if its array is not closed.
  func finish() throws(Failure) {
    switch state {
    case .lines, .ended: break
    case .first, .later: throw failure("the array is not closed")
    }
  }

  /// Takes a byte of the array, and returns the element that ends before it.
  private mutating func take(_ byte: UInt8, line: Int, offset: Int) throws(Failure) -> Element? {
    if case .ended = state {
      guard Self.isSpace(byte) else { throw failure("something follows the array") }
      return nil
    }
    let isDelimiter = byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
    if depth == 0, !isInString, isDelimiter { return try end(with: byte) }
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInString = false
      }
    } else {
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    if element == nil {
      guard !Self.isSpace(byte) else { return nil }
      element = Element(line: line, offset: offset, bytes: [])
    }
    let isLineEnd = !isInString && (byte == 0x0A || byte == 0x0D)
    element?.bytes.append(isLineEnd ? 0x20 : byte)
    return nil
  }

  private mutating func end(with delimiter: UInt8) throws(Failure) -> Element? {
    let isEnd = delimiter == UInt8(ascii: "]")
    if element == nil {
      guard isEnd, case .first = state else { throw failure("the array lacks an element") }
    }
    state = isEnd ? .ended : .later
    defer { element = nil }
    return element
  }

  private func failure(_ what: String) -> Failure {
    Failure(.badData, path.map { "\($0): \(what)" } ?? what)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
