/// The place of a block in its input.
struct BlockOrigin: Sendable {
  /// The input's name for messages, nil if it is the only one and stdin.
  var path: String?
  /// The number of lines and raw bytes before it.
  var line = 0
  var offset = 0
}
