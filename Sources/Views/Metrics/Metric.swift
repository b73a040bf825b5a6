import Methods

/// Something that a report says of a stream.
///
/// Each is one row of `all`, from which the help, the columns, `--json`, alarms and the page are
/// made: a metric of what `RecordFacts` knows is that row and nothing else.
package struct Metric: Sendable {
  /// How it is computed: from each record while the stream is read, or from what the stream keeps.
  enum Computation: Sendable {
    /// A sum over records; nil where it does not apply.
    case count(@Sendable (RecordFacts) -> Int?)
    /// The mean over problems of a share, and of how many samples it is; with an interval.
    case share(@Sendable (RecordFacts) -> (share: Double, samples: Int)?)
    /// Such a mean for each number k of samples; with intervals.
    case curve(@Sendable (RecordFacts) -> [Int: Double])
    /// The mean over all samples: a record's sum, and how many it has.
    case mean(@Sendable (RecordFacts) -> (sum: Double, count: Int)?)
    /// A number of things of the whole stream.
    case total(@Sendable (StreamStatistics) -> Int?)
    /// A number of the whole stream, or of it beside others.
    case whole(@Sendable (MetricContext) -> Double?)
    /// A difference from the first stream, of the problems that both have; with an interval.
    case change(@Sendable (MetricContext) -> PairedChange?)
  }

  /// The name on paper, in JSON and in an alarm; `@k` stands for any number.
  package let name: String
  /// What it means, in a few words.
  package let meaning: String
  let unit: MetricValue.Unit
  let computation: Computation

  init(
    _ name: String, _ meaning: String, _ unit: MetricValue.Unit, _ computation: Computation
  ) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.computation = computation
  }

  /// The row of a name such as `accuracy` or `pass@8`; nil if there is none.
  package static func place(of name: String) -> Int? {
    var family = name
    if let cut = name.firstIndex(of: "@"), Int(name[name.index(after: cut)...]) ?? 0 > 0 {
      family = name[...cut] + "k"
    }
    return all.firstIndex { $0.name == family }
  }

  /// What a name means; empty if it is none.
  static func meaning(of name: String) -> String { place(of: name).map { all[$0].meaning } ?? "" }

  /// The names that any of some streams has, in the table's order.
  static func names(of values: [[MetricValue]]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for value in values.joined() where seen.insert(value.name).inserted { names.append(value.name) }
    let keys = names.map { name in
      (place(of: name) ?? all.count, Int(name.split(separator: "@").last ?? "") ?? 0)
    }
    return names.indices.sorted { keys[$0] < keys[$1] }.map { names[$0] }
  }
}

/// A stream, and those that it is compared with.
struct MetricContext: Sendable {
  let stream: StreamStatistics
  /// The stream that changes are counted from.
  var first: StreamStatistics?
  /// The one before it.
  var previous: StreamStatistics?
}
