import Randomness

/// A keyed one-to-one map of 0..<size onto itself, without a table.
///
/// Four Feistel rounds over the next even number of bits; values that fall outside are mapped again
/// until they are inside (cycle walking: Black and Rogaway 2002), fewer than four times on average.
package struct Permutation: Sendable {
  private let size: Int
  private let halfBits: Int
  private let keys: [UInt64]

  /// `size` is at least 1.
  package init(size: Int, key: UInt64) {
    precondition(size >= 1, "a permutation needs something to permute")
    self.size = size
    let bits = Int.bitWidth - (size - 1).leadingZeroBitCount
    halfBits = max(1, (bits + 1) / 2)
    var generator = CounterGenerator(key: key)
    keys = (0..<4).map { _ in generator.next() }
  }

  /// Where `position`, in 0..<size, is sent.
  package subscript(position: Int) -> Int {
    precondition((0..<size).contains(position), "the position lies inside the permutation")
    var value = UInt64(position)
    repeat { value = shuffle(value) } while value >= UInt64(size)
    return Int(value)
  }

  private func shuffle(_ value: UInt64) -> UInt64 {
    let mask = (UInt64(1) << UInt64(halfBits)) - 1
    var (left, right) = (value >> UInt64(halfBits), value & mask)
    for key in keys {
      var generator = CounterGenerator(key: key, counter: right)
      (left, right) = (right, left ^ (generator.next() & mask))
    }
    return left << UInt64(halfBits) | right
  }
}
