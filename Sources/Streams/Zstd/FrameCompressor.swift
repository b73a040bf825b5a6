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
