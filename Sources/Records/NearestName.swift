/// Finds the known name that an unknown one was probably meant to be, for error messages.
package enum NearestName {
  /// The known name that was probably meant, the first of several; nil if none is near enough.
  ///
  /// A name is near if it takes few edits: letters inserted, deleted, changed or swapped with the
  /// next one. A third of the letters may be edited, at least one, and never all of them; case does
  /// not count. The last part of a dotted name is near to the whole (`level` to `meta.level`), and so
  /// is the beginning of a name, from two letters on (`temp` to `temperature`).
  package static func of(_ name: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().utf8)
    var limit = min(max(1, wanted.count / 3), wanted.count - 1)
    var best: String?
    for candidate in known where candidate != name {
      let bytes = Array(candidate.lowercased().utf8)
      if let distance = distance(wanted, bytes, limit: limit) {
        best = candidate
        limit = distance - 1
      } else if best == nil, limit > 0, bytes.ends(with: [UInt8(ascii: ".")] + wanted) {
        best = candidate
      }
      if limit < 0 { break }
    }
    guard best == nil, wanted.count > 1 else { return best }
    return known.first { $0 != name && $0.lowercased().utf8.starts(with: wanted) }
  }

  /// The number of edits between two names (optimal string alignment: bytes inserted, deleted, changed
  /// or swapped with their neighbour); nil if it is more than `limit`.
  ///
  /// O(length · limit).
  package static func distance(_ first: [UInt8], _ second: [UInt8], limit: Int) -> Int? {
    guard limit >= 0, abs(first.count - second.count) <= limit else { return nil }
    let width = second.count + 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { rows in
      rows.initialize(repeating: limit + 1)
      for column in 0..<width { rows[column] = column }
      for (i, byte) in first.enumerated() {
        // Three rows by turns: this one, the one above and the one before that.
        let (row, above, before) = ((i + 1) % 3 * width, i % 3 * width, (i + 2) % 3 * width)
        for column in 0..<width { rows[row + column] = limit + 1 }
        rows[row] = i + 1
        var least = i < limit ? i + 1 : limit + 1
        for j in max(0, i - limit)..<max(0, min(second.count, i + limit + 1)) {
          var cost = rows[above + j] + (byte == second[j] ? 0 : 1)
          cost = min(cost, rows[above + j + 1] + 1, rows[row + j] + 1)
          if i > 0, j > 0, byte == second[j - 1], first[i - 1] == second[j] {
            cost = min(cost, rows[before + j - 1] + 1)
          }
          rows[row + j + 1] = cost
          least = min(least, cost)
        }
        guard least <= limit else { return nil }
      }
      let distance = rows[first.count % 3 * width + second.count]
      return distance <= limit ? distance : nil
    }
  }

  /// What to add to a message about an unknown name; nothing if no known name is near.
  package static func hint(_ name: String, among known: some Sequence<String>) -> String {
    of(name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}

extension Collection where Element: Equatable {
  fileprivate func ends(with end: [Element]) -> Bool { suffix(end.count).elementsEqual(end) }
}
