/// Finds the end of a data frame by its headers, without decompressing it.
enum FrameExtent {
  /// What the headers of a frame say.
  struct Extent: Equatable {
    /// The length of the compressed frame.
    var length: Int
    /// The length of what it holds, nil if it is not stated.
    var contentSize: Int?
  }

  /// Walks the headers from the start of a data frame.
  /// - Returns: nil if more bytes are needed.
  /// - Throws: if a block's type is the reserved one.
  static func measure(_ bytes: ArraySlice<UInt8>) throws(DecompressionFailure) -> Extent? {
    guard bytes.count >= 5 else { return nil }
    let descriptor = bytes[bytes.startIndex + 4]
    let singleSegment = descriptor & 0x20 != 0
    let sizeFlag = Int(descriptor >> 6)
    let sizeLength = sizeFlag == 0 ? (singleSegment ? 1 : 0) : 1 << sizeFlag
    let dictionaryLength = [0, 1, 2, 4][Int(descriptor & 3)]
    var offset = 5 + (singleSegment ? 0 : 1) + dictionaryLength
    guard bytes.count >= offset + sizeLength else { return nil }
    let sizeField = bytes[(bytes.startIndex + offset)..<(bytes.startIndex + offset + sizeLength)]
    let size = Frames.integer(UInt64.self, sizeField) &+ (sizeFlag == 1 ? 256 : 0)
    offset += sizeLength
    while true {
      guard bytes.count >= offset + 3 else { return nil }
      let start = bytes.startIndex + offset
      let header = Frames.integer(UInt32.self, bytes[start..<start + 3])
      let type = header >> 1 & 3
      guard type != 3 else { throw DecompressionFailure(reason: "a block of the reserved type") }
      offset += 3 + (type == 1 ? 1 : Int(header >> 3))
      if header & 1 == 1 { break }
    }
    if descriptor & 4 != 0 { offset += 4 }
    guard bytes.count >= offset else { return nil }
    return Extent(
      length: offset, contentSize: sizeLength == 0 ? nil : Int(truncatingIfNeeded: size))
  }
}
