import Streams

/// Keeps names apart: one that comes again gets a number, `name#2`.
///
/// Memory: some 30 bytes a name.
package struct UniqueNames: Sendable {
  /// How often the name with a hash has come.
  private var counts: [UInt64: Int] = [:]

  /// Knows no name yet.
  package init() {}

  /// The name, or the name and the first number that makes it new.
  package mutating func take(_ name: String) -> String {
    let key = ContentHash.of(name)
    guard var count = counts[key] else {
      counts[key] = 1
      return name
    }
    var numbered: String
    repeat {
      count += 1
      numbered = "\(name)#\(count)"
    } while counts[ContentHash.of(numbered)] != nil
    counts[key] = count
    counts[ContentHash.of(numbered)] = 1
    return numbered
  }
}
