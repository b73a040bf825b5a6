/// Whole sequences of different lengths, end to end.
struct Packing: TokenRows {
  private(set) var tokens: [Int32] = []
  private(set) var positions: [Int] = []
  /// Where each sequence begins, and the end of the last.
  private(set) var starts = [0]
  private(set) var longest = 0

  /// R.
  var rows: Int { tokens.count }
  /// How many sequences there are.
  var count: Int { starts.count - 1 }

  /// Adds a sequence, given in parts.
  mutating func append(_ parts: [Int32]...) {
    for part in parts { tokens += part }
    let length = tokens.count - starts[count]
    positions += 0..<length
    longest = max(longest, length)
    starts.append(tokens.count)
  }

  /// The rows of one sequence.
  func range(_ sequence: Int) -> Range<Int> { starts[sequence]..<starts[sequence + 1] }

  func scratch(_ shape: AttentionShape) -> Int { AttentionShape.scores(length: longest) }

  /// Nothing: the sequences end here.
  func keep(_ qkv: UnsafePointer<Float>, layer: Int) {}

  func attend(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, layer: Int, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let shape = attention.shape
    for sequence in 0..<count {
      let range = range(sequence)
      attention.forward(
        out + range.lowerBound * shape.outputWidth, sums + range.lowerBound * shape.heads,
        qkv + range.lowerBound * shape.rowWidth, length: range.count, scores: scratch)
    }
  }

  /// dQkv (R, W) ← dOut (R, Q·H), qkv (R, W), sums (R, Q).
  func attendBackward(
    _ qkvGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ qkv: UnsafePointer<Float>, sums: UnsafePointer<Float>, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let shape = attention.shape
    for sequence in 0..<count {
      let range = range(sequence)
      attention.backward(
        qkvGradient + range.lowerBound * shape.rowWidth,
        outputGradient + range.lowerBound * shape.outputWidth,
        qkv + range.lowerBound * shape.rowWidth, sums: sums + range.lowerBound * shape.heads,
        length: range.count, scores: scratch)
    }
  }
}
