/// The sizes of attention.
struct AttentionShape {
  /// Q.
  let heads: Int
  /// G.
  let keyValueHeads: Int
  /// H.
  let headWidth: Int
  /// How many heads of a row have a norm: all queries and keys, or none.
  let normedHeads: Int
  /// What scores are multiplied by.
  let scale: Float
  /// How many queries are worked on at a time; it bounds the memory for scores.
  static let block = 64

  init(_ architecture: Architecture) {
    heads = architecture.heads
    keyValueHeads = architecture.keyValueHeads
    headWidth = architecture.headWidth
    normedHeads = architecture.normsHeads ? heads + keyValueHeads : 0
    scale = architecture.attentionScale ?? 1 / Float(headWidth).squareRoot()
  }

  /// W, the length of a row of queries, keys and values.
  var rowWidth: Int { (heads + 2 * keyValueHeads) * headWidth }
  /// Q · H, the length of a row of results.
  var outputWidth: Int { heads * headWidth }

  /// Where a head's query, key and value begin in a row.
  func columns(_ head: Int) -> (query: Int, key: Int, value: Int) {
    let group = head * keyValueHeads / heads
    return (
      head * headWidth, (heads + group) * headWidth, (heads + keyValueHeads + group) * headWidth
    )
  }

  /// How many scores a block holds for a sequence of `length` tokens.
  static func scores(length: Int) -> Int { block * roundUp(length, to: laneCount) }
}
