import Randomness
import Streams

/// Gives every random choice of a filter its own generator.
///
/// The key is a function of the seed, the filter's name, the record's id and the sample's index:
/// threads, shards and the order of records do not change a draw.
package struct Seeding: Sendable {
  private let seed: UInt64
  private let filter: String

  /// For one run of a filter.
  package init(seed: UInt64, filter: String) {
    self.seed = seed
    self.filter = filter
  }

  /// The key of a record's choice, or of one of its samples'.
  package func key(id: String, index: Int = 0) -> UInt64 {
    ContentHash.of("\(filter)\u{0}\(id)\u{0}\(index)", seed: seed)
  }

  /// The key as a seed that every model server takes: 31 bits.
  package func modelSeed(id: String, index: Int) -> UInt64 { key(id: id, index: index) >> 33 }

  /// A generator with that key.
  package func generator(id: String, index: Int = 0) -> CounterGenerator {
    CounterGenerator(key: key(id: id, index: index))
  }
}
