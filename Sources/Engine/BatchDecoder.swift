import Glibc

/// A token that was drawn for the sequence in a slot.
package struct DecodedToken: Equatable, Sendable {
  /// The place that `admit` gave.
  package var slot: Int
  /// What was drawn.
  package var token: Int32
  /// Its log-probability, in nats, in the distribution of temperature 1 without cuts.
  package var logprob: Float
}

/// Draws the tokens of many sequences at the same time; they come and go as they like.
///
/// What is drawn for a sequence depends on its prompt, settings and key alone, not on the others
/// nor on the number of threads. The parameters must not change while sequences are admitted.
package final class BatchDecoder {
  private let transformer: Transformer
  private let workers: Workers
  private let pool: PagePool
  private var sequences: [Sequence?]
  private let benches: [DecodingBench]

  /// One occupied slot.
  struct Sequence {
    let prompt: [Int32]
    var sampler: Sampler
    var cache: KeyValueCache
    /// How many tokens the cache holds.
    var cached = 0
    /// The last drawn token, which the cache does not hold yet.
    var last: Int32 = 0
  }

  /// Prepares decoding.
  /// - Parameter slots: the most sequences at a time.
  package init(_ transformer: Transformer, slots: Int, workers: Workers) {
    self.transformer = transformer
    self.workers = workers
    pool = PagePool(transformer.architecture)
    sequences = Array(repeating: nil, count: slots)
    let pool = pool
    benches = (0..<workers.count).map { _ in DecodingBench(transformer, pool) }
  }

  /// How many slots are free.
  package var free: Int { sequences.reduce(0) { $0 + ($1 == nil ? 1 : 0) } }

  /// Gives a slot to a sequence; the next `step` draws its first token.
  /// - Parameters:
  ///   - prompt: the tokens to continue, one at least.
  ///   - key: equal keys give equal draws.
  /// - Returns: the slot. One must be free.
  /// - Throws: `EngineError` for a prompt that the model cannot take.
  package func admit(
    _ prompt: [Int32], _ settings: DecodingSettings, key: UInt64
  ) throws(EngineError) -> Int {
    guard let slot = sequences.firstIndex(where: { $0 == nil }) else {
      preconditionFailure("a sequence is admitted while a slot is free")
    }
    if prompt.isEmpty { throw .emptyPrompt }
    try transformer.architecture.check(prompt)
    sequences[slot] = Sequence(
      prompt: prompt, sampler: Sampler(settings, key: key), cache: KeyValueCache(pool))
    return slot
  }

  /// Frees a slot.
  package func release(_ slot: Int) {
    sequences[slot]?.cache.clear()
    sequences[slot] = nil
  }

  /// How many tokens a sequence has, its prompt and all drawn ones.
  package func length(of slot: Int) -> Int {
    guard let sequence = sequences[slot] else { return 0 }
    return sequence.cached == 0 ? sequence.prompt.count : sequence.cached + 1
  }

  /// Draws one token for every occupied slot, in the order of the slots.
  ///
  /// A sequence whose length is the model's context must be released before.
  package func step() -> [DecodedToken] {
    let (fresh, running) = plan()
    var drawn = Array(
      repeating: DecodedToken(slot: -1, token: 0, logprob: 0), count: sequences.count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      drawn.withUnsafeMutableBufferPointer { drawn in
        nonisolated(unsafe) let (sequences, drawn) = (sequences, drawn)
        workers.run(tasks: fresh.count + running.count) { task, worker in
          if task < fresh.count {
            benches[worker].begin(fresh[task], sequences, drawn)
          } else {
            benches[worker].advance(running[task - fresh.count], sequences, drawn)
          }
        }
      }
    }
    return drawn.filter { $0.slot >= 0 }
  }

  /// Makes room in the caches and divides the work: new prompts, equal ones together, in pieces,
  /// and slots that go on, as many at a time as a matrix product takes.
  private func plan() -> (fresh: [[[Int]]], running: [[Int]]) {
    var groups: [[Int32]: [Int]] = [:]
    var order: [[Int32]] = []
    var going: [Int] = []
    for slot in sequences.indices {
      guard let sequence = sequences[slot] else { continue }
      if sequence.cached > 0 {
        precondition(
          sequence.cached < transformer.architecture.context,
          "a sequence is released before it is longer than the context")
        sequences[slot]?.cache.reserve(sequence.cached + 1)
        going.append(slot)
      } else {
        sequences[slot]?.cache.reserve(sequence.prompt.count)
        if groups[sequence.prompt] == nil { order.append(sequence.prompt) }
        groups[sequence.prompt, default: []].append(slot)
      }
    }
    var fresh: [[[Int]]] = []
    var rows = pieceRows
    for prompt in order {
      if rows + prompt.count > pieceRows {
        fresh.append([])
        rows = 0
      }
      fresh[fresh.count - 1].append(groups[prompt, default: []])
      rows += prompt.count
    }
    let running = stride(from: 0, to: going.count, by: DecodingBench.tile).map {
      Array(going[$0..<min($0 + DecodingBench.tile, going.count)])
    }
    return (fresh, running)
  }
}

// MARK: - One thread's work
// B slots, C width, W queries, keys and values of a row, A results of all heads, F feed-forward,
// V vocabulary

private final class DecodingBench {
  /// How many slots go through the model together; fewer are filled up, see `linear`.
  static let tile = 64

  private let transformer: Transformer
  private let activations: Activations
  private let head: Head
  private let buffer: FloatBuffer
  private let scores: FloatBuffer

  private let input: UnsafeMutablePointer<Float>  // (B, C)
  private let normed: UnsafeMutablePointer<Float>  // (B, C)
  private let qkv: UnsafeMutablePointer<Float>  // (B, W)
  private let attended: UnsafeMutablePointer<Float>  // (B, A)
  private let gateUp: UnsafeMutablePointer<Float>  // (B, 2F)
  private let act: UnsafeMutablePointer<Float>  // (B, F)
  private let scales: UnsafeMutablePointer<Float>  // (B)
  private let headScales: UnsafeMutablePointer<Float>  // (B, heads with a norm)

  init(_ transformer: Transformer, _ pool: PagePool) {
    let (a, shape) = (transformer.architecture, transformer.attentionShape)
    self.transformer = transformer
    activations = Activations(a, keeping: false)
    head = Head(transformer)
    let widths = [
      a.width, a.width, shape.rowWidth, shape.outputWidth, 2 * a.feedForward, a.feedForward, 1,
      shape.normedHeads,
    ]
    buffer = FloatBuffer(count: widths.reduce(0, +) * Self.tile)
    scores = FloatBuffer(count: KeyValueCache.scratch(context: a.context, pool: pool))
    var places = [buffer.start]
    for width in widths { places.append(places[places.count - 1] + width * Self.tile) }
    (input, normed, qkv, attended) = (places[0], places[1], places[2], places[3])
    (gateUp, act, scales, headScales) = (places[4], places[5], places[6], places[7])
  }

  /// Sends prompts through the model, fills the caches of their slots and draws first tokens.
  func begin(
    _ groups: [[Int]], _ sequences: UnsafeMutableBufferPointer<BatchDecoder.Sequence?>,
    _ drawn: UnsafeMutableBufferPointer<DecodedToken>
  ) {
    var packing = Packing()
    for slots in groups { packing.append(sequences[slots[0]]?.prompt ?? []) }
    let rowWidth = transformer.attentionShape.rowWidth
    transformer.forward(packing, activations, tile: tileRows) { layer, qkv in
      for (group, slots) in groups.enumerated() {
        for (position, row) in packing.range(group).enumerated() {
          for slot in slots {
            sequences[slot]?.cache.put(qkv + row * rowWidth, layer: layer, position: position)
          }
        }
      }
    }
    let lasts = (0..<packing.count).map { packing.range($0).upperBound - 1 }
    head.forward(lasts, of: activations.output, tile: tileRows)
    for (group, slots) in groups.enumerated() {
      for slot in slots {
        sequences[slot]?.cached = packing.range(group).count
        draw(slot, row: group, sequences, drawn)
      }
    }
  }

  /// Sends the last token of each slot through the model and draws the next.
  func advance(
    _ slots: [Int], _ sequences: UnsafeMutableBufferPointer<BatchDecoder.Sequence?>,
    _ drawn: UnsafeMutableBufferPointer<DecodedToken>
  ) {
    let a = transformer.architecture
    let running = slots.compactMap { sequences[$0] }
    transformer.embed(input, running.map(\.last))
    for index in 0..<a.layers {
      attend(index, running)
      feedForward(index, slots.count)
    }
    head.forward(slots.indices, of: input, tile: Self.tile)
    for (row, slot) in slots.enumerated() {
      sequences[slot]?.cached += 1
      draw(slot, row: row, sequences, drawn)
    }
  }

  private func attend(_ index: Int, _ running: [BatchDecoder.Sequence]) {
    let (a, shape) = (transformer.architecture, transformer.attentionShape)
    let offsets = transformer.layout.layers[index]
    norm(
      normed, scales, input, gain: transformer.weight(offsets.attentionNorm), rows: running.count,
      width: a.width, epsilon: a.normEpsilon)
    transformer.project(
      qkv, normed, offsets.queryKeyValue, rows: running.count, tile: Self.tile)
    transformer.normHeads(qkv, headScales, offsets, rows: running.count)
    for (row, sequence) in running.enumerated() {
      let line = qkv + row * shape.rowWidth
      if a.rotates[index] {
        transformer.rotary.turn(
          line, heads: shape.heads + shape.keyValueHeads, position: sequence.cached)
      }
      sequence.cache.put(line, layer: index, position: sequence.cached)
      sequence.cache.attend(
        attended + row * shape.outputWidth, line, layer: index, count: sequence.cached + 1,
        scores: scores.start)
    }
    transformer.project(
      input, attended, offsets.output, rows: running.count, tile: Self.tile, adding: true)
  }

  private func feedForward(_ index: Int, _ rows: Int) {
    let (a, offsets) = (transformer.architecture, transformer.layout.layers[index])
    norm(
      normed, scales, input, gain: transformer.weight(offsets.feedForwardNorm), rows: rows,
      width: a.width, epsilon: a.normEpsilon)
    transformer.project(gateUp, normed, offsets.gateUp, rows: rows, tile: Self.tile)
    swiGLU(act, gateUp, rows: rows, width: a.feedForward)
    transformer.project(input, act, offsets.down, rows: rows, tile: Self.tile, adding: true)
  }

  private func draw(
    _ slot: Int, row: Int, _ sequences: UnsafeMutableBufferPointer<BatchDecoder.Sequence?>,
    _ drawn: UnsafeMutableBufferPointer<DecodedToken>
  ) {
    let vocabulary = transformer.architecture.vocabulary
    guard
      let result = sequences[slot]?.sampler.draw(
        head.logits + row * vocabulary, count: vocabulary)
    else { return }
    sequences[slot]?.last = result.token
    drawn[slot] = DecodedToken(slot: slot, token: result.token, logprob: result.logprob)
  }
}
