/// One pass over a line that checks it as JSON and remembers where its fields are.
///
/// The grammar is that of RFC 8259, with UTF-8 checked; nothing is decoded or copied. Strings are
/// skipped eight bytes at a time. Of the record's members the values of `samples` are opened one
/// level further.
struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  /// Receives what is found; the caller of `scan` holds it, so that calls count no references.
  private let line: Unmanaged<Line>
  private var sawSamples = false
  /// The containers that are open while a value is skipped: whether each is an object.
  private var open: [Bool] = []

  /// Begins with the bytes of a line, without its newline.
  init(_ bytes: UnsafeBufferPointer<UInt8>, for line: Line) {
    self.bytes = bytes
    self.line = Unmanaged.passUnretained(line)
  }

  /// Scans the line.
  mutating func scan() throws(RecordError) {
    skipSpace()
    guard peek() == UInt8(ascii: "{") else {
      throw position == bytes.count
        ? error("the line is blank")
        : error(whatIsNoObject)
    }
    try scanMembers(ofSample: false)
    skipSpace()
    guard position == bytes.count else { throw error("something follows the object") }
  }

  /// What a line is that begins with something else than an object.
  private var whatIsNoObject: String {
    switch peek() {
    case 0xEF: "the line begins with a byte order mark"
    case UInt8(ascii: "["):
      "no JSON object but a list: use problems, which reads a JSON array, or jq -c '.[]'"
    default: "no JSON object"
    }
  }

  /// What to add where a line ends too early: objects over several lines are no JSON Lines.
  private var hintAtEnd: String {
    position < bytes.count
      ? ""
      : ": the line ends here; if the JSON is pretty-printed, use jq -c . to put it on one line"
  }

  // MARK: - Objects

  private mutating func scanMembers(ofSample: Bool) throws(RecordError) {
    position += 1
    skipSpace()
    if peek() == UInt8(ascii: "}") {
      position += 1
      return
    }
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw error("expected a key" + hintAtEnd) }
      let key = try scanString()
      let keyRange = key.range.lowerBound + 1..<key.range.upperBound - 1
      try expectColon()
      if ofSample {
        let value = try scanValue()
        line._withUnsafeGuaranteedRef {
          $0.addToSample(Member(key: keyRange, keyIsEscaped: key.isEscaped, value: value))
        }
      } else {
        let isSamples = isSamples(keyRange, isEscaped: key.isEscaped)
        let value =
          isSamples && peek() == UInt8(ascii: "[") ? try scanSamples() : try scanValue()
        if isSamples {
          if sawSamples { line._withUnsafeGuaranteedRef { $0.setSamples(nil) } }
          sawSamples = true
        }
        line._withUnsafeGuaranteedRef {
          $0.add(Member(key: keyRange, keyIsEscaped: key.isEscaped, value: value))
        }
      }
    } while try continues(until: UInt8(ascii: "}"))
  }

  private func isSamples(_ range: Range<Int>, isEscaped: Bool) -> Bool {
    if isEscaped {
      return Escapes.decode(UnsafeBufferPointer(rebasing: bytes[range])).elementsEqual(
        "samples".utf8)
    }
    return range.count == 7 && bytes[range].elementsEqual("samples".utf8)
  }

  private mutating func scanSamples() throws(RecordError) -> ValueSpan {
    let start = position
    var allObjects = true
    line._withUnsafeGuaranteedRef { $0.forgetSamples() }
    position += 1
    skipSpace()
    if peek() == UInt8(ascii: "]") {
      position += 1
    } else {
      repeat {
        if peek() == UInt8(ascii: "{") {
          let begin = position
          let first = line._withUnsafeGuaranteedRef { $0.sampleMembers.count }
          try scanMembers(ofSample: true)
          line._withUnsafeGuaranteedRef {
            $0.addSample(begin..<position, membersFrom: first)
          }
        } else {
          _ = try scanValue()
          allObjects = false
        }
      } while try continues(until: UInt8(ascii: "]"))
    }
    line._withUnsafeGuaranteedRef { $0.setSamples(allObjects ? start..<position : nil) }
    return ValueSpan(range: start..<position, kind: .array)
  }

  /// Reads a comma, or the end of the container.
  private mutating func continues(until end: UInt8) throws(RecordError) -> Bool {
    skipSpace()
    let byte = peek()
    position += 1
    if byte == UInt8(ascii: ",") {
      skipSpace()
      return true
    }
    guard byte == end else {
      position -= 1
      throw error(
        "expected a comma or the end of the \(end == UInt8(ascii: "}") ? "object" : "array")"
          + hintAtEnd)
    }
    return false
  }

  private mutating func expectColon() throws(RecordError) {
    skipSpace()
    guard peek() == UInt8(ascii: ":") else { throw error("expected a colon") }
    position += 1
    skipSpace()
  }

  // MARK: - Values

  private mutating func scanValue() throws(RecordError) -> ValueSpan {
    let start = position
    let kind: ValueSpan.Kind
    switch peek() {
    case UInt8(ascii: "\""): return try scanString()
    case UInt8(ascii: "{"):
      kind = .object
      try skipContainer()
    case UInt8(ascii: "["):
      kind = .array
      try skipContainer()
    default: kind = try skipScalar()
    }
    return ValueSpan(range: start..<position, kind: kind)
  }

  private mutating func skipScalar() throws(RecordError) -> ValueSpan.Kind {
    switch peek() {
    case UInt8(ascii: "t"):
      try expect("true")
      return .boolean
    case UInt8(ascii: "f"):
      try expect("false")
      return .boolean
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    default:
      try scanNumber()
      return .number
    }
  }

  /// Skips an array or object of any depth: one bit a level says which it is.
  private mutating func skipContainer() throws(RecordError) {
    repeat {
      // Here a value begins.
      switch peek() {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        let object = peek() == UInt8(ascii: "{")
        position += 1
        skipSpace()
        open.append(object)
        if peek() == UInt8(ascii: object ? "}" : "]") {
          position += 1
          open.removeLast()
        } else {
          if object { try scanKey() }
          continue
        }
      case UInt8(ascii: "\""): _ = try scanString()
      default: _ = try skipScalar()
      }
      // Here a value has ended: close containers until one goes on.
      while let object = open.last {
        if try continues(until: UInt8(ascii: object ? "}" : "]")) {
          if object { try scanKey() }
          break
        }
        open.removeLast()
      }
    } while !open.isEmpty
  }

  private mutating func scanKey() throws(RecordError) {
    guard peek() == UInt8(ascii: "\"") else { throw error("expected a key" + hintAtEnd) }
    _ = try scanString()
    try expectColon()
  }

  private mutating func expect(_ word: StaticString) throws(RecordError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard peek() == word.utf8Start[index] else { throw noValue(from: position - index) }
      position += 1
    }
  }

  private mutating func scanNumber() throws(RecordError) {
    if peek() == UInt8(ascii: "-") { position += 1 }
    let leadingZero = peek() == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0 else { throw noValue(from: position) }
    if leadingZero, digits > 1 { throw error("a number with a leading zero") }
    if peek() == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw error("a number that ends with its point") }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw error("a number without its exponent") }
    }
  }

  /// What stands where a value must be; the words of other languages for it are named.
  private func noValue(from start: Int) -> RecordError {
    let names: [(StaticString, String)] = [
      ("NaN", "null"), ("Infinity", "null"), ("nan", "null"), ("inf", "null"), ("None", "null"),
      ("True", "true"), ("False", "false"), ("undefined", "null"),
    ]
    let rest = bytes[min(start, bytes.count)...].drop { $0 == UInt8(ascii: "-") }
    for (name, instead) in names {
      let word = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
      if rest.starts(with: word) {
        return RecordError("no JSON value: \(name); write \(instead)", at: start)
      }
    }
    return error("no JSON value" + hintAtEnd)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[unchecked: position] &- 0x30 < 10 { position += 1 }
    return position - start
  }

  // MARK: - Bytes

  /// The byte at the position; 0, which no JSON has outside of strings, after the end.
  @inline(__always)
  func peek() -> UInt8 { byte(0) }

  @inline(__always)
  func byte(_ distance: Int) -> UInt8 {
    position &+ distance < bytes.count ? bytes[unchecked: position &+ distance] : 0
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[unchecked: position] {
      case 0x20, 0x09, 0x0D, 0x0A: position += 1
      default: return
      }
    }
  }

  func error(_ reason: String) -> RecordError { RecordError(reason, at: position) }
}

extension UnsafeBufferPointer {
  /// An element whose index was checked before.
  @inline(__always)
  subscript(unchecked index: Int) -> Element {
    baseAddress.unsafelyUnwrapped[index]
  }
}
