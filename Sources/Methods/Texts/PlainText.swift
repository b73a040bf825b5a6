@_spi(_Unicode) import Swift

/// When two texts are the same text.
package enum PlainText {
  /// The text that stands for all texts that are equal to it, white space aside.
  ///
  /// Characters are compared in Unicode's normal form C. A run of white space counts as one space,
  /// and white space at the ends does not count. An indented line is the exception: how far it is
  /// indented counts, since programs differ by it. Capitals and signs count: `x+1`, `x-1` and
  /// `X+1` are three texts.
  package static func canonical(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var gap = String.UnicodeScalarView()
    for scalar in text._nfc {
      if scalar.properties.isWhitespace {
        gap.append(scalar)
      } else {
        if !gap.isEmpty, !result.isEmpty { append(gap, to: &result) }
        gap.removeAll(keepingCapacity: true)
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Appends what a run of white space between two characters counts as: one space, or the line end
  /// and the white space before an indented line.
  private static func append(
    _ gap: String.UnicodeScalarView, to result: inout String.UnicodeScalarView
  ) {
    guard let end = gap.lastIndex(of: "\n"), gap.index(after: end) < gap.endIndex else {
      result.append(" ")
      return
    }
    result.append(contentsOf: gap[end...])
  }
}
