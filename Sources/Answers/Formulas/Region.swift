/// A set of real numbers: intervals and points without a common number, in rising order.
struct Region: Equatable {
  let pieces: [Interval]

  static let all = Region(pieces: [.all])

  private init(pieces: [Interval]) { self.pieces = pieces }

  /// The union; `nil` if the order of two ends is not known.
  init?(union pieces: [Interval]) {
    var sorted: [Interval] = []
    for piece in pieces {
      guard let isEmpty = piece.isEmpty else { return nil }
      guard !isEmpty else { continue }
      var place = 0
      while place < sorted.count {
        guard let isBefore = Self.begins(sorted[place], before: piece) else { return nil }
        guard isBefore else { break }
        place += 1
      }
      sorted.insert(piece, at: place)
    }
    var merged: [Interval] = []
    for piece in sorted {
      guard let last = merged.last else {
        merged.append(piece)
        continue
      }
      guard let meets = Self.meets(last, piece) else { return nil }
      guard meets else {
        merged.append(piece)
        continue
      }
      guard let high = Self.later(last.high, piece.high) else { return nil }
      merged[merged.count - 1].high = high
    }
    self.pieces = merged
  }

  /// `(-infinity,0)∪(1,2]`, `{}` or `ℝ`.
  var form: String {
    if pieces == [.all] { return "ℝ" }
    return pieces.isEmpty ? "{}" : pieces.map(\.form).joined(separator: "∪")
  }

  func intersection(_ other: Region) -> Region? {
    var common: [Interval] = []
    for left in pieces {
      for right in other.pieces {
        guard let both = left.intersection(right) else { return nil }
        common.append(both)
      }
    }
    return Region(union: common)
  }

  /// All other numbers.
  var complement: Region? {
    var rest = Region.all
    for piece in pieces {
      var sides: [Interval] = []
      if let low = piece.low {
        sides.append(
          Interval(
            low: nil, high: .init(constant: low.constant, isIncluded: !low.isIncluded)))
      }
      if let high = piece.high {
        sides.append(
          Interval(
            low: .init(constant: high.constant, isIncluded: !high.isIncluded), high: nil))
      }
      guard let outside = Region(union: sides), let left = rest.intersection(outside) else {
        return nil
      }
      rest = left
    }
    return rest
  }

  private static func begins(_ a: Interval, before b: Interval) -> Bool? {
    guard let left = a.low else { return true }
    guard let right = b.low else { return false }
    guard let order = left.constant.order(to: right.constant) else { return nil }
    return order < 0 || order == 0 && left.isIncluded
  }

  /// Whether no number is left between `a` and a later `b`.
  private static func meets(_ a: Interval, _ b: Interval) -> Bool? {
    guard let high = a.high, let low = b.low else { return true }
    guard let order = low.constant.order(to: high.constant) else { return nil }
    return order < 0 || order == 0 && (low.isIncluded || high.isIncluded)
  }

  private static func later(_ a: Interval.End?, _ b: Interval.End?) -> Interval.End?? {
    guard let a, let b else { return .some(nil) }
    guard let order = a.constant.order(to: b.constant) else { return nil }
    if order == 0 { return .some(a.isIncluded ? a : b) }
    return .some(order > 0 ? a : b)
  }
}
