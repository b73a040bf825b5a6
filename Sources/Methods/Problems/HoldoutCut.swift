import Randomness

/// Which ids a cut holds out: a function of its options and the id alone.
///
/// An id is held out if its hash, keyed by the cut's name, share and seed, falls into the share. So
/// cuts with other options are independent: of what a first cut leaves, a second one holds out the
/// share that it says.
package struct HoldoutCut: Sendable {
  private let key: UInt64
  private let limit: Double

  /// Describes a cut.
  /// - Parameters:
  ///   - name: cuts with other names are independent.
  ///   - share: in [0, 1].
  package init(name: String, share: Double, seed: UInt64) {
    limit = share * 0x1p64
    key = Self.hash(name, key: CounterGenerator.mix(seed) ^ CounterGenerator.mix(share.bitPattern))
  }

  /// Whether an id is held out.
  package func holds(_ id: String) -> Bool { Double(Self.hash(id, key: key)) < limit }

  /// The name of a file without its folder, its endings and a dot before it.
  package static func name(ofFile path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.drop { $0 == "." }.prefix { $0 != "." })
  }

  /// The id of the problem that a row was made of: without the parts that name its completions, a
  /// sample's index or `solution` each, with the number of a repeated id behind them.
  /// - Parameter completions: how many completions the row has, 0 for what is no row.
  package static func problem(ofRow id: String, completions: Int) -> String {
    var id = id[...]
    for _ in 0..<completions {
      guard let slash = id.lastIndex(of: "/") else { break }
      let part = id[id.index(after: slash)...].prefix { $0 != "#" }
      let isNumber = !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber || part == "solution" else { break }
      id = id[..<slash]
    }
    return String(id)
  }

  /// FNV-1a of a text's UTF-8, keyed and scrambled.
  private static func hash(_ text: String, key: UInt64) -> UInt64 {
    let hash = text.utf8.reduce(key ^ 0xCBF2_9CE4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    return CounterGenerator.mix(hash ^ CounterGenerator.mix(key))
  }
}
