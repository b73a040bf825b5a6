/// Draws without replacement, with probabilities in proportion to weights, one element by itself.
package enum WeightedDraw {
  /// How early an element is drawn: of many, those with the largest priorities.
  ///
  /// ln(u)/w with u uniform in (0, 1), here a function of a key (Efraimidis and Spirakis 2006,
  /// "Weighted random sampling with a reservoir"). Of weights 1/0.9, 1/0.6 and 1/0.3 the first draw
  /// takes each with probability 0.1818, 0.2727 and 0.5455.
  /// - Parameter weight: larger than 0.
  package static func priority(weight: Double, key: UInt64) -> Double {
    precondition(weight > 0, "a weight is larger than 0")
    let uniform = (Double(key >> 11) + 0.5) * 0x1p-53
    return logarithm(uniform) / weight
  }
}
