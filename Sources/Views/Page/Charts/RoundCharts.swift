/// How metrics went from stream to stream, or from round to round of several loops.
///
/// Streams whose names end in a round, such as `iwsi/round2`, are rounds of the loop that the rest of
/// the name says; a stream called base is the round 0 of all. Each loop is a line of its own.
struct RoundCharts {
  /// A loop: its name, and its streams by their rounds.
  struct Loop: Equatable {
    var name: String
    var streams: [(round: Int, stream: Int)]

    static func == (one: Loop, other: Loop) -> Bool {
      one.name == other.name && one.streams.elementsEqual(other.streams, by: ==)
    }
  }

  let table: MetricTable

  /// One chart with a line for each metric, or of several loops one for each metric.
  var drawn: [Chart] {
    guard table.names.count > 1 else { return [] }
    let loops = Self.loops(of: table.names)
    guard loops.count > 1 else { return [single].compactMap { $0 } }
    return metrics.compactMap { chart(of: $0, loops) }
  }

  /// The loops of streams of these names, those of one stream that is no round included.
  static func loops(of names: [String]) -> [Loop] {
    var loops: [Loop] = []
    var bases: [Int] = []
    for (stream, name) in names.enumerated() {
      if name == "base" {
        bases.append(stream)
        continue
      }
      guard let (loop, round) = round(of: name) else { return [] }
      let place = loops.firstIndex { $0.name == loop } ?? loops.count
      if place == loops.count { loops.append(Loop(name: loop, streams: [])) }
      loops[place].streams.append((round, stream))
    }
    guard loops.count > 1 else { return loops }
    return loops.map { loop in
      let hasStart = loop.streams.contains { $0.round == 0 }
      let start = hasStart ? [] : bases.prefix(1).map { (round: 0, stream: $0) }
      return Loop(name: loop.name, streams: (start + loop.streams).sorted { $0.round < $1.round })
    }
  }

  /// `iwsi/round2` is the round 2 of iwsi.
  private static func round(of name: String) -> (loop: String, round: Int)? {
    var parts = name.split(separator: "/").map(String.init)
    guard let last = parts.last, last.hasPrefix("round"), let round = Int(last.dropFirst(5)) else {
      return nil
    }
    parts.removeLast()
    return (parts.joined(separator: "/"), round)
  }

  /// What is drawn: accuracies, and pass@k and maj@k of the largest k that all streams have, as a
  /// curve of one point would say nothing.
  private var metrics: [String] {
    let widest = ["pass@", "maj@"].compactMap { family in
      table.metrics.last { metric in
        metric.hasPrefix(family)
          && table.names.indices.allSatisfy { table.value(metric, of: $0) != nil }
      }
    }
    return ["accuracy", "vote-accuracy"] + widest
  }

  /// All streams one after another, in their own colours; the lines are the metrics.
  private var single: Chart? {
    let curves = metrics.enumerated().compactMap { place, metric -> Chart.Curve? in
      let points = table.names.indices.compactMap { point(metric, $0, at: Double($0)) }
      return points.isEmpty
        ? nil : Chart.Curve(name: metric, stream: nil, pattern: place, points: points)
    }
    guard !curves.isEmpty else { return nil }
    let rows = table.names.enumerated().map { stream, name in
      [name] + curves.map { MetricText.text(table.value($0.name, of: stream)) }
    }
    return Chart(
      title: "Stream by stream, with 95 % intervals", xTitle: "stream", yTitle: "share",
      labels: table.names, curves: curves, table: [["stream"] + curves.map(\.name)] + rows,
      namesCurves: true)
  }

  /// One metric, round by round; the lines are the loops.
  private func chart(of metric: String, _ loops: [Loop]) -> Chart? {
    let rounds = Set(loops.flatMap { $0.streams.map(\.round) }).sorted()
    let curves = loops.enumerated().map { place, loop in
      Chart.Curve(
        name: loop.name, stream: nil, pattern: place,
        points: loop.streams.compactMap { round, stream in
          point(metric, stream, at: Double(rounds.firstIndex(of: round) ?? 0))
        })
    }
    guard curves.contains(where: { !$0.points.isEmpty }) else { return nil }
    let rows = rounds.map { round in
      ["\(round)"]
        + loops.map { loop in
          loop.streams.first { $0.round == round }
            .map { MetricText.text(table.value(metric, of: $0.stream)) } ?? "–"
        }
    }
    return Chart(
      title: "\(metric), round by round, with 95 % intervals", xTitle: "round", yTitle: metric,
      labels: rounds.map(String.init), curves: curves,
      table: [["round"] + loops.map(\.name)] + rows, namesCurves: true)
  }

  private func point(_ metric: String, _ stream: Int, at x: Double) -> Chart.Point? {
    table.value(metric, of: stream).map { value in
      Chart.Point(
        x: x, y: value.value, interval: value.interval, stream: stream,
        note: "\(table.names[stream]): \(metric) \(MetricText.text(value))")
    }
  }
}
