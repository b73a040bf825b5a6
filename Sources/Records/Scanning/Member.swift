/// A member of an object by the places of its parts in the line's bytes.
struct Member {
  /// The key without its quotes.
  var key: Range<Int>
  var keyIsEscaped: Bool
  var value: ValueSpan
}
