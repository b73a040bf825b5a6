/// Why a line is not a record, or a field is not what a filter needs.
package struct RecordError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, without where.
  package var reason: String
  /// Where in the line, in bytes.
  package var offset: Int

  /// Makes an error.
  package init(_ reason: String, at offset: Int = 0) {
    self.reason = reason
    self.offset = offset
  }

  /// A key that a filter needs is duplicated.
  static func twice(_ key: String, at offset: Int) -> RecordError {
    RecordError("the field “\(key)” is there twice", at: offset)
  }

  package var description: String { reason }
}
