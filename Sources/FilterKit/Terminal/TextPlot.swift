/// Curves of shares over a few groups, drawn with characters.
package struct TextPlot {
  /// A curve: one share a group, nil where there is none.
  package struct Curve {
    package var name: String
    package var shares: [Double?]

    /// Makes a curve.
    package init(name: String, shares: [Double?]) {
      self.name = name
      self.shares = shares
    }
  }

  private static let marks: [Character] = ["o", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
  private static let height = 10
  private static let step = 6

  /// The lines of a plot: shares from 0 to 1 upwards, groups to the right; where curves meet, the
  /// later one is seen.
  package static func text(_ curves: [Curve], groups: [String]) -> String {
    let width = groups.count * step
    var canvas = Array(repeating: Array(repeating: Character(" "), count: width), count: height + 1)
    for (number, curve) in curves.enumerated() {
      for (group, share) in curve.shares.enumerated() {
        guard let share else { continue }
        let line = height - Int((share * Double(height)).rounded())
        canvas[line][group * step + step / 2] = marks[number % marks.count]
      }
    }
    var text = ""
    for (line, cells) in canvas.enumerated() {
      let level = Double(height - line) / Double(height)
      text += (line % 5 == 0 ? "\(level) ┤" : "    │") + String(cells).trimmedEnd + "\n"
    }
    text += "    └" + String(repeating: "─", count: width) + "\n     "
    for group in groups.map(TerminalText.line) {
      let width = TerminalText.columns(of: group)
      let left = max(0, step / 2 - width / 2)
      text += String(repeating: " ", count: left) + group
      text += String(repeating: " ", count: max(0, step - left - width))
    }
    let legend = curves.enumerated().map { number, curve in
      "\(marks[number % marks.count]) \(TerminalText.line(curve.name))"
    }
    return text.trimmedEnd + "\n     " + legend.joined(separator: "   ") + "\n"
  }
}
