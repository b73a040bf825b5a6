import Glibc

// One layer of a decoder: attention, then a feed-forward block, each on the norm of the residual stream x
//   q, k, v = N(x) · Wqkv + b                  the heads of q and k normed where the family does, then turned
//   x ← x + N'(attention(q, k, v) · Wo + b)
//   x ← x + N'((act(N(x) · Wgate + b) · (N(x) · Wup + b)) · Wdown + b)
// N is RMSNorm with a gain of its own at each place; N' is one too in families that norm results, and
// nothing in others
// R rows, C width, W queries, keys and values of a row, A = Q · H results of all heads, F feed-forward

/// One layer of a model.
struct Block {
  /// The model, which holds its blocks.
  unowned let transformer: Transformer
  /// Which layer it is, from 0.
  let index: Int
  let places: Layout.Layer
  let attention: Attention
  let norm: Norm
  let unit: GatedUnit
  let headNorm: HeadNorm?
  private let rotary: Rotary?

  init(_ transformer: Transformer, _ index: Int) {
    let a = transformer.architecture
    self.transformer = transformer
    self.index = index
    places = transformer.layout.layers[index]
    attention = Attention(shape: transformer.attentionShape, window: a.window(index))
    norm = Norm(a)
    unit = GatedUnit(activation: a.activation, width: a.feedForward)
    headNorm = places.headNorms.map { HeadNorm(a, $0) }
    rotary = transformer.rotary(index)
  }

  /// The residual stream (R, C) through the layer: from `states.input` to `states.output`.
  /// - Parameter packed: the weights, where a row's result must not depend on its neighbours.
  func forward(
    _ rows: some TokenRows, _ states: LayerActivations, scratch: UnsafeMutablePointer<Float>,
    packed: PackedWeights?
  ) {
    queriesKeysAndValues(rows, states, packed: packed)
    rows.attend(
      states.attended, states.sums, states.qkv, layer: index, attention, scratch: scratch)
    let count = rows.tokens.count
    addResult(
      states.middle, to: states.input, of: states.attended, places.output, rows: count,
      Result(places.attentionResultNorm, states.attentionResult, states.attentionResultScales),
      packed: packed)
    forwardNorm(
      states.middleNormed, states.middleScales, states.middle, places.feedForwardNorm, rows: count)
    transformer.project(
      states.gateUp, states.middleNormed, places.gateUp, rows: count, packed: packed)
    unit.forward(states.act, states.gateUp, rows: count)
    addResult(
      states.output, to: states.middle, of: states.act, places.down, rows: count,
      Result(
        places.feedForwardResultNorm, states.feedForwardResult, states.feedForwardResultScales),
      packed: packed)
  }

  /// The first part of `forward`: qkv (R, W) as attention and the cache need them.
  func queriesKeysAndValues(
    _ rows: some TokenRows, _ states: LayerActivations, packed: PackedWeights?
  ) {
    let count = rows.tokens.count
    forwardNorm(states.normed, states.scales, states.input, places.attentionNorm, rows: count)
    transformer.project(
      states.qkv, states.normed, places.queryKeyValue, rows: count, packed: packed)
    headNorm?.forward(
      states.qkv, states.headScales, transformer.weight(0), rows: count, before: states.heads)
    turn(states.qkv, rows)
    rows.keep(states.qkv, layer: index)
  }

  // MARK: - Parts

  /// Turns the queries and keys of qkv (R, W) by their positions.
  func turn(_ qkv: UnsafeMutablePointer<Float>, _ rows: some TokenRows, backwards: Bool = false) {
    guard let rotary else { return }
    let shape = attention.shape
    for (row, position) in rows.positions.enumerated() {
      rotary.turn(
        qkv + row * shape.rowWidth, heads: shape.heads + shape.keyValueHeads, position: position,
        backwards: backwards)
    }
  }

  /// The norm of a result, if it has one, and what is kept of it for the way back.
  struct Result {
    let gain: Int?
    let input: UnsafeMutablePointer<Float>
    let scales: UnsafeMutablePointer<Float>

    init(
      _ gain: Int?, _ input: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>
    ) {
      (self.gain, self.input, self.scales) = (gain, input, scales)
    }
  }

  /// out (R, C) ← x (R, C) + N'(in · weight + bias); `out` may be `x`.
  private func addResult(
    _ out: UnsafeMutablePointer<Float>, to x: UnsafePointer<Float>, of input: UnsafePointer<Float>,
    _ projection: Projection, rows: Int, _ result: Result, packed: PackedWeights?
  ) {
    let numbers = rows * norm.width
    guard let gain = result.gain else {
      if UnsafePointer(out) != x { memcpy(out, x, numbers * MemoryLayout<Float>.stride) }
      transformer.project(out, input, projection, rows: rows, packed: packed, adding: true)
      return
    }
    transformer.project(result.input, input, projection, rows: rows, packed: packed)
    if UnsafePointer(out) != x {
      forwardNorm(out, result.scales, result.input, gain, rows: rows)
      add(out, x, numbers)
    } else {
      // The stream is changed in place: there is no way back that needs the result as it was.
      forwardNorm(result.input, result.scales, result.input, gain, rows: rows)
      add(out, result.input, numbers)
    }
  }

  private func forwardNorm(
    _ out: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
    _ input: UnsafePointer<Float>, _ gain: Int, rows: Int
  ) {
    norm.forward(out, scales, input, gain: transformer.weight(gain), rows: rows)
  }
}
