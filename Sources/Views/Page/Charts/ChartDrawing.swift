/// A chart as the content of an SVG element.
struct ChartDrawing {
  let chart: Chart

  private static let (width, height) = (440.0, 300.0)
  private static let (left, top, bottom) = (36.0, 28.0, 46.0)
  private var right: Double { chart.namesCurves ? 110 : 16 }

  private func x(_ value: Double) -> Double {
    let last = Double(max(chart.labels.count - 1, 1))
    let margin = chart.hasDiagonal ? 0 : 18.0
    let room = Self.width - Self.left - right - 2 * margin
    let place = chart.labels.count == 1 ? 0.5 : value / last
    return Self.left + margin + place * room
  }

  private func y(_ value: Double) -> Double {
    Self.top + (1 - min(max(value, 0), 1)) * (Self.height - Self.top - Self.bottom)
  }

  /// The drawing.
  var content: String {
    grid + (chart.hasDiagonal ? diagonal : "") + chart.curves.map(drawing).joined() + ends
  }

  private var grid: String {
    var svg = ""
    let end = Self.width - right
    for tenth in stride(from: 0, through: 10, by: 2) {
      let level = Double(tenth) / 10
      let line = Markup.length(y(level))
      svg +=
        #"<path class="grid" d="M\#(Markup.length(Self.left)) \#(line)H\#(Markup.length(end))"/>"#
      svg += Markup.text(Self.left - 8, y(level) + 4, "\(level)", anchor: "end")
    }
    svg += Markup.text(
      (Self.left + end) / 2, Self.height - 8, chart.xTitle, anchor: "middle", "axis")
    return svg + labels(upTo: end) + Markup.text(2, 11, chart.yTitle, anchor: "start", "axis")
  }

  /// The labels below; those that would touch others are left out, but for the last.
  private func labels(upTo end: Double) -> String {
    let labels = chart.labels
    let widest = Double(labels.map(\.count).max() ?? 1) * 7 + 10
    let step = max(1, Int((widest * Double(labels.count) / (end - Self.left)).rounded(.up)))
    return labels.enumerated().map { place, label in
      let isShown =
        place % step == 0 && place + step / 2 < labels.count || place == labels.count - 1
      guard isShown else { return "" }
      let y = Self.height - Self.bottom + 18
      return Markup.text(x(Double(place)), y, label, anchor: "middle")
    }.joined()
  }

  private var diagonal: String {
    let end = Double(chart.labels.count - 1)
    return
      #"<path class="diagonal" d="M\#(Markup.pair(x(0), y(0)))L\#(Markup.pair(x(end), y(1)))"/>"#
  }

  private func drawing(_ curve: Chart.Curve) -> String {
    var svg = "<g\(StreamColour.attributes(of: curve.stream))>"
    let places = curve.points.map { Markup.pair(x($0.x), y($0.y)) }
    if places.count > 1 {
      let dashes = CurvePattern.dashes(curve.pattern)
      svg += #"<path class="curve"\#(dashes) d="M\#(places.joined(separator: "L"))"/>"#
    }
    for point in curve.points {
      svg += "<g\(StreamColour.attributes(of: point.stream ?? curve.stream))>"
      if let interval = point.interval {
        let (low, high) = (y(interval.lowerBound), y(interval.upperBound))
        svg +=
          #"<path class="whisker" d="M\#(Markup.pair(x(point.x), low))V\#(Markup.length(high))"/>"#
      }
      svg += CurvePattern.mark(
        curve.pattern, at: (x(point.x), y(point.y)), size: point.size, note: point.note)
      svg += "</g>"
    }
    return svg + "</g>"
  }

  /// The curves' names behind their last points, pushed apart where they would touch.
  private var ends: String {
    guard chart.namesCurves else { return "" }
    let last = chart.curves.compactMap { curve in
      curve.points.last.map { (curve.name, curve.stream, y($0.y)) }
    }.sorted { $0.2 < $1.2 }
    var svg = ""
    var free = 0.0
    for (name, stream, place) in last {
      let line = max(place, free)
      free = line + 14
      let label = Markup.text(
        Self.width - right + 8, line + 4, name, anchor: "start", "end")
      svg += "<g\(StreamColour.attributes(of: stream))>\(label)</g>"
    }
    return svg
  }
}
