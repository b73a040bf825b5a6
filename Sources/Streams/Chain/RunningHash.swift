import CXXHash

/// The hash of bytes that come piece by piece.
package struct RunningHash {
  private var state = HashState()

  /// Starts with no bytes.
  package init() { hashReset(&state) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    hashUpdate(&state, start, bytes.count)
  }

  /// The hash of all bytes so far.
  package var value: UInt64 {
    withUnsafePointer(to: state) { hashDigest($0) }
  }
}
