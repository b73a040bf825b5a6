import FilterKit
import Methods
import Records

/// Streams with all that is said of them, side by side.
package struct MetricTable {
  /// The streams' names.
  package let names: [String]
  /// Of every stream, what is known of each of its files.
  private let values: [[[MetricValue]]]

  /// Compares streams, each with the first and with the one before it.
  /// - Parameter baseline: a stream before the first; it is not shown.
  package init(_ columns: [StreamColumn], baseline: StreamStatistics?) {
    names = columns.map(\.name)
    values = columns.indices.map { place in
      columns[place].files.indices.map { file in
        func statistics(_ column: Int) -> StreamStatistics? {
          guard column >= 0 else { return baseline }
          let files = columns[column].files
          return files.count == 1 ? files[0] : files.indices.contains(file) ? files[file] : nil
        }
        return columns[place].files[file].values(
          first: baseline ?? (place > 0 ? statistics(0) : nil), previous: statistics(place - 1))
      }
    }
  }

  /// The names of the metrics that a stream has at least.
  package var metrics: [String] { Metric.names(of: values.flatMap { $0 }) }

  /// A metric of a stream: of several files their mean, with the interval of that.
  package func value(_ metric: String, of stream: Int) -> MetricValue? {
    let all = values[stream].compactMap { file in file.first { $0.name == metric } }
    guard let first = all.first, all.count > 1 else { return all.first }
    if first.isCount {
      return MetricValue(name: metric, value: all.map(\.value).reduce(0, +), unit: .count)
    }
    guard let (mean, interval) = SeedMean.of(all.map(\.value), unit: first.unit) else {
      return nil
    }
    return MetricValue(
      name: metric, value: mean, unit: first.unit, interval: interval, isMean: true)
  }

  // MARK: - Printing

  /// A line for each metric, a column for each stream, and what is to be said of the intervals.
  /// - Parameter width: how wide lines may be; nil for any width.
  package func text(width: Int?) -> String {
    var table = TextTable()
    if names.count > 1 { table.add([""] + names) }
    for metric in metrics {
      table.add([metric] + names.indices.map { MetricText.text(value(metric, of: $0)) })
    }
    return table.text(width: width) + (note.map { $0 + "\n" } ?? "")
  }

  /// What is to be said of intervals that are from few problems; nil if none is.
  package var note: String? {
    let shown = values.joined().joined().filter { $0.interval != nil }
    return IntervalNote.text(shown.compactMap(\.problems))
  }

  /// A stream's metrics as an object.
  package func json(of stream: Int) -> JSON {
    let found = metrics.compactMap { value($0, of: stream) }
    let intervals = found.compactMap { value in
      value.interval.map { interval in
        JSON.Member(value.name, [.number(interval.lowerBound), .number(interval.upperBound)])
      }
    }
    let values = found.map { value in
      JSON.Member(value.name, value.isCount ? .integer(Int64(value.value)) : .number(value.value))
    }
    return .object(
      [JSON.Member("stream", .string(names[stream]))] + values
        + [JSON.Member("intervals", .object(intervals))])
  }
}
