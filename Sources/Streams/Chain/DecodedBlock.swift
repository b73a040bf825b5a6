/// The raw lines of a block, checked against its index, with how many there are.
package struct DecodedBlock: Sendable {
  package var lines: [UInt8]
  package var count: Int

  /// Whole lines and how many there are.
  package init(lines: [UInt8], count: Int) {
    self.lines = lines
    self.count = count
  }

  /// The lines before the first one that is too long, nil if none is.
  /// - Parameter limit: how long a line may be, in bytes without its newline.
  package func prefix(ofLinesUpTo limit: Int) -> DecodedBlock? {
    guard lines.count > limit else { return nil }
    var start = 0
    var count = 0
    while let newline = LineCount.firstNewline(in: lines[...], from: start) {
      if newline - start > limit {
        return DecodedBlock(lines: Array(lines[..<start]), count: count)
      }
      start = newline + 1
      count += 1
    }
    return nil
  }
}

extension FrameDecompressor {
  /// Decompresses a data frame of a chain and checks it against its index.
  /// - Throws: `StreamError.damaged`.
  package func decode(_ frame: [UInt8], index: FrameIndex, offset: Int) throws(StreamError)
    -> DecodedBlock
  {
    let raw: [UInt8]
    do { raw = try decompress(frame, size: Int(index.bytes)) } catch {
      throw .damaged(offset: offset, what: error.reason)
    }
    guard FrameIndex(of: raw, lines: LineCount.of(raw)) == index,
      FrameChecksum.agrees(frame, with: index)
    else {
      throw .damaged(offset: offset, what: "the data is not what its index frame says")
    }
    guard raw.isEmpty || raw.last == 0x0A else {
      throw .damaged(offset: offset, what: "the data frame does not end with a line")
    }
    return DecodedBlock(lines: raw, count: Int(index.lines))
  }
}
