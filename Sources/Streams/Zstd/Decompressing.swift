/// Decompresses what comes in frames or members, as their bytes come.
package protocol Decompressing: AnyObject {
  /// Appends up to `limit` raw bytes to the output.
  func step(_ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int)
    throws(DecompressionFailure) -> DecompressionStep
}

/// What one step of decompression did.
package struct DecompressionStep {
  /// How many bytes of the input it used.
  package var used: Int
  /// Whether a frame ended there, with all its bytes given out.
  package var frameEnded: Bool
  /// Whether the output was filled, so that there may be more without more input.
  package var filledOutput: Bool

  /// Says what was done.
  package init(used: Int, frameEnded: Bool, filledOutput: Bool) {
    self.used = used
    self.frameEnded = frameEnded
    self.filledOutput = filledOutput
  }
}
