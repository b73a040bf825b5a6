import Methods

/// The drawings that the figures of some streams allow.
struct ReportCharts {
  let table: MetricTable
  let columns: [StreamColumn]
  /// The field that divides the problems, if one was given, and the groups whose mean is wanted.
  let field: String?
  let mean: GroupRange?

  /// All of them, those with something to show.
  var drawn: [Chart] {
    RoundCharts(table: table).drawn
      + [
        groups, curve("pass", "pass@k: one of k samples is right"),
        curve("maj", "maj@k: the vote of k samples is right"), reliability,
      ].compactMap { $0 }
  }

  // MARK: - Groups of problems

  /// Accuracy over the groups of problems.
  private var groups: Chart? {
    guard let field, field != "all" else { return nil }
    let keys = ComparisonTables.keys(of: columns)
    let curves = columns.enumerated().map { stream, column in
      Chart.Curve(
        name: column.name, stream: stream, pattern: stream,
        points: keys.enumerated().compactMap { x, key in point(of: column, key, at: x) })
    }
    guard keys.count > 1, curves.contains(where: { !$0.points.isEmpty }) else { return nil }
    return Chart(
      title: "Accuracy by \(field)", xTitle: field, yTitle: "accuracy", labels: keys,
      curves: curves,
      table: ComparisonTables.groupRows(columns, by: field, mean: mean))
  }

  private func point(of column: StreamColumn, _ key: String, at x: Int) -> Chart.Point? {
    let shares = column.files.compactMap { $0.groups[key]?.accuracy }
    let pooled = shares.reduce(into: ClusteredShare()) { $0.add($1) }
    return pooled.value.map {
      Chart.Point(
        x: Double(x), y: $0, interval: pooled.interval,
        note: "\(column.name), \(key): \(MetricText.share([pooled]))")
    }
  }

  // MARK: - Over k

  /// A curve over k.
  private func curve(_ name: String, _ title: String) -> Chart? {
    let pooled = columns.map { column in
      MetricTally.points(
        of: column.files.reduce(into: [Int: ClusteredShare]()) { sum, file in
          for (k, mean) in file.curve(of: "\(name)@k") {
            sum[k, default: ClusteredShare()].add(mean)
          }
        })
    }
    let labels = Set(pooled.flatMap { $0.map(\.k) }).sorted()
    guard labels.count > 1 else { return nil }
    let curves = zip(columns, pooled).enumerated().map { stream, pair in
      Chart.Curve(
        name: pair.0.name, stream: stream, pattern: stream,
        points: pair.1.map { k, mean in
          Chart.Point(
            x: Double(labels.firstIndex(of: k) ?? 0), y: mean.value ?? 0,
            note: "\(pair.0.name): \(name)@\(k) \(MetricText.share([mean]))")
        })
    }
    let rows = labels.map { k in
      ["\(k)"]
        + pooled.map { points in
          points.first { $0.k == k }.map { MetricText.share([$0.mean]) } ?? "–"
        }
    }
    return Chart(
      title: title, xTitle: "k", yTitle: "share", labels: labels.map(String.init), curves: curves,
      table: [["k"] + columns.map(\.name)] + rows)
  }

  // MARK: - Calibration

  /// How often votes of about one share are right.
  private var reliability: Chart? {
    let bins = columns.map { column in
      column.files.reduce(into: Calibration()) { $0.add($1.calibration) }.bins
    }
    let curves = zip(columns, bins).enumerated().compactMap { stream, pair -> Chart.Curve? in
      let used = pair.1.filter { $0.count > 0 }
      guard !used.isEmpty else { return nil }
      let most = used.map(\.count).max() ?? 1
      return Chart.Curve(
        name: pair.0.name, stream: stream, pattern: stream,
        points: used.map { bin in
          Chart.Point(
            x: bin.confidence * 5, y: bin.accuracy,
            size: 0.4 + 3 * Double(bin.count) / Double(most),
            note: "\(pair.0.name): \(Self.text(bin))")
        })
    }
    guard !curves.isEmpty else { return nil }
    return Chart(
      title: "Calibration: how often votes of a share are right (larger marks: more votes)",
      xTitle: "share of the vote", yTitle: "right",
      labels: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], curves: curves,
      table: Self.rows(of: bins, names: columns.map(\.name)), hasDiagonal: true)
  }

  private static func rows(of bins: [[Calibration.Bin]], names: [String]) -> [[String]] {
    let used = (bins.first ?? []).indices.filter { place in bins.contains { $0[place].count > 0 } }
    return [["share of the vote"] + names]
      + used.map { place in
        [bins[0][place].edges]
          + bins.map { $0[place] }.map { $0.count == 0 ? "–" : text($0) }
      }
  }

  private static func text(_ bin: Calibration.Bin) -> String {
    "\(bin.count) votes of share \(bin.edges), mean \(MetricText.digits(bin.confidence)), "
      + "right \(MetricText.digits(bin.accuracy))"
  }
}
