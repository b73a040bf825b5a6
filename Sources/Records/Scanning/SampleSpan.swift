/// An element of `samples` by the places of its members.
struct SampleSpan {
  /// Braces included.
  var range: Range<Int>
  /// Its members among those of all samples.
  var members: Range<Int>
}
