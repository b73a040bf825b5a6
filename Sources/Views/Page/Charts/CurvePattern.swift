/// What tells curves apart without their colours: the pattern of dashes, and the form of the marks.
enum CurvePattern {
  private static let patterns = ["", "6 4", "2 3", "9 3 2 3", "12 3", "4 2 1 2 1 2", "1 5"]
  /// Corners of marks, in units of their radius; the first form is a circle.
  private static let corners: [[(Double, Double)]] = [
    [],
    [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    [(0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
    [(0, 1.2), (1.15, -0.9), (-1.15, -0.9)],
    [
      (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
      (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
    ],
  ]

  /// The attribute of a curve's path, with the space before it; none for the first pattern.
  static func dashes(_ pattern: Int) -> String {
    let dashes = patterns[pattern % patterns.count]
    return dashes.isEmpty ? "" : #" stroke-dasharray="\#(dashes)""#
  }

  /// A mark, with what is said when a person points at it.
  static func mark(
    _ pattern: Int, at place: (x: Double, y: Double), size: Double, note: String
  ) -> String {
    let radius = 3.5 * size.squareRoot()
    let title = note.isEmpty ? "" : "<title>\(Markup.escaped(note))</title>"
    let form = corners[pattern % corners.count]
    guard !form.isEmpty else {
      return """
        <circle class="mark" cx="\(Markup.length(place.x))" cy="\(Markup.length(place.y))" \
        r="\(Markup.length(radius))">\(title)</circle>
        """
    }
    let points = form.map { Markup.pair(place.x + $0 * radius, place.y + $1 * radius) }
    return #"<path class="mark" d="M\#(points.joined(separator: "L"))Z">\#(title)</path>"#
  }
}
