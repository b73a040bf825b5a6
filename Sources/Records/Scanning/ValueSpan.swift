/// A value by its place in the line's bytes.
struct ValueSpan {
  /// Quotes and brackets included.
  var range: Range<Int>
  var kind: Kind
  /// Whether a string has escapes, so that its bytes are not its text.
  var isEscaped = false

  /// What a value is, by its first byte.
  enum Kind {
    case object
    case array
    case string
    case number
    case boolean
    case null
  }
}
