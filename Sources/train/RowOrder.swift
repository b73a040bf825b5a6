import Methods

/// The order in which rows are learned from: every epoch another shuffle.
///
/// A row's place is computed, not looked up: no table is kept.
struct RowOrder {
  private let count: Int
  private let key: UInt64
  /// How many times all rows were gone through.
  private(set) var epoch: Int
  /// How many rows of this epoch were used.
  private(set) var position: Int
  private var permutation: Permutation

  /// Goes on at a place; the order there is a function of the key and the epoch alone.
  init(count: Int, key: UInt64, epoch: Int = 0, position: Int = 0) {
    self.count = count
    self.key = key
    self.epoch = epoch
    self.position = position
    permutation = Permutation(size: count, key: key &+ UInt64(epoch))
  }

  /// The next row, across the ends of epochs.
  mutating func next() -> Int {
    if position == count {
      epoch += 1
      position = 0
      permutation = Permutation(size: count, key: key &+ UInt64(epoch))
    }
    defer { position += 1 }
    return permutation[position]
  }

  /// The next rows.
  mutating func take(_ number: Int) -> [Int] { (0..<number).map { _ in next() } }
}
