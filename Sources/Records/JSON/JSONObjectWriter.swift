/// Writes a JSON object member by member, as text, without a tree in between.
///
///     edit.set("vote") { output in
///       JSONObjectWriter.write(to: &output) { vote in
///         vote.add("answer", election.answer)
///         vote.add("share", 0.5)
///         vote.add("counts", counts) { $0.add("answer", $1.answer) }
///       }
///     }
///
/// Members come out in the order in which they are added; nil is null. Keys are written as they are:
/// they must need no escapes.
package struct JSONObjectWriter {
  /// What is written so far, the object's beginning included.
  private var output: [UInt8]
  private var isEmpty = true

  /// Appends an object whose members a closure adds.
  @inline(__always)
  package static func write(
    to output: inout [UInt8], _ addMembers: (inout JSONObjectWriter) -> Void
  ) {
    // The bytes move into the writer and back, they are not copied.
    var writer = JSONObjectWriter(output: [])
    swap(&output, &writer.output)
    writer.writeObject(addMembers)
    swap(&output, &writer.output)
  }

  // MARK: - Members

  /// Adds a text, or null.
  package mutating func add(_ key: StaticString, _ value: String?) {
    begin(key)
    if let value { JSON.write(value, to: &output) } else { write("null") }
  }

  /// Adds a finite number, or null.
  package mutating func add(_ key: StaticString, _ value: Double?) {
    begin(key)
    if let value { JSON.write(value, to: &output) } else { write("null") }
  }

  /// Adds a whole number, or null.
  package mutating func add(_ key: StaticString, _ value: Int?) {
    begin(key)
    if let value { JSON.write(value, to: &output) } else { write("null") }
  }

  /// Adds a truth value, or null.
  package mutating func add(_ key: StaticString, _ value: Bool?) {
    begin(key)
    write(value.map { $0 ? "true" : "false" } ?? "null")
  }

  /// Adds any value.
  package mutating func add(_ key: StaticString, _ value: JSON) {
    begin(key)
    value.write(to: &output)
  }

  /// Adds a value as it is written in a record.
  package mutating func add(_ key: StaticString, copying value: Value) {
    begin(key)
    value.write(to: &output)
  }

  /// Adds a value that is given as JSON text.
  package mutating func add(_ key: StaticString, text: [UInt8]) {
    begin(key)
    output.append(contentsOf: text)
  }

  /// Adds an object whose members a closure adds.
  package mutating func add(
    _ key: StaticString, _ addMembers: (inout JSONObjectWriter) -> Void
  ) {
    begin(key)
    writeObject(addMembers)
  }

  /// Adds an array of objects, one for each element; a closure adds their members.
  package mutating func add<Elements: Sequence>(
    _ key: StaticString, _ elements: Elements,
    _ addMembers: (inout JSONObjectWriter, Elements.Element) -> Void
  ) {
    begin(key)
    write("[")
    var isFirst = true
    for element in elements {
      if !isFirst { write(",") }
      isFirst = false
      writeObject { addMembers(&$0, element) }
    }
    write("]")
  }

  // MARK: - Members whose keys are known at run time alone

  /// Adds any value under a key that may need escapes.
  package mutating func add(named key: String, _ value: JSON) {
    begin(named: key)
    value.write(to: &output)
  }

  /// Adds a value as it is written in a record under a key that may need escapes.
  package mutating func add(named key: String, copying value: Value) {
    begin(named: key)
    value.write(to: &output)
  }

  /// Adds a value that is given as JSON text under a key that may need escapes.
  package mutating func add(named key: String, text: [UInt8]) {
    begin(named: key)
    output.append(contentsOf: text)
  }

  private mutating func begin(named key: String) {
    if isEmpty { isEmpty = false } else { write(",") }
    JSON.write(key, to: &output)
    write(":")
  }

  // MARK: - Text

  private mutating func writeObject(_ addMembers: (inout JSONObjectWriter) -> Void) {
    let wasEmpty = isEmpty
    isEmpty = true
    write("{")
    addMembers(&self)
    write("}")
    isEmpty = wasEmpty
  }

  private mutating func begin(_ key: StaticString) {
    if isEmpty { isEmpty = false } else { write(",") }
    write("\"")
    write(key)
    write("\":")
  }

  @inline(__always)
  private mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { output.append(contentsOf: $0) }
  }
}
