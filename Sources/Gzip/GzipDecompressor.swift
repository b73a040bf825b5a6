import CZlib
import Streams

/// Decompresses gzip files, of one member or several, as their bytes come (RFC 1952).
package final class GzipDecompressor: Decompressing {
  private var stream = z_stream()

  /// Begins before the first member.
  package init() {
    guard gunzipInit(&stream) == Z_OK else { fatalError("no memory for a decompressor") }
  }

  deinit { inflateEnd(&stream) }

  package func step(
    _ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int
  ) throws(DecompressionFailure) -> DecompressionStep {
    var used = 0
    var code = Z_OK
    let raw = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      input.withUnsafeBytes { source in
        // zlib does not write to its input, but its type does not say so.
        stream.next_in = UnsafeMutablePointer(
          mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        code = inflate(&stream, Z_NO_FLUSH)
        used = source.count - Int(stream.avail_in)
        count = buffer.count - Int(stream.avail_out)
      }
    }
    output.append(contentsOf: raw)
    switch code {
    case Z_STREAM_END: inflateReset(&stream)
    case Z_OK, Z_BUF_ERROR: break
    default:
      throw DecompressionFailure(reason: stream.msg.map { String(cString: $0) } ?? "no gzip data")
    }
    return DecompressionStep(
      used: used, frameEnded: code == Z_STREAM_END, filledOutput: raw.count == limit)
  }
}
