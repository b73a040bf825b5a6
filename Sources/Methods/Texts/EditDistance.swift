/// How many bytes must be put in, taken out or changed to make one text of another (Levenshtein).
package enum EditDistance {
  /// The distance over the sum of both lengths, in [0, 1]: 0 for equal texts, 1 if one is empty.
  ///
  /// (Self-Explore, Hwang et al. 2024, arXiv 2404.10346;
  /// `pair --by correct-vs-wrong --max-edit 0.3`)
  package static func normalised(_ first: String, _ second: String) -> Double {
    let (a, b) = (Array(first.utf8), Array(second.utf8))
    return a.isEmpty && b.isEmpty ? 0 : Double(distance(a, b)) / Double(a.count + b.count)
  }

  /// Myers' bit-parallel algorithm in blocks of 64 rows (Hyyrö 2003): O(|a| · |b| / 64).
  static func distance(_ pattern: [UInt8], _ text: [UInt8]) -> Int {
    guard !pattern.isEmpty else { return text.count }
    let blocks = (pattern.count + 63) / 64
    let equal = positions(of: pattern, blocks: blocks)
    var columns = Array(repeating: Column(), count: blocks)
    let lastRow = UInt64(1) << UInt64((pattern.count - 1) & 63)
    var score = pattern.count
    for byte in text {
      var carry = 1
      for block in 0..<blocks {
        let isLast = block == blocks - 1
        let row = isLast ? lastRow : 1 << 63
        carry = columns[block].advance(
          equal[Int(byte) * blocks + block], carry: carry, row: row)
      }
      score += carry
    }
    return score
  }

  /// Bits of the places where each byte stands in the pattern, by byte and block.
  private static func positions(of pattern: [UInt8], blocks: Int) -> [UInt64] {
    var bits = Array(repeating: UInt64(0), count: 256 * blocks)
    for (place, byte) in pattern.enumerated() {
      bits[Int(byte) * blocks + place / 64] |= 1 << UInt64(place & 63)
    }
    return bits
  }

  /// Where distances rise and fall from row to row of a column.
  private struct Column {
    var rises = ~UInt64(0)
    var falls = UInt64(0)

    /// Goes on by one byte of the text; gives the change of the distance at `row` to the next block.
    mutating func advance(_ matches: UInt64, carry: Int, row: UInt64) -> Int {
      let vertical = matches | falls
      let equal = carry < 0 ? matches | 1 : matches
      let horizontal = (((equal & rises) &+ rises) ^ rises) | equal
      var up = falls | ~(horizontal | rises)
      var down = rises & horizontal
      let out = up & row != 0 ? 1 : down & row != 0 ? -1 : 0
      up = up << 1 | (carry > 0 ? 1 : 0)
      down = down << 1 | (carry < 0 ? 1 : 0)
      rises = down | ~(vertical | up)
      falls = up & vertical
      return out
    }
  }
}
