/// The checksum at the end of a data frame: the lower half of xxHash of the raw bytes (RFC 8878,
/// section 3.1.1).
enum FrameChecksum {
  /// The place of the frame's descriptor, and its bit that announces a checksum.
  static let descriptor = 4
  static let flag: UInt8 = 4

  /// The checksum of what an index describes.
  static func bytes(of index: FrameIndex) -> [UInt8] {
    Frames.littleEndian(UInt32(truncatingIfNeeded: index.hash))
  }

  /// Whether a frame has no checksum, or that of what an index describes.
  static func agrees(_ frame: [UInt8], with index: FrameIndex) -> Bool {
    guard frame.count > descriptor else { return false }
    return frame[descriptor] & flag == 0 || frame.suffix(4).elementsEqual(bytes(of: index))
  }
}
