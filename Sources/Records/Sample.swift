/// One sample of a record.
package struct Sample: Sendable {
  let line: Line
  /// The place among the record's samples, from 0; not the field `index`.
  package let number: Int
}

extension Sample: Fields {
  package var fields: FieldTable { FieldTable(line: line, sample: number) }

  /// The sample as it came.
  package var bytes: [UInt8] { Array(line.bytes[line.samples[number].range]) }

  /// All its fields as a tree.
  package var object: JSON {
    get throws(RecordError) {
      let range = line.samples[number].range
      do { return try JSON(parsing: line.bytes[range]) } catch {
        throw RecordError("sample \(number): \(error.reason)", at: range.lowerBound + error.offset)
      }
    }
  }

  /// The field `index`, which a sample keeps for ever; its place if it has none.
  package var index: Int {
    get throws(RecordError) { try integer("index") ?? number }
  }
}
