/// An interval of real numbers, or with equal ends that belong to it a point.
struct Interval: Equatable {
  /// An end; `nil` for infinity.
  struct End: Equatable {
    var constant: Constant
    var isIncluded: Bool
  }

  /// `nil` is −∞.
  var low: End?
  /// `nil` is ∞.
  var high: End?

  static let all = Interval(low: nil, high: nil)

  static func point(_ constant: Constant) -> Interval {
    let end = End(constant: constant, isIncluded: true)
    return Interval(low: end, high: end)
  }

  /// `[1,2)`, or `{1}` for a point.
  var form: String {
    if let low, let high, low == high, low.isIncluded { return "{\(low.constant.value.form)}" }
    let left = low.map { ($0.isIncluded ? "[" : "(") + $0.constant.value.form } ?? "(-infinity"
    let right = high.map { $0.constant.value.form + ($0.isIncluded ? "]" : ")") } ?? "infinity)"
    return left + "," + right
  }

  /// Whether no number is in it; `nil` if that is not known.
  var isEmpty: Bool? {
    guard let low, let high else { return false }
    guard let order = low.constant.order(to: high.constant) else { return nil }
    return order > 0 || order == 0 && !(low.isIncluded && high.isIncluded)
  }

  /// What is in both; `nil` if the order of the ends is not known.
  func intersection(_ other: Interval) -> Interval? {
    guard let low = Self.stricter(low, other.low, sign: 1),
      let high = Self.stricter(high, other.high, sign: -1)
    else { return nil }
    return Interval(low: low, high: high)
  }

  /// The end that leaves less; the outer optional is `nil` if the order is not known.
  private static func stricter(_ a: End?, _ b: End?, sign: Int) -> End?? {
    guard let a else { return .some(b) }
    guard let b else { return .some(a) }
    guard let order = a.constant.order(to: b.constant) else { return nil }
    if order == 0 { return .some(a.isIncluded ? b : a) }
    return .some(order * sign > 0 ? a : b)
  }
}
