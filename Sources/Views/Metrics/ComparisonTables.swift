import FilterKit
import Methods

/// Tables that compare streams.
package enum ComparisonTables {
  /// How much each stream holds that can be judged, and how right it is.
  package static func accuracies(
    _ columns: [StreamColumn], areNamed: Bool, width: Int?
  ) -> String {
    var table = TextTable()
    table.add([areNamed ? "file" : "", "problems", "samples", "right", "accuracy"])
    for column in columns {
      let groups = column.files.map(\.all)
      table.add([
        areNamed ? column.name : "", "\(groups.map(\.accuracy.problems).reduce(0, +))",
        "\(groups.map(\.judged).reduce(0, +))", "\(groups.map(\.right).reduce(0, +))",
        MetricText.accuracy(groups),
      ])
    }
    return table.text(width: width) + note(columns.flatMap { $0.files.map(\.all.accuracy) })
  }

  /// What each stream drew beside the first.
  package static func savings(_ columns: [StreamColumn], width: Int?) -> String {
    let files = columns.map { ($0.name, $0.files[0].all) }
    guard let first = files.first?.1 else { return "" }
    func ratio(_ number: Int?, to other: Int?) -> String {
      guard let number, let other, other > 0 else { return "–" }
      return MetricText.digits(Double(number) / Double(other))
    }
    var table = TextTable()
    table.add([
      "file", "problems", "samples", "each", "of all", "tokens", "of all", "vote is right",
    ])
    for (name, group) in files {
      table.add([
        name, "\(group.problems)", "\(group.samples)", ratio(group.samples, to: group.problems),
        ratio(group.samples, to: first.samples), group.tokens.map { "\($0)" } ?? "–",
        ratio(group.tokens, to: first.tokens), MetricText.share([group.elected]),
      ])
    }
    return table.text(width: width) + note(files.map(\.1.elected))
  }

  /// The accuracy of each group of problems.
  /// - Parameters:
  ///   - field: what divides the problems.
  ///   - mean: a range of groups whose mean is wanted.
  ///   - plot: whether the accuracies are drawn.
  ///   - width: how wide lines may be; nil for any width.
  package static func groups(
    _ columns: [StreamColumn], by field: String, mean: GroupRange?, plot: Bool,
    width: Int?
  ) -> String {
    var table = TextTable()
    for row in groupRows(columns, by: field, mean: mean) { table.add(row) }
    let keys = keys(of: columns)
    let shares = columns.flatMap { $0.files.flatMap(\.groups.values).map(\.accuracy) }
    let text = table.text(width: width) + note(shares)
    return plot ? text + "\n" + TextPlot.text(curves(of: columns, keys), groups: keys) + "\n" : text
  }

  /// The rows of that table, that of names first.
  static func groupRows(
    _ columns: [StreamColumn], by field: String, mean: GroupRange?
  ) -> [[String]] {
    let keys = keys(of: columns)
    let head = [field] + columns.map { columns.count == 1 ? "accuracy" : $0.name }
    let rows = keys.map { key in
      [key]
        + columns.map { column in
          MetricText.accuracy(column.files.map { $0.groups[key] ?? ProblemGroup() })
        }
    }
    let means = mean.map { mean in
      ["mean \(mean.text)"] + columns.map { MetricText.mean(mean.means(of: $0, keys)) }
    }
    return [head] + rows + (means.map { [$0] } ?? [])
  }

  private static func curves(of columns: [StreamColumn], _ keys: [String]) -> [TextPlot.Curve] {
    columns.map { column in
      TextPlot.Curve(
        name: column.name,
        shares: keys.map { key in
          let shares = column.files.compactMap { $0.groups[key]?.accuracy.value }
          return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        })
    }
  }

  /// What is to be said of intervals from few problems, as a line.
  private static func note(_ shares: [ClusteredShare]) -> String {
    let counts = shares.filter { $0.interval != nil }.map(\.problems)
    return IntervalNote.text(counts).map { $0 + "\n" } ?? ""
  }

  /// The groups that any stream has: numbers by their size, then the others by their names.
  static func keys(of columns: [StreamColumn]) -> [String] {
    func size(_ key: String) -> Double {
      let number = Double(key) ?? .infinity
      return number.isNaN ? .infinity : number
    }
    return Set(columns.flatMap { $0.files.flatMap(\.groups.keys) })
      .map { (size($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }
}
