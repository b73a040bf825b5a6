/// Code between fences, as Markdown has them: lines of three or more backticks, or tildes.
package enum FencedCode {
  private struct Fence {
    var mark: UInt8
    var length: Int
    /// Whether something stands behind the marks, as it does in no closing fence.
    var hasInfo: Bool
  }

  /// The last piece of code: what stands between the last pair of fences, or behind a last fence
  /// that nothing closes if there is no pair.
  /// - Parameter text: UTF-8.
  /// - Returns: its bytes, without the line end before the closing fence; nil if there is no fence.
  package static func last(in text: Span<UInt8>) -> Range<Int>? {
    var last: Range<Int>?
    var open: (fence: Fence, start: Int)?
    var lineStart = 0
    while lineStart < text.count {
      var lineEnd = lineStart
      while lineEnd < text.count, text[lineEnd] != 0x0A { lineEnd += 1 }
      if let fence = fence(text, lineStart..<lineEnd) {
        if let (opening, start) = open {
          if fence.mark == opening.mark, fence.length >= opening.length, !fence.hasInfo {
            last = start..<max(start, lineStart - 1)
            open = nil
          }
        } else {
          open = (fence, min(lineEnd + 1, text.count))
        }
      }
      lineStart = lineEnd + 1
    }
    return last ?? open.map { $0.start..<text.count }
  }

  /// The fence that a line is, if it is one.
  private static func fence(_ text: Span<UInt8>, _ line: Range<Int>) -> Fence? {
    var place = line.lowerBound
    while place < line.upperBound, text[place] == 0x20 || text[place] == 0x09 { place += 1 }
    guard place < line.upperBound else { return nil }
    let mark = text[place]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let start = place
    while place < line.upperBound, text[place] == mark { place += 1 }
    let length = place - start
    guard length >= 3 else { return nil }
    var hasInfo = false
    while place < line.upperBound {
      // Backticks behind backticks are code within a line.
      if mark == UInt8(ascii: "`"), text[place] == mark { return nil }
      if text[place] != 0x20, text[place] != 0x09, text[place] != 0x0D { hasInfo = true }
      place += 1
    }
    return Fence(mark: mark, length: length, hasInfo: hasInfo)
  }
}
