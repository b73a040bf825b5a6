import CXXHash

/// xxHash's 64-bit hash of bytes: of frames, ids and seeds.
package enum ContentHash {
  /// The hash of some bytes.
  package static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    hashBytes(bytes.baseAddress, bytes.count, seed)
  }

  /// The hash of some bytes.
  package static func of(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
    bytes.withUnsafeBytes { of($0, seed: seed) }
  }

  /// The hash of a text's UTF-8.
  package static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
    of(Array(text.utf8), seed: seed)
  }

  /// The 16 hexadecimal digits of a hash.
  package static func digits(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
