/// Curves of shares, from 0 to 1, and the same figures as a table for those who do not see them.
struct Chart {
  /// A point of a curve, with the interval that it is known to lie in.
  struct Point {
    /// In units of the axis: the place of a label, or a share of the width.
    var x: Double
    var y: Double
    var interval: ClosedRange<Double>?
    /// How large its mark is, beside others; 1 is the usual one.
    var size = 1.0
    /// The stream whose colour it has; nil for the curve's.
    var stream: Int?
    /// What is said when a person points at it.
    var note = ""
  }

  /// A curve.
  ///
  /// Its dashes and marks tell it from others without its colour.
  struct Curve {
    var name: String
    /// The stream whose colour it has; nil for none's.
    var stream: Int?
    /// The pattern of its dashes and the form of its marks.
    var pattern: Int
    var points: [Point]
  }

  var title: String
  /// What the axes show.
  var xTitle: String
  var yTitle: String
  /// The labels below, at 0, 1, 2 and so on.
  var labels: [String]
  var curves: [Curve]
  /// The figures: a row of names, then rows.
  var table: [[String]]
  /// Whether y = x is drawn, as where shares should lie.
  var hasDiagonal = false
  /// Whether curves are named at their ends.
  var namesCurves = false

  /// The drawing with its title, and its figures as a table that can be opened.
  var html: String {
    let names = curves.map(\.name).joined(separator: ", ")
    return """
      <figure><figcaption>\(Markup.escaped(title))</figcaption>
      <svg class="chart" viewBox="0 0 440 300" role="img" \
      aria-label="\(Markup.escaped("\(title): \(names); the figures follow as a table"))">\
      \(ChartDrawing(chart: self).content)</svg>
      \(figures)</figure>

      """
  }

  private var figures: String {
    guard let head = table.first else { return "" }
    let heads = head.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let rows = table.dropFirst().map { row in
      let cells = row.dropFirst().map { "<td>\(Markup.escaped($0))</td>" }.joined()
      return "<tr><th scope=\"row\">\(Markup.escaped(row.first ?? ""))</th>\(cells)</tr>"
    }
    return """
      <details class="figures"><summary>Figures</summary><div class="scroll" tabindex="0" \
      role="region" aria-label="\(Markup.escaped("\(title): figures"))"><table class="metrics">\
      <caption>\(Markup.escaped(title))</caption><thead><tr>\(heads)</tr></thead>\
      <tbody>\(rows.joined())</tbody></table></div></details>
      """
  }
}
