/// What an index frame states about the data frame before it.
package struct FrameIndex: Equatable, Sendable {
  package var lines: UInt64
  package var bytes: UInt64
  package var hash: UInt64

  /// Describes raw bytes.
  package init(of raw: [UInt8], lines: Int) {
    self.lines = UInt64(lines)
    bytes = UInt64(raw.count)
    hash = ContentHash.of(raw)
  }

  /// Reads what follows a skippable frame's header, nil if it is no index.
  init?(content: ArraySlice<UInt8>) {
    guard content.count == Frames.indexLength, content.starts(with: Frames.indexTag) else {
      return nil
    }
    let start = content.startIndex
    lines = Frames.integer(UInt64.self, content[start + 4..<start + 12])
    bytes = Frames.integer(UInt64.self, content[start + 12..<start + 20])
    hash = Frames.integer(UInt64.self, content[start + 20..<start + 28])
  }

  /// How long the whole frame is.
  static let indexFrameLength = 8 + Frames.indexLength

  /// The whole frame, header included.
  var frame: [UInt8] {
    Frames.skippable(
      tag: Frames.indexTag,
      content: Frames.littleEndian(lines) + Frames.littleEndian(bytes) + Frames.littleEndian(hash))
  }
}
