import FilterKit
import Methods

/// Files beside each other, as one column or one row each.
struct Column {
  var name: String
  var files: [Figures]

  /// A line for each file in which most problems have one answer.
  var collapses: [String] {
    files.map(\.collapse).filter(\.isAlarming).map { collapse in
      "ALARM: \(Cell.digits(collapse.share)) of the problems have the answer "
        + "“\(collapse.answer ?? "")”\n"
    }
  }
}

extension Column {
  /// What the columns are called: the directory, with the one above it where that is not enough to
  /// tell the rounds of several methods apart.
  ///
  /// Round 0 is the base of all of them. Files of one directory are called by their own names.
  static func names(of paths: [String]) -> [String] {
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
enum Comparison {
  /// How much each file holds and how right it is.
  static func files(_ columns: [Column], areNamed: Bool) -> String {
    var table = TextTable()
    table.add([areNamed ? "file" : "", "problems", "samples", "right", "accuracy"])
    for column in columns {
      let groups = column.files.map(\.all)
      table.add([
        areNamed ? column.name : "", "\(groups.map(\.problems).reduce(0, +))",
        "\(groups.map(\.samples).reduce(0, +))", "\(groups.map(\.right).reduce(0, +))",
        Cell.share(groups),
      ])
    }
    return table.text
  }

  /// What each file drew beside the first.
  static func savings(_ columns: [Column]) -> String {
    let groups = columns.map { column in (column.name, column.files.map(\.all)[0]) }
    guard let first = groups.first?.1 else { return "" }
    var table = TextTable()
    table.add([
      "file", "problems", "samples", "each", "of all", "tokens", "of all", "vote is right",
    ])
    for (name, group) in groups {
      let right = Accuracy.interval(
        successes: group.elected.right, trials: group.elected.problems)
      table.add([
        name, "\(group.problems)", "\(group.samples)",
        Cell.digits(Double(group.samples) / Double(max(group.problems, 1))),
        Cell.digits(Double(group.samples) / Double(max(first.samples, 1))), "\(group.tokens)",
        Cell.digits(Double(group.tokens) / Double(max(first.tokens, 1))),
        Cell.share(Double(group.elected.right) / Double(max(group.elected.problems, 1)), right),
      ])
    }
    return table.text
  }

  /// The accuracy of each group of problems.
  /// - Parameters:
  ///   - field: what divides the problems.
  ///   - mean: a range of groups as it was given, and as numbers, whose mean is wanted.
  ///   - plot: whether the accuracies are drawn.
  static func groups(
    _ columns: [Column], by field: String, mean: (text: String, range: ClosedRange<Double>)?,
    plot: Bool
  ) -> String {
    let keys = keys(of: columns)
    var table = TextTable()
    table.add([field] + columns.map { columns.count == 1 ? "accuracy" : $0.name })
    for key in keys {
      table.add(
        [key] + columns.map { column in Cell.share(column.files.map { $0.groups[key] ?? Group() }) }
      )
    }
    if let mean {
      let inRange = keys.filter { Double($0).map(mean.range.contains) ?? false }
      let means = columns.map { column in
        column.files.map { file in
          inRange.compactMap { file.groups[$0]?.share }.reduce(0, +) / Double(max(inRange.count, 1))
        }
      }
      table.add(["mean \(mean.text)"] + means.map { Cell.share($0) })
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

  /// The groups that any file has, numbers by their size.
  static func keys(of columns: [Column]) -> [String] {
    Set(columns.flatMap { $0.files.flatMap(\.groups.keys) }).sorted { first, second in
      if let a = Double(first), let b = Double(second) { return a < b }
      return first < second
    }
  }
}
