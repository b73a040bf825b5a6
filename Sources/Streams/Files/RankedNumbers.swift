/// Numbers in a temporary file, of which the one of any rank is found with little memory.
///
/// Equal numbers are ordered by a second key.
package final class RankedNumbers {
  /// A number with its second key; larger numbers are larger, and of equal ones those with the
  /// larger key.
  package struct Entry: Comparable, Equatable, Sendable {
    package let value: Double
    package let key: UInt64

    /// Makes an entry of a number, which is not NaN.
    package init(_ value: Double, key: UInt64) {
      // −0 and 0 are one number.
      self.value = value == 0 ? 0 : value
      self.key = key
    }

    package static func < (one: Entry, other: Entry) -> Bool {
      (one.value, one.key) < (other.value, other.key)
    }

    /// The number as a whole number in the same order.
    fileprivate var order: UInt64 {
      let bits = value.bitPattern
      return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }
  }

  private let file: ScratchFile
  /// How many numbers there are.
  package private(set) var count = 0
  private static let size = 16
  private static let entriesRead = 1 << 16

  /// Makes an empty list.
  /// - Parameter directory: where the file is; it needs 16 bytes for each number.
  package init(in directory: String) throws(StreamError) {
    file = try ScratchFile(in: directory)
  }

  /// Adds a number.
  package func append(_ entry: Entry) throws(StreamError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.size)
    withUnsafeBytes(of: entry.order) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: entry.key) { bytes.append(contentsOf: $0) }
    try file.append(bytes)
    count += 1
  }

  /// Gives all numbers to a closure, in the order in which they were added.
  package func forEach(_ body: (Double) -> Void) throws(StreamError) {
    try forEachEntry { order, _ in body(Self.value(of: order)) }
  }

  /// The entry that would stand at a rank, counted from 0, if all were sorted from the smallest.
  ///
  /// Radix selection: each pass over the file counts the next 16 bits of those entries that agree in
  /// all bits before, so that eight passes and half a MiB are enough.
  package func element(rank: Int) throws(StreamError) -> Entry {
    precondition((0..<count).contains(rank), "the rank lies inside the list")
    var rank = rank
    var found: (order: UInt64, key: UInt64) = (0, 0)
    for digit in 0..<8 {
      let (chosen, before) = try self.digit(digit, of: rank, behind: found)
      if digit < 4 {
        found.order |= UInt64(chosen) << UInt64(48 - 16 * digit)
      } else {
        found.key |= UInt64(chosen) << UInt64(48 - 16 * (digit - 4))
      }
      rank -= before
    }
    return Entry(Self.value(of: found.order), key: found.key)
  }

  /// The next 16 bits of the entry of a rank among those with the same bits before, and how many of
  /// them are smaller.
  private func digit(
    _ digit: Int, of rank: Int, behind found: (order: UInt64, key: UInt64)
  ) throws(StreamError) -> (digit: Int, before: Int) {
    var counts = [Int](repeating: 0, count: 1 << 16)
    let shift = UInt64(48 - 16 * (digit % 4))
    let mask: UInt64 = digit % 4 == 0 ? 0 : ~0 << (shift + 16)
    try forEachEntry { order, key in
      if digit < 4 {
        guard order & mask == found.order & mask else { return }
        counts[Int(order >> shift & 0xFFFF)] += 1
      } else {
        guard order == found.order, key & mask == found.key & mask else { return }
        counts[Int(key >> shift & 0xFFFF)] += 1
      }
    }
    var before = 0
    var place = 0
    while before + counts[place] <= rank {
      before += counts[place]
      place += 1
    }
    return (place, before)
  }

  private static func value(of order: UInt64) -> Double {
    Double(bitPattern: order >> 63 == 1 ? order & ~(1 << 63) : ~order)
  }

  private func forEachEntry(_ body: (UInt64, UInt64) -> Void) throws(StreamError) {
    var start = 0
    while start < count {
      let entries = min(Self.entriesRead, count - start)
      let bytes = try file.read(at: start * Self.size, count: entries * Self.size)
      bytes.withUnsafeBytes { bytes in
        for place in 0..<entries {
          body(
            bytes.loadUnaligned(fromByteOffset: place * Self.size, as: UInt64.self),
            bytes.loadUnaligned(fromByteOffset: place * Self.size + 8, as: UInt64.self))
        }
      }
      start += entries
    }
  }
}
