/// One line of a stream: its bytes, and where its fields are.
///
/// The bytes are never changed; `RecordEdit` makes the bytes of the record that goes out. `Schema`
/// says what the fields mean.
package struct Record: Sendable {
  let line: Line

  init(_ line: Line) { self.line = line }

  /// Scans a line.
  /// - Throws: `RecordError` if it is not a JSON object in UTF-8.
  package init(line text: some Collection<UInt8>) throws(RecordError) {
    line = Line()
    let (line, text) = (line, ContiguousArray(text))
    let result = text.withUnsafeBufferPointer { text in
      Result { () throws(RecordError) in try line.read(text) }
    }
    try result.get()
  }

  /// The line as it came, without its newline.
  package var bytes: [UInt8] { Array(line.bytes) }

  /// How many bytes the line has, without its newline.
  package var byteCount: Int { line.bytes.count }

  /// Appends the line as it came.
  package func write(to output: inout [UInt8]) { output.append(contentsOf: line.bytes) }

  /// The record's id if it has one that is a string; records are told apart by it.
  package var id: String? { try? string("id") }

  /// How many samples the record has; 0 if it has no array of them.
  package var sampleCount: Int { line.samplesRange == nil ? 0 : line.samples.count }

  /// The samples.
  /// - Throws: if the field is missing, or not an array of objects.
  package var samples: [Sample] {
    get throws(RecordError) {
      guard line.samplesRange != nil, try value("samples") != nil else {
        throw RecordError(
          try value("samples") == nil
            ? "the field “samples” is missing" : "the field “samples” is no array of objects")
      }
      return line.samples.indices.map { Sample(line: line, number: $0) }
    }
  }
}

// MARK: - Fields

extension Record: Fields {
  package var fields: FieldTable { FieldTable(line: line, sample: nil) }
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
