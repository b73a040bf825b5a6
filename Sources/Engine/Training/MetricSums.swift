/// Sums of metrics, each with its count.
struct MetricSums {
  private var sums = Array(repeating: 0.0, count: TrainingMetric.allCases.count)
  private var counts = Array(repeating: 0.0, count: TrainingMetric.allCases.count)

  /// Adds a sum over `count` things.
  mutating func add(_ metric: TrainingMetric, _ sum: Double, count: Int = 1) {
    guard let place = TrainingMetric.allCases.firstIndex(of: metric) else { return }
    sums[place] += sum
    counts[place] += Double(count)
  }

  mutating func add(_ other: MetricSums) {
    for place in sums.indices {
      sums[place] += other.sums[place]
      counts[place] += other.counts[place]
    }
  }

  /// The means of those that were seen.
  var means: [MetricMean] {
    zip(TrainingMetric.allCases, zip(sums, counts)).compactMap { metric, pair in
      pair.1 == 0 ? nil : MetricMean(metric: metric, value: pair.0 / pair.1)
    }
  }
}
