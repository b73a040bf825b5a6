import CZstd

/// Decompresses zstd frames of any kind as their bytes come.
final class StreamingDecompressor: Decompressing {
  private let context: OpaquePointer

  init() {
    guard let context = ZSTD_createDCtx() else { fatalError("no memory for a decompressor") }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// Appends up to `limit` raw bytes to the output.
  package func step(_ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int)
    throws(DecompressionFailure) -> DecompressionStep
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
    if ZSTD_isError(result) != 0 { throw DecompressionFailure(code: result) }
    output.append(contentsOf: raw)
    return DecompressionStep(used: used, frameEnded: result == 0, filledOutput: raw.count == limit)
  }
}
