/// Code between fences, as Markdown has them: lines of three or more backticks, or tildes.
package enum FencedCode {
  /// A piece of code between fences.
  package struct Block: Equatable, Sendable {
    /// Its bytes in the text, without the line end before the closing fence.
    package var content: Range<Int>
    /// The first word behind the opening fence, in lower case: `python`; empty if there is none.
    package var language: String
    /// How many spaces or tabs stand before the opening fence.
    package var indentation: Int
    /// Whether a fence closes it.
    package var isClosed: Bool
  }

  private struct Fence {
    var mark: UInt8
    var length: Int
    var indentation: Int
    /// What stands behind the marks, as it does in no closing fence.
    var info: Range<Int>
  }

  /// All pieces of code in their order; one that nothing closes ends with the text.
  /// - Parameter text: UTF-8.
  package static func blocks(in text: Span<UInt8>) -> [Block] {
    var blocks: [Block] = []
    var open: (fence: Fence, start: Int)?
    var lineStart = 0
    while lineStart < text.count {
      var lineEnd = lineStart
      while lineEnd < text.count, text[lineEnd] != 0x0A { lineEnd += 1 }
      if let fence = fence(text, lineStart..<lineEnd) {
        if let (opening, start) = open {
          if fence.mark == opening.mark, fence.length >= opening.length, fence.info.isEmpty {
            let content = start..<max(start, lineStart - 1)
            blocks.append(block(opening, content, text, isClosed: true))
            open = nil
          }
        } else {
          open = (fence, min(lineEnd + 1, text.count))
        }
      }
      lineStart = lineEnd + 1
    }
    if let (opening, start) = open {
      blocks.append(block(opening, start..<text.count, text, isClosed: false))
    }
    return blocks
  }

  /// The last piece of code that is closed, else the one that nothing closes.
  /// - Parameter text: UTF-8.
  /// - Returns: its bytes; nil if there is no fence.
  package static func last(in text: Span<UInt8>) -> Range<Int>? {
    let blocks = blocks(in: text)
    return (blocks.last { $0.isClosed } ?? blocks.last)?.content
  }

  private static func block(
    _ fence: Fence, _ content: Range<Int>, _ text: Span<UInt8>, isClosed: Bool
  ) -> Block {
    // As in "```python", "``` Python title=x" and "```{.python}".
    var word: [UInt8] = []
    for place in fence.info {
      let byte = text[place]
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: ".") && word.isEmpty { continue }
      if byte.isSpace || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") { break }
      word.append(byte.lowercased)
    }
    return Block(
      content: content, language: String(decoding: word, as: UTF8.self),
      indentation: fence.indentation, isClosed: isClosed)
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
    while place < line.upperBound, text[place].isSpace { place += 1 }
    var end = line.upperBound
    while end > place, text[end - 1].isSpace { end -= 1 }
    // Backticks behind backticks are code within a line.
    if mark == UInt8(ascii: "`") {
      for byte in place..<end where text[byte] == mark { return nil }
    }
    return Fence(
      mark: mark, length: length, indentation: start - line.lowerBound, info: place..<end)
  }
}
