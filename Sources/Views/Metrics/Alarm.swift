import FilterKit
import Records
import Streams

/// A limit on a metric, such as `accuracy<0.3`, beyond which a loop should stop.
package struct Alarm {
  private enum Side: String, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
  }

  /// The metric's name.
  package let metric: String
  private let side: Side
  private let limit: Double
  private let text: String

  /// Reads a limit.
  /// - Throws: `Failure` with a sentence that says what is wrong.
  package init(_ text: String) throws(Failure) {
    guard let place = text.firstIndex(where: { "<>".contains($0) }),
      let side = Side.allCases.first(where: { text[place...].hasPrefix($0.rawValue) }),
      let limit = Double(text[place...].dropFirst(side.rawValue.count)), limit.isFinite
    else {
      throw Failure(.usage, "invalid --alarm \"\(text)\": use a limit such as 'accuracy<0.3'")
    }
    metric = String(text[..<place])
    guard Metric.place(of: metric) != nil else {
      let hint = NearestName.hint(metric, among: Metric.all.map(\.name))
      throw Failure(.usage, "invalid --alarm \"\(text)\": there is no metric \"\(metric)\"\(hint)")
    }
    (self.side, self.limit, self.text) = (side, limit, text)
  }

  /// Whether a value is beyond the limit.
  package func rings(at value: Double) -> Bool {
    switch side {
    case .atMost: value <= limit
    case .atLeast: value >= limit
    case .below: value < limit
    case .above: value > limit
    }
  }

  /// What is said when it rings; three digits behind the point would hide a small difference.
  package func message(_ value: Double) -> String { "alarm: \(metric) is \(value), and \(text)" }
}
