import CZstd

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
