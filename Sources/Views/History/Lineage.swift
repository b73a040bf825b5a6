import FilterKit
import Records
import Streams

/// Where the histories of two streams part.
struct Lineage {
  /// The entries that both have, and those that only one has, oldest first.
  private(set) var shared: [JSON] = []
  private(set) var own: [[JSON]] = [[], []]

  /// Compares two histories as trailers hold them.
  init(_ first: [JSON], _ second: [JSON]) {
    let keys = [Self.keys(of: first), Self.keys(of: second)]
    let both = Set(keys[0]).intersection(keys[1])
    for (side, entries) in [first, second].enumerated() {
      for (entry, key) in zip(entries, keys[side]) {
        if !both.contains(key) {
          own[side].append(entry)
        } else if side == 0 {
          shared.append(entry)
        }
      }
    }
  }

  /// What tells an entry from others: all that it says, and what its inputs are told by.
  private static func keys(of entries: [JSON]) -> [UInt64] {
    var keys: [UInt64] = []
    for entry in entries {
      let inputs = History.inputs(of: entry, among: keys).map { ContentHash.digits(keys[$0]) }
      let members = (entry.members ?? []).filter { $0.key != "inputs" }
      let text = JSON.object(members).text + inputs.joined()
      keys.append(ContentHash.of(text))
    }
    return keys
  }

  /// What entries dropped: how many, why, and which.
  /// - Parameter samples: counts samples, not records.
  static func drops(of entries: [JSON], samples: Bool) -> [(count: Int, reason: String, by: JSON)] {
    entries.flatMap { entry in
      ((samples ? entry["samples"] : entry)?["dropped"]?.members ?? []).compactMap { reason in
        reason.value.integer.map { (count: $0, reason: reason.key, by: entry) }
      }
    }
  }

  /// The commands beyond where the histories part that write a field, as far as is known.
  func writers(of field: String, ofSamples: Bool) -> [String] {
    let owner = field.split(separator: ".").first.map(String.init) ?? field
    let known = ofSamples ? Schema.sample : Schema.record
    let writers = known.first { $0.name == owner }?.writers ?? ""
    let names = Set(writers.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init))
    var found: [String] = []
    for name in (own[0] + own[1]).compactMap({ $0["filter"]?.string })
    where names.contains(name) && !found.contains(name) {
      found.append(name)
    }
    return found
  }
}
