/// A piece of a stream: the unit in which it is read and worked on.
package enum Block: Sendable {
  /// A compressed data frame of a chain with what its index says; `offset` is where it begins.
  case frame([UInt8], FrameIndex, offset: Int)
  /// Whole lines that came without a chain.
  case lines([UInt8])
  /// The JSON of a trailer; `offset` is where it begins.
  case trailer([UInt8], offset: Int)
}
