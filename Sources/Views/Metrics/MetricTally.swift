import Methods

/// What is counted for a metric while a stream is read; it does not grow with the stream.
enum MetricTally {
  /// A sum over records; nil while it applies to none.
  case count(Int?)
  /// A mean over problems.
  case share(ClusteredShare)
  /// One for each k.
  case curve([Int: ClusteredShare])
  /// A mean over samples or records: the sum, and how many.
  case mean(Sum, Int)
  /// Nothing: it is computed from what the stream keeps.
  case nothing

  /// Nothing is counted yet.
  init(_ metric: Metric) {
    switch metric.computation {
    case .count: self = .count(nil)
    case .share: self = .share(ClusteredShare())
    case .curve: self = .curve([:])
    case .mean: self = .mean(Sum(), 0)
    case .total, .whole, .change: self = .nothing
    }
  }

  /// Takes a record.
  mutating func add(_ record: RecordFacts, to metric: Metric) {
    switch (metric.computation, self) {
    case (.count(let count), .count(let sum)):
      if let more = count(record) { self = .count((sum ?? 0) + more) }
    case (.share(let share), .share(var mean)):
      guard let (value, trials) = share(record) else { return }
      mean.add(value, trials: trials)
      self = .share(mean)
    case (.curve(let points), .curve(var means)):
      self = .nothing
      for (k, value) in points(record) { means[k, default: ClusteredShare()].add(value) }
      self = .curve(means)
    case (.mean(let mean), .mean(var sum, let count)):
      guard let (value, more) = mean(record), more > 0 else { return }
      sum.add(value)
      self = .mean(sum, count + more)
    default: break
    }
  }

  /// What it comes to.
  func values(of metric: Metric) -> [MetricValue] {
    func value(
      _ name: String, _ value: Double?, _ share: ClusteredShare? = nil
    ) -> [MetricValue] {
      guard let value, value.isFinite else { return [] }
      return [
        MetricValue(
          name: name, value: value, unit: metric.unit, interval: share?.interval,
          problems: share?.problems)
      ]
    }
    switch self {
    case .count(let count): return value(metric.name, count.map(Double.init))
    case .share(let mean): return value(metric.name, mean.value, mean)
    case .curve(let means):
      let family = metric.name.prefix { $0 != "@" }
      return Self.points(of: means).filter { $0.k > 1 }.flatMap { k, mean in
        value("\(family)@\(k)", mean.value, mean)
      }
    case .mean(let sum, let count):
      return value(metric.name, count == 0 ? nil : sum.value / Double(count))
    case .nothing: return []
    }
  }

  /// A curve over k, as far as nine in ten problems have so many samples: points of other problems
  /// would be of another curve.
  static func points(of curve: [Int: ClusteredShare]) -> [(k: Int, mean: ClusteredShare)] {
    let most = curve[1]?.problems ?? 0
    return curve.sorted { $0.key < $1.key }.filter { $0.value.problems * 10 >= most * 9 }
      .map { ($0.key, $0.value) }
  }
}
