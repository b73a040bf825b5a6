/// What a metric came to in a stream.
package struct MetricValue: Equatable, Sendable {
  /// What kind of number a metric is.
  enum Unit: Sendable {
    /// A number of things.
    case count
    /// From 0 to 1.
    case share
    /// From −1 to 1, with its sign.
    case change
    /// Any other number.
    case number
  }

  /// The metric's name; of several k with the number, such as `pass@8`.
  let name: String
  package let value: Double
  let unit: Unit
  /// The 95 % interval, if there is one.
  var interval: ClosedRange<Double>?
  /// How many problems the interval is from; nil if none is.
  var problems: Int?
  /// Whether it is the mean of several files.
  var isMean = false

  /// Whether it is a number of things.
  var isCount: Bool { unit == .count }
}
