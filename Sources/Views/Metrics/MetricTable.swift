import FilterKit
import Methods
import Records

/// Streams with all that is said of them, side by side.
package struct MetricTable {
  /// The streams' names.
  package let names: [String]
  /// Of every stream, what is known of each of its files.
  private let findings: [[[MetricValue]]]

  /// Compares streams, each with the first and with the one before it.
  /// - Parameter baseline: a stream before the first; it is not shown.
  package init(_ columns: [Column], baseline: StreamStatistics?) {
    names = columns.map(\.name)
    findings = columns.indices.map { place in
      columns[place].files.indices.map { file in
        func figures(_ column: Int) -> StreamStatistics? {
          guard column >= 0 else { return baseline }
          let files = columns[column].files
          return files.count == 1 ? files[0] : files.indices.contains(file) ? files[file] : nil
        }
        return columns[place].files[file].findings(
          first: baseline ?? (place > 0 ? figures(0) : nil), previous: figures(place - 1))
      }
    }
  }

  /// The gauges that a stream has at least.
  var gauges: [String] { Metric.names(of: findings.flatMap { $0 }) }

  /// A gauge of a stream: of several files their mean, with the interval of that.
  package func finding(_ gauge: String, of stream: Int) -> MetricValue? {
    let all = findings[stream].compactMap { file in file.first { $0.name == gauge } }
    guard let first = all.first, all.count > 1 else { return all.first }
    if first.isCount {
      return MetricValue(name: gauge, value: all.map(\.value).reduce(0, +), isCount: true)
    }
    var mean = Gauge()
    for finding in all { mean.add(finding.value) }
    // Of numbers that a double just holds there may be no mean, or none with an interval.
    guard mean.mean.isFinite else { return nil }
    return MetricValue(name: gauge, value: mean.mean, interval: mean.interval, isMean: true)
  }

  // MARK: - Printing

  /// A line for each gauge, a column for each stream.
  package var text: String {
    var table = TextTable()
    if names.count > 1 { table.add([""] + names) }
    for gauge in gauges {
      table.add([gauge] + names.indices.map { MetricText.text(finding(gauge, of: $0)) })
    }
    return table.text
  }

  /// A stream's gauges as an object.
  package func json(of stream: Int) -> JSON {
    let found = gauges.compactMap { finding($0, of: stream) }
    let intervals = found.compactMap { finding in
      finding.interval.map { interval in
        JSON.Member(
          finding.name, [.number(interval.lowerBound), .number(interval.upperBound)])
      }
    }
    let values = found.map { finding in
      JSON.Member(
        finding.name,
        finding.isCount ? .integer(Int64(finding.value)) : .number(finding.value))
    }
    return .object(
      [JSON.Member("stream", .string(names[stream]))] + values
        + [JSON.Member("intervals", .object(intervals))])
  }
}
