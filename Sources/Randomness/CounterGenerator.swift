/// A random generator whose n-th draw is a function of its key and n alone.
///
/// Two generators with one key give the same numbers wherever and whenever they run, so threads,
/// shards and order change nothing. The output function is the finaliser of SplitMix64
/// (Steele, Lea and Flood 2014, «Fast splittable pseudorandom number generators»).
package struct CounterGenerator: RandomNumberGenerator, Sendable {
  /// What the draws are a function of, with the counter.
  package let key: UInt64
  /// How many numbers were drawn.
  package private(set) var counter: UInt64

  /// Makes a generator.
  /// - Parameters:
  ///   - key: the seed; equal keys give equal sequences.
  ///   - counter: how many draws to skip, for a run that continues.
  package init(key: UInt64, counter: UInt64 = 0) {
    self.key = key
    self.counter = counter
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mix(Self.mix(key) &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A one-to-one scrambling of 64 bits.
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
