/// Makes records of lines one after another; reuses the memory of the record before if nothing holds
/// it any more.
package struct RecordScanner {
  private var line = Line()

  /// Holds no memory yet.
  package init() {}

  /// Scans a line, without its newline.
  /// - Throws: `RecordError` if it is not a JSON object in UTF-8.
  package mutating func record(of text: ArraySlice<UInt8>) throws(RecordError) -> Record {
    if !isKnownUniquelyReferenced(&line) { line = Line() }
    // What is thrown cannot pass through the closure with its type.
    let line = line
    let result = text.withUnsafeBufferPointer { text in
      Result { () throws(RecordError) in try line.read(text) }
    }
    try result.get()
    return Record(line)
  }
}
