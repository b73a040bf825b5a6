/// One line of a stream: its bytes, and where its fields are.
///
/// The bytes are never changed; `RecordEdit` makes the bytes of the record that goes out. What the
/// fields mean stands in `Schema`.
package struct Record: Sendable {
  /// The line as it came, without its newline.
  package let bytes: [UInt8]
  let members: [Member]
  let sampleSpans: [SampleSpan]
  let sampleMembers: [Member]
  let samplesRange: Range<Int>?

  /// Scans a line.
  /// - Throws: `RecordError` if it is no JSON object in UTF-8.
  package init(line: some Collection<UInt8>) throws(RecordError) {
    let bytes = Array(line)
    let scan = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(RecordError) in try Scanner(buffer) }
    }
    let scanner = try scan.get()
    self.bytes = bytes
    members = scanner.members
    sampleSpans = scanner.samples
    sampleMembers = scanner.sampleMembers
    samplesRange = scanner.samplesRange
  }

  /// The record's id if it has one that is a string; records are told apart by it.
  package var id: String? { try? string("id") }

  /// How many samples the record has; 0 if it has no array of them.
  package var sampleCount: Int { samplesRange == nil ? 0 : sampleSpans.count }

  /// The samples.
  /// - Throws: if there are none to be had: no such field, or it is no array of objects.
  package var samples: [Sample] {
    get throws(RecordError) {
      guard samplesRange != nil, try value("samples") != nil else {
        throw RecordError(
          try value("samples") == nil
            ? "the field “samples” is missing" : "the field “samples” is no array of objects")
      }
      return sampleSpans.indices.map { Sample(record: self, number: $0) }
    }
  }

  /// The record's members but for some, byte for byte, as an object; nil if none is left.
  package func rest(without keys: Set<String>) -> [UInt8]? {
    var object: [UInt8] = []
    for member in members {
      let key = Value(
        line: bytes,
        span: ValueSpan(
          range: member.key.lowerBound - 1..<member.key.upperBound + 1, kind: .string,
          isEscaped: member.keyIsEscaped))
      if let key = key.string, keys.contains(key) { continue }
      object.append(UInt8(ascii: object.isEmpty ? "{" : ","))
      object.append(contentsOf: bytes[member.key.lowerBound - 1..<member.value.range.upperBound])
    }
    guard !object.isEmpty else { return nil }
    object.append(UInt8(ascii: "}"))
    return object
  }
}

/// One sample of a record.
package struct Sample: Sendable {
  let record: Record
  /// The place among the record's samples, from 0; not the field `index`.
  package let number: Int
}

// MARK: - Fields

/// An object whose members can be looked up.
package protocol Fields {
  /// The value of a key.
  /// - Throws: if the key is there twice.
  func value(_ key: String) throws(RecordError) -> Value?
}

extension Record: Fields {
  package func value(_ key: String) throws(RecordError) -> Value? {
    try Value.find(key, among: members[...], in: bytes)
  }
}

extension Sample: Fields {
  package func value(_ key: String) throws(RecordError) -> Value? {
    try Value.find(
      key, among: record.sampleMembers[record.sampleSpans[number].members], in: record.bytes)
  }

  /// All its fields as a tree.
  package var object: JSON {
    get throws(RecordError) {
      let range = record.sampleSpans[number].range
      do { return try JSON(parsing: record.bytes[range]) } catch {
        throw RecordError("sample \(number): \(error.reason)", at: range.lowerBound + error.offset)
      }
    }
  }

  /// The field `index`, which a sample keeps for ever; its place if it has none.
  package var index: Int {
    get throws(RecordError) { try integer("index") ?? number }
  }
}

extension Fields {
  /// A text; nil if the field is missing or null.
  /// - Throws: if it is anything else.
  package func string(_ key: String) throws(RecordError) -> String? {
    try typed(key, "string") { $0.string }
  }

  /// A number; nil if the field is missing or null.
  /// - Throws: also if it is too large for a double, so that what is computed with is finite.
  package func double(_ key: String) throws(RecordError) -> Double? {
    guard let number = try typed(key, "number", { $0.double }) else { return nil }
    guard number.isFinite else {
      throw RecordError("the field “\(key)” is too large a number", at: try value(key)?.offset ?? 0)
    }
    return number
  }

  /// A whole number; nil if the field is missing or null.
  package func integer(_ key: String) throws(RecordError) -> Int? {
    try typed(key, "whole number") { $0.integer }
  }

  /// A truth value; nil if the field is missing or null.
  package func boolean(_ key: String) throws(RecordError) -> Bool? {
    try typed(key, "boolean") { $0.boolean }
  }

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
  package func withText<Result>(_ key: String, _ body: (Span<UInt8>) -> Result)
    throws(RecordError) -> Result
  {
    let value = try need(key, try value(key))
    guard let result = value.withText(body) else {
      throw RecordError("the field “\(key)” is no string", at: value.offset)
    }
    return result
  }

  /// A field that must be there.
  /// - Throws: if `found` is nil.
  package func need<T>(_ key: String, _ found: T?) throws(RecordError) -> T {
    guard let found else {
      throw RecordError(
        try value(key) == nil
          ? "the field “\(key)” is missing" : "the field “\(key)” is null")
    }
    return found
  }

  private func typed<T>(_ key: String, _ type: String, _ read: (Value) -> T?) throws(RecordError)
    -> T?
  {
    guard let value = try value(key), !value.isNull else { return nil }
    guard let result = read(value) else {
      throw RecordError("the field “\(key)” is no \(type)", at: value.offset)
    }
    return result
  }
}

// MARK: - Samples to come

extension Record {
  /// The index of the first sample that is added: larger than any that was ever used.
  package var nextSampleIndex: Int {
    get throws(RecordError) {
      var next = try Self.checkIndex(integer("next_index") ?? 0)
      guard try value("samples") != nil else { return next }
      for sample in try samples { next = max(next, try Self.checkIndex(sample.index) + 1) }
      return next
    }
  }

  /// Refuses an index that not every reader of JSON would hold exactly, and its successors too.
  private static func checkIndex(_ index: Int) throws(RecordError) -> Int {
    guard index < 1 << 52 else {
      throw RecordError("the index \(index) of a sample is too large")
    }
    return index
  }
}

// MARK: - Rows

extension Record {
  /// A completion in the form of the record's prompt.
  ///
  /// It is a string beside a string, and a message of the assistant beside messages.
  package func completion(_ text: JSON) throws(RecordError) -> JSON {
    let prompt = try need("prompt", try value("prompt"))
    return prompt.isArray ? [["role": "assistant", "content": text]] : text
  }
}
