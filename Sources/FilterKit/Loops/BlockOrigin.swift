/// Where a block lies in its input.
struct BlockOrigin: Sendable {
  /// The input's name for messages, nil if it is the only one and stdin.
  var path: String?
  /// How many lines and raw bytes came before.
  var line = 0
  var offset = 0
}
