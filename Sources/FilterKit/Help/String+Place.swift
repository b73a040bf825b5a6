extension StringProtocol {
  /// Where a text is in this one for the first time; an empty text is at its start.
  func place(of text: String) -> Range<Index>? {
    var start = startIndex
    while true {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      guard start < endIndex else { return nil }
      formIndex(after: &start)
    }
  }
}
