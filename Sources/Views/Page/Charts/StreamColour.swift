/// The colour of a stream, which is the same everywhere on a page and no other stream's.
enum StreamColour {
  /// How many colours the style sheet has, in light and in dark.
  private static let styled = 12

  /// An SVG element's attributes, with the space before them; without a stream, that of the text.
  static func attributes(of stream: Int?) -> String {
    guard let stream else { return #" class="ink""# }
    guard stream >= styled else { return #" class="c\#(stream)""# }
    // Further hues, each as far from its neighbours as the golden angle can be.
    let hue = (Double(stream - styled) * 137.508 + 15).truncatingRemainder(dividingBy: 360)
    return #" color="hsl(\#(Markup.length(hue)),65%,50%)""#
  }

  /// A mark of the stream's colour, for a legend.
  static func swatch(of stream: Int) -> String {
    let mark = CurvePattern.mark(stream, at: (6, 6), size: 1.4, note: "")
    return
      "<svg class=\"swatch\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g\(attributes(of: stream))>"
      + "\(mark)</g></svg>"
  }
}
