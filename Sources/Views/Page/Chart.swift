/// Curves of shares, from 0 to 1, as a drawing in SVG.
struct Chart {
  /// A point of a curve, with the interval that it is known to lie in.
  struct Point {
    /// In units of the axis: the place of a label, or a share of the width.
    var x: Double
    var y: Double
    var interval: ClosedRange<Double>?
    /// How large its mark is, beside others; 1 is the usual one.
    var size = 1.0
    /// What is said when a person points at it.
    var note = ""
  }

  /// A curve.
  struct Curve {
    var name: String
    /// Which of the page's colours it has.
    var colour: Int
    var isDashed = false
    var points: [Point]
  }

  var title: String
  /// What the axes show.
  var xTitle: String
  var yTitle: String
  /// The labels below, at 0, 1, 2 and so on.
  var labels: [String]
  var curves: [Curve]
  /// Whether y = x is drawn, as where shares should lie.
  var hasDiagonal = false
  /// Whether curves are named at their ends.
  var namesCurves = false

  private static let (width, height) = (440.0, 300.0)
  private static let (left, top, bottom) = (36.0, 28.0, 46.0)
  private var right: Double { namesCurves ? 110 : 16 }

  private func x(_ value: Double) -> Double {
    let last = Double(max(labels.count - 1, 1))
    let margin = hasDiagonal ? 0 : 18.0
    let room = Self.width - Self.left - right - 2 * margin
    let place = labels.count == 1 ? 0.5 : value / last
    return Self.left + margin + place * room
  }

  private func y(_ value: Double) -> Double {
    Self.top + (1 - min(max(value, 0), 1)) * (Self.height - Self.top - Self.bottom)
  }

  /// The drawing, with its title as what it is called to those who do not see it.
  var svg: String {
    let names = curves.map(\.name).joined(separator: ", ")
    let inside = grid + (hasDiagonal ? diagonal : "") + curves.map(drawing).joined() + ends
    return """
      <figure><figcaption>\(Markup.escaped(title))</figcaption>
      <svg class="chart" viewBox="0 0 440 300" role="img" \
      aria-label="\(Markup.escaped("\(title): \(names)"))">\(inside)</svg></figure>

      """
  }

  private var grid: String {
    var svg = ""
    let end = Self.width - right
    for tenth in stride(from: 0, through: 10, by: 2) {
      let level = Double(tenth) / 10
      let line = Markup.length(y(level))
      svg +=
        #"<path class="grid" d="M\#(Markup.length(Self.left)) \#(line)H\#(Markup.length(end))"/>"#
      svg += Self.text(Self.left - 8, y(level) + 4, "\(level)", anchor: "end")
    }
    // Labels that would touch are left out, but for the last.
    let widest = Double(labels.map(\.count).max() ?? 1) * 7 + 10
    let step = max(1, Int((widest * Double(labels.count) / (end - Self.left)).rounded(.up)))
    for (place, label) in labels.enumerated()
    where place % step == 0 && place + step / 2 < labels.count || place == labels.count - 1 {
      svg += Self.text(x(Double(place)), Self.height - Self.bottom + 18, label, anchor: "middle")
    }
    svg += Self.text((Self.left + end) / 2, Self.height - 8, xTitle, anchor: "middle", "axis")
    svg += Self.text(2, 11, yTitle, anchor: "start", "axis")
    return svg
  }

  private var diagonal: String {
    let end = Double(labels.count - 1)
    return
      #"<path class="diagonal" d="M\#(Markup.pair(x(0), y(0)))L\#(Markup.pair(x(end), y(1)))"/>"#
  }

  private func drawing(_ curve: Curve) -> String {
    let places = curve.points.map { Markup.pair(x($0.x), y($0.y)) }
    let dash = curve.isDashed ? #" stroke-dasharray="5 4""# : ""
    var svg = #"<g class="c\#(curve.colour % 8)">"#
    if places.count > 1 {
      svg += #"<path class="curve"\#(dash) d="M\#(places.joined(separator: "L"))"/>"#
    }
    for point in curve.points {
      if let interval = point.interval {
        let (low, high) = (y(interval.lowerBound), y(interval.upperBound))
        svg +=
          #"<path class="whisker" d="M\#(Markup.pair(x(point.x), low))V\#(Markup.length(high))"/>"#
      }
      let radius = 3.5 * point.size.squareRoot()
      svg += """
        <circle cx="\(Markup.length(x(point.x)))" cy="\(Markup.length(y(point.y)))" \
        r="\(Markup.length(radius))"><title>\(Markup.escaped(point.note))</title></circle>
        """
    }
    return svg + "</g>"
  }

  /// The curves' names behind their last points, pushed apart where they would touch.
  private var ends: String {
    guard namesCurves else { return "" }
    let last = curves.compactMap { curve in
      curve.points.last.map { (curve.name, curve.colour, y($0.y)) }
    }.sorted { $0.2 < $1.2 }
    var svg = ""
    var free = 0.0
    for (name, colour, place) in last {
      let line = max(place, free)
      free = line + 14
      svg += Self.text(
        Self.width - right + 4, line + 4, name, anchor: "start", "end c\(colour % 8)")
    }
    return svg
  }

  /// A line of text in a drawing.
  static func text(
    _ x: Double, _ y: Double, _ text: String, anchor: String, _ kind: String = ""
  ) -> String {
    let style = kind.isEmpty ? "" : #" class="\#(kind)""#
    return
      #"<text x="\#(Markup.length(x))" y="\#(Markup.length(y))" text-anchor="\#(anchor)"\#(style)>"#
      + Markup.escaped(text) + "</text>"
  }
}
