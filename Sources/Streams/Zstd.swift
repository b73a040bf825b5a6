import CZstd

/// Compresses whole frames, each on its own.
package final class FrameCompressor {
  private let context: OpaquePointer

  /// Makes a compressor.
  /// - Parameter level: zstd's level.
  package init(level: Int) {
    guard let context = ZSTD_createCCtx() else { fatalError("no memory for a compressor") }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// One data frame and its index frame.
  ///
  /// The frame's checksum is the lower half of the hash that its index states, so that the bytes
  /// are hashed once: zstd is asked for a frame without one, and it is added.
  /// - Parameter lines: how many lines there are.
  package func compress(_ raw: [UInt8], lines: Int) -> [UInt8] {
    let index = FrameIndex(of: raw, lines: lines)
    let rest = FrameChecksum.bytes(of: index) + index.frame
    let bound = ZSTD_compressBound(raw.count)
    return [UInt8](unsafeUninitializedCapacity: bound + rest.count) { buffer, count in
      count = raw.withUnsafeBytes { source in
        ZSTD_compress2(context, buffer.baseAddress, bound, source.baseAddress, source.count)
      }
      precondition(
        ZSTD_isError(count) == 0, "zstd failed to compress into a buffer of its own bound")
      buffer[FrameChecksum.descriptor] |= FrameChecksum.flag
      for byte in rest {
        buffer[count] = byte
        count += 1
      }
    }
  }
}

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

/// Decompresses whole frames, each on its own.
package final class FrameDecompressor {
  private let context: OpaquePointer

  /// Makes a decompressor.
  package init() {
    guard let context = ZSTD_createDCtx() else { fatalError("no memory for a decompressor") }
    self.context = context
    // ZSTD_d_forceIgnoreChecksum, which is as old as the library that is asked for.
    ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam3, 1)
  }

  deinit { ZSTD_freeDCtx(context) }

  /// The raw bytes of one frame whose size is known; their checksum is left to who knows their
  /// index.
  /// - Throws: what zstd says is wrong.
  func decompress(_ frame: [UInt8], size: Int) throws(ZstdFailure) -> [UInt8] {
    var failure: ZstdFailure?
    let raw = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let result = frame.withUnsafeBytes { source in
        ZSTD_decompressDCtx(
          context, buffer.baseAddress, buffer.count, source.baseAddress, source.count)
      }
      if ZSTD_isError(result) != 0 {
        failure = ZstdFailure(code: result)
      } else {
        count = result
      }
    }
    if let failure { throw failure }
    guard raw.count == size else { throw ZstdFailure(reason: "the frame's size is not as stated") }
    return raw
  }
}

/// Decompresses frames of any kind as their bytes come.
final class StreamingDecompressor {
  private let context: OpaquePointer

  init() {
    guard let context = ZSTD_createDCtx() else { fatalError("no memory for a decompressor") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// What one step did.
  struct Step {
    /// How many bytes of the input it used.
    var used: Int
    /// Whether a frame ended there, with all its bytes given out.
    var frameEnded: Bool
    /// Whether the output was filled, so that there may be more without more input.
    var filledOutput: Bool
  }

  /// Appends up to `limit` raw bytes to the output.
  func step(_ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int)
    throws(ZstdFailure) -> Step
  {
    var used = 0
    var result = 0
    let raw = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      input.withUnsafeBytes { source in
        var from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var to = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        result = ZSTD_decompressStream(context, &to, &from)
        used = from.pos
        count = ZSTD_isError(result) == 0 ? to.pos : 0
      }
    }
    if ZSTD_isError(result) != 0 { throw ZstdFailure(code: result) }
    output.append(contentsOf: raw)
    return Step(used: used, frameEnded: result == 0, filledOutput: raw.count == limit)
  }
}

/// What zstd says is wrong with a frame.
struct ZstdFailure: Error {
  var reason: String

  init(reason: String) { self.reason = reason }

  init(code: Int) { reason = String(cString: ZSTD_getErrorName(code)) }
}

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
  static func measure(_ bytes: ArraySlice<UInt8>) throws(ZstdFailure) -> Extent? {
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
      guard type != 3 else { throw ZstdFailure(reason: "a block of the reserved type") }
      offset += 3 + (type == 1 ? 1 : Int(header >> 3))
      if header & 1 == 1 { break }
    }
    if descriptor & 4 != 0 { offset += 4 }
    guard bytes.count >= offset else { return nil }
    return Extent(
      length: offset, contentSize: sizeLength == 0 ? nil : Int(truncatingIfNeeded: size))
  }
}
