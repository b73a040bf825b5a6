/// How many problems have the answer that they had before.
package enum Agreement {
  /// The share of equal answers among the problems of both samples that have one in either; `nil` if
  /// there are none, or if no problem had one before.
  ///
  /// Problems are joined by their hashes. An answer that came or went is a difference. Of [7, 8, –, –]
  /// and [7, 9, 5, –] it is 1/3.
  /// - Parameter answer: the answer of a problem, nil if it has none.
  package static func share<Problem>(
    _ before: BottomSample<Problem>, _ after: BottomSample<Problem>,
    _ answer: (Problem) -> String?
  ) -> Double? {
    guard before.inOrder.contains(where: { answer($0) != nil }) else { return nil }
    var (equal, all) = (0, 0)
    before.forEachPair(with: after) { one, other in
      let (one, other) = (answer(one), answer(other))
      guard one != nil || other != nil else { return }
      all += 1
      if one == other { equal += 1 }
    }
    return all == 0 ? nil : Double(equal) / Double(all)
  }
}
