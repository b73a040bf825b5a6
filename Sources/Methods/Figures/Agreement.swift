/// How many problems have the answer that they had before.
package enum Agreement {
  /// The share of equal answers among the problems of both samples that have one in either; `nil` if
  /// there are none.
  ///
  /// Problems are joined by their hashes. An answer that came or went is a difference. Of [7, 8, –, –]
  /// and [7, 9, 5, –] it is 1/3.
  package static func share(
    _ before: BottomSample<String?>, _ after: BottomSample<String?>
  ) -> Double? {
    let (before, after) = (before.sorted, after.sorted)
    var (first, second) = (0, 0)
    var (equal, all) = (0, 0)
    while first < before.count, second < after.count {
      let (one, other) = (before[first], after[second])
      if one.hash == other.hash, one.element != nil || other.element != nil {
        all += 1
        if one.element == other.element { equal += 1 }
      }
      if one.hash <= other.hash { first += 1 }
      if other.hash <= one.hash { second += 1 }
    }
    return all == 0 ? nil : Double(equal) / Double(all)
  }
}
