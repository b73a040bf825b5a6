import CZstd

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

  /// The raw bytes of one frame of known size; the caller, who knows the index, checks the checksum.
  /// - Throws: what zstd says is wrong.
  func decompress(_ frame: [UInt8], size: Int) throws(DecompressionFailure) -> [UInt8] {
    var failure: DecompressionFailure?
    let raw = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let result = frame.withUnsafeBytes { source in
        ZSTD_decompressDCtx(
          context, buffer.baseAddress, buffer.count, source.baseAddress, source.count)
      }
      if ZSTD_isError(result) != 0 {
        failure = DecompressionFailure(code: result)
      } else {
        count = result
      }
    }
    if let failure { throw failure }
    guard raw.count == size else {
      throw DecompressionFailure(reason: "the frame's size is not as stated")
    }
    return raw
  }
}
