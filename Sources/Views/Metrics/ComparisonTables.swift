import FilterKit
import Methods

/// Files beside each other, as one column or one row each.
package struct Column {
  package var name: String
  package var files: [StreamStatistics]

  /// Makes a column.
  package init(name: String, files: [StreamStatistics]) {
    self.name = name
    self.files = files
  }

  /// A line for each file in which most problems have one answer.
  /// - Parameter areNamed: whether it says whose problems.
  package func collapses(areNamed: Bool) -> [String] {
    files.map(\.collapse).filter(\.isAlarming).map { collapse in
      let answer = TerminalText.cut(
        TerminalText.line(KeptAnswer.text(of: collapse.answer ?? "")), to: 60)
      return "ALARM: \(MetricText.digits(collapse.share)) of the problems"
        + "\(areNamed ? " of \(TerminalText.line(name))" : "") have the answer “\(answer)”\n"
    }
  }
}

extension Column {
  /// What the columns are called: the directory, with the one above it where that is not enough to
  /// tell the rounds of several methods apart.
  ///
  /// Round 0 is the base of all of them. Files of one directory are called by their own names.
  package static func names(of paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    if let only = parts.first, parts.count == 1 {
      return [(only.dropLast().suffix(1) + [stem(of: only.last)]).joined(separator: "/")]
    }
    let directories = parts.map { $0.dropLast().joined(separator: "/") }
    let short = parts.map { $0.dropLast().last ?? stem(of: $0.last) }
    guard Set(short).count < short.count else { return short.map { $0 == "round0" ? "base" : $0 } }
    guard Set(directories).count == paths.count else {
      let stems = parts.map { stem(of: $0.last) }
      return Set(stems).count == stems.count
        ? stems : zip(parts, stems).map { ($0.dropLast().suffix(1) + [$1]).joined(separator: "/") }
    }
    return parts.map { part in
      let directories = part.dropLast().suffix(2)
      if directories.last == "round0" { return "base" }
      return directories.isEmpty ? stem(of: part.last) : directories.joined(separator: "/")
    }
  }

  /// A file's name without what says that it is a stream.
  private static func stem(of name: String?) -> String {
    var name = name ?? "-"
    for ending in [".zst", ".jsonl"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name
  }
}

/// Tables that compare files.
package enum ComparisonTables {
  /// How much each file holds and how right it is.
  package static func files(_ columns: [Column], areNamed: Bool) -> String {
    var table = TextTable()
    table.add([areNamed ? "file" : "", "problems", "samples", "right", "accuracy"])
    for column in columns {
      let groups = column.files.map(\.all)
      table.add([
        areNamed ? column.name : "", "\(groups.map(\.problems).reduce(0, +))",
        "\(groups.map(\.samples).reduce(0, +))", "\(groups.map(\.right).reduce(0, +))",
        MetricText.share(groups),
      ])
    }
    return table.text
  }

  /// What each file drew beside the first.
  package static func savings(_ columns: [Column]) -> String {
    let files = columns.map { ($0.name, $0.files[0]) }
    guard let first = files.first?.1.all else { return "" }
    func ratio(_ number: Int, to other: Int) -> String {
      other == 0 ? "–" : MetricText.digits(Double(number) / Double(other))
    }
    var table = TextTable()
    table.add([
      "file", "problems", "samples", "each", "of all", "tokens", "of all", "vote is right",
    ])
    for (name, file) in files {
      let group = file.all
      let (right, votes) = group.elected
      let knowsTokens = file.tokens.count > 0
      table.add([
        name, "\(group.problems)", "\(group.samples)", ratio(group.samples, to: group.problems),
        ratio(group.samples, to: first.samples), knowsTokens ? "\(group.tokens)" : "–",
        knowsTokens ? ratio(group.tokens, to: first.tokens) : "–",
        votes == 0
          ? "–"
          : MetricText.share(
            Double(right) / Double(votes), Accuracy.interval(successes: right, trials: votes)),
      ])
    }
    return table.text
  }

  /// The accuracy of each group of problems.
  /// - Parameters:
  ///   - field: what divides the problems.
  ///   - mean: a range of groups as it was given, and as numbers, whose mean is wanted.
  ///   - plot: whether the accuracies are drawn.
  package static func groups(
    _ columns: [Column], by field: String, mean: (text: String, range: ClosedRange<Double>)?,
    plot: Bool
  ) -> String {
    let keys = keys(of: columns)
    var table = TextTable()
    table.add([field] + columns.map { columns.count == 1 ? "accuracy" : $0.name })
    for key in keys {
      table.add(
        [key]
          + columns.map { column in
            MetricText.share(column.files.map { $0.groups[key] ?? ProblemGroup() })
          }
      )
    }
    if let mean {
      let inRange = keys.filter { Double($0).map(mean.range.contains) ?? false }
      let means = columns.map { $0.files.compactMap { file in file.mean(of: inRange) } }
      table.add(["mean \(mean.text)"] + means.map { MetricText.share($0) })
    }
    guard plot else { return table.text }
    let curves = columns.map { column in
      TextPlot.Curve(
        name: column.name,
        shares: keys.map { key in
          let shares = column.files.compactMap { $0.groups[key]?.share }
          return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        })
    }
    return table.text + "\n" + TextPlot.text(curves, groups: keys) + "\n"
  }

  /// The groups that any file has: numbers by their size, then the others by their names.
  static func keys(of columns: [Column]) -> [String] {
    func size(_ key: String) -> Double {
      let number = Double(key) ?? .infinity
      return number.isNaN ? .infinity : number
    }
    return Set(columns.flatMap { $0.files.flatMap(\.groups.keys) })
      .map { (size($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }
}
