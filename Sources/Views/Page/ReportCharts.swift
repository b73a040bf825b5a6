import Methods

/// The drawings that the figures of some streams allow.
struct ReportCharts {
  let summary: MetricTable
  let columns: [Column]
  /// The field that divides the problems, if one was given.
  let field: String?

  /// All of them, those with something to show.
  var drawn: [Chart] {
    [
      rounds, groups, curve("pass", "pass@k: one of k samples is right", \.pass),
      curve("maj", "maj@k: the vote of k samples is right", \.majority), reliability,
    ].compactMap { $0 }
  }

  /// The colour of a stream; grey is for the first of several.
  private func colour(_ stream: Int) -> Int { summary.names.count == 1 ? 1 : stream }

  /// How right the streams are, one after another.
  private var rounds: Chart? {
    guard summary.names.count > 1 else { return nil }
    let widest = ["pass@", "maj@"].compactMap { family in
      // The largest k that all streams have: a curve of one point would say nothing.
      summary.gauges.last { gauge in
        gauge.hasPrefix(family)
          && summary.names.indices.allSatisfy { summary.finding(gauge, of: $0) != nil }
      }
    }
    let curves = (["accuracy", "vote-accuracy"] + widest).enumerated().compactMap {
      place, gauge -> Chart.Curve? in
      let points = summary.names.indices.compactMap { stream in
        summary.finding(gauge, of: stream).map { finding in
          Chart.Point(
            x: Double(stream), y: finding.value, interval: finding.interval,
            note: "\(summary.names[stream]): \(gauge) \(MetricText.text(finding))")
        }
      }
      return points.isEmpty
        ? nil : Chart.Curve(name: gauge, colour: 4 + place, isDashed: place > 0, points: points)
    }
    guard !curves.isEmpty else { return nil }
    return Chart(
      title: "Stream by stream, with 95 % intervals", xTitle: "stream", yTitle: "share",
      labels: summary.names, curves: curves, namesCurves: true)
  }

  /// Accuracy over the groups of problems.
  private var groups: Chart? {
    guard let field, field != "all" else { return nil }
    let keys = ComparisonTables.keys(of: columns)
    let curves = columns.enumerated().map { place, column in
      Chart.Curve(
        name: column.name, colour: colour(place),
        points: keys.enumerated().compactMap { x, key in
          let group = column.files.compactMap { $0.groups[key] }.reduce(into: ProblemGroup()) {
            $0.add($1)
          }
          return group.share.map {
            Chart.Point(
              x: Double(x), y: $0,
              interval: Accuracy.interval(successes: group.right, trials: group.judged),
              note: "\(column.name), \(key): \(MetricText.share(group))")
          }
        })
    }
    guard keys.count > 1, curves.contains(where: { !$0.points.isEmpty }) else { return nil }
    return Chart(
      title: "Accuracy by \(field)", xTitle: field, yTitle: "accuracy", labels: keys,
      curves: curves)
  }

  /// A curve over k.
  private func curve(
    _ name: String, _ title: String,
    _ points: KeyPath<ProblemGroup, [Int: (sum: Double, problems: Int)]>
  ) -> Chart? {
    let pooled = columns.map { column in
      column.files.map(\.all).reduce(into: ProblemGroup()) { $0.add($1) }
    }
    let ks = pooled.map { StreamStatistics.points(of: $0[keyPath: points]).map(\.k) }
    let labels = Set(ks.joined()).sorted()
    guard labels.count > 1 else { return nil }
    let curves = zip(columns, pooled).enumerated().map { place, pair in
      Chart.Curve(
        name: pair.0.name, colour: colour(place),
        points: StreamStatistics.points(of: pair.1[keyPath: points]).map { point in
          Chart.Point(
            x: Double(labels.firstIndex(of: point.k) ?? 0), y: point.value,
            note: "\(pair.0.name): \(name)@\(point.k) \(MetricText.digits(point.value))")
        })
    }
    return Chart(
      title: title, xTitle: "k", yTitle: "share", labels: labels.map(String.init), curves: curves)
  }

  /// How often votes of about one share are right.
  private var reliability: Chart? {
    let curves = columns.enumerated().compactMap { place, column -> Chart.Curve? in
      let pooled = column.files.reduce(into: Calibration()) { $0.add($1.calibration) }
      let bins = pooled.bins.filter { $0.count > 0 }
      guard !bins.isEmpty else { return nil }
      let most = bins.map(\.count).max() ?? 1
      return Chart.Curve(
        name: column.name, colour: colour(place),
        points: bins.map { bin in
          Chart.Point(
            x: bin.confidence * 5, y: bin.accuracy,
            size: 0.4 + 3 * Double(bin.count) / Double(most),
            note:
              "\(column.name): \(bin.count) votes of share \(MetricText.digits(bin.confidence)), "
              + "right \(MetricText.digits(bin.accuracy))")
        })
    }
    guard !curves.isEmpty else { return nil }
    return Chart(
      title: "Do shares of votes mean what they say? The larger, the more votes", xTitle: "share",
      yTitle: "right", labels: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], curves: curves,
      hasDiagonal: true)
  }
}
