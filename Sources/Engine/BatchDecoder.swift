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
    /// How many tokens the cache holds, or is about to.
    var cached: Int
    /// The token after these.
    var last: Int32
    /// Whether the cache is still to be filled.
    var isNew = true
  }

  /// Prepares decoding.
  /// - Parameter slots: the most sequences at a time.
  package init(_ transformer: Transformer, slots: Int, workers: Workers) {
    self.transformer = transformer
    self.workers = workers
    pool = PagePool(transformer.architecture)
    sequences = Array(repeating: nil, count: slots)
    let packed = transformer.packWeights()
    benches = (0..<workers.count).map { _ in
      DecodingBench(transformer, packed, slots: slots)
    }
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
    guard let last = prompt.last else { throw .emptyPrompt }
    try transformer.architecture.check(prompt)
    sequences[slot] = Sequence(
      prompt: prompt, sampler: Sampler(settings, key: key), cache: KeyValueCache(pool),
      cached: prompt.count - 1, last: last)
    return slot
  }

  /// Frees a slot.
  package func release(_ slot: Int) {
    sequences[slot]?.cache.clear()
    sequences[slot] = nil
  }

  /// How many tokens a sequence has, its prompt and all drawn ones.
  package func length(of slot: Int) -> Int {
    sequences[slot].map { $0.cached + 1 } ?? 0
  }

  /// Draws one token for every occupied slot, in the order of the slots.
  ///
  /// A sequence whose length is the model's context must be released before.
  package func step() -> [DecodedToken] {
    fillNewCaches()
    let running = plan()
    var drawn = Array(
      repeating: DecodedToken(slot: -1, token: 0, logprob: 0), count: sequences.count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      drawn.withUnsafeMutableBufferPointer { drawn in
        nonisolated(unsafe) let (sequences, drawn) = (sequences, drawn)
        workers.run(tasks: running.count) { task, worker in
          benches[worker].advance(running[task], sequences, drawn)
        }
      }
    }
    return drawn.filter { $0.slot >= 0 }
  }

  /// Sends new prompts through the model, all but their last tokens.
  ///
  /// Those go with the last drawn tokens of the others. A prompt that another sequence has is not
  /// computed again.
  private func fillNewCaches() {
    var filled: [Int] = []
    var twins: [(slot: Int, original: Int)] = []
    for slot in sequences.indices {
      guard let sequence = sequences[slot], sequence.isNew else { continue }
      sequences[slot]?.isNew = false
      if let original = original(of: slot, sequence.prompt) {
        twins.append((slot, original))
        continue
      }
      let count = sequence.prompt.count - 1
      if count == 0 { continue }
      sequences[slot]?.cache.reserve(count)
      filled.append(slot)
    }
    let pieces = pieces(of: filled)
    sequences.withUnsafeMutableBufferPointer { sequences in
      nonisolated(unsafe) let sequences = sequences
      workers.run(tasks: pieces.count) { task, worker in
        benches[worker].fill(pieces[task], sequences)
      }
    }
    for twin in twins {
      guard let cache = sequences[twin.original]?.cache else { continue }
      let count = sequences[twin.slot]?.cached ?? 0
      sequences[twin.slot]?.cache = KeyValueCache(pool, first: count, of: cache)
    }
  }

  /// Shares new prompts out among the threads, in pieces that are about equal and not too long.
  private func pieces(of slots: [Int]) -> [[Int]] {
    let counts = slots.map { sequences[$0]?.cached ?? 0 }
    let share = counts.reduce(0, +) / workers.count
    var pieces: [[Int]] = []
    var rows = Int.max
    for (slot, count) in zip(slots, counts) {
      if rows == .max || rows + count > pieceRows || rows + count / 2 > share {
        pieces.append([])
        rows = 0
      }
      pieces[pieces.count - 1].append(slot)
      rows += count
    }
    return pieces
  }

  /// Another slot that has the prompt, and whose cache is filled or about to be.
  private func original(of slot: Int, _ prompt: [Int32]) -> Int? {
    sequences.indices.first { index in
      guard index != slot, let other = sequences[index] else { return false }
      return !other.isNew && other.prompt == prompt
    }
  }

  /// Makes room for one token in every cache, and shares the slots out among the threads.
  private func plan() -> [[Int]] {
    let going = sequences.indices.filter { sequences[$0] != nil }
    for slot in going {
      let cached = sequences[slot]?.cached ?? 0
      precondition(
        cached < transformer.architecture.context,
        "a sequence is released before it is longer than the context")
      sequences[slot]?.cache.reserve(cached + 1)
    }
    let tasks = max(
      min(workers.count, going.count), roundUp(going.count, to: rowsAtOnce) / rowsAtOnce)
    return (0..<tasks).map { task in
      Array(going[task * going.count / tasks..<(task + 1) * going.count / tasks])
    }
  }
}

/// How many sequences go through the model together at most.
private let rowsAtOnce = 128

// MARK: - One thread's work
// B slots, C width, W queries, keys and values of a row, A results of all heads, F feed-forward,
// V vocabulary

private final class DecodingBench {
  private let transformer: Transformer
  private let packed: PackedWeights
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

  init(_ transformer: Transformer, _ packed: PackedWeights, slots: Int) {
    let (a, shape) = (transformer.architecture, transformer.attentionShape)
    self.transformer = transformer
    self.packed = packed
    activations = Activations(a, keeping: false)
    head = Head(transformer)
    let rows = min(slots, rowsAtOnce)
    let widths = [
      a.width, a.width, shape.rowWidth, shape.outputWidth, 2 * a.feedForward, a.feedForward, 1,
      shape.normedHeads,
    ]
    buffer = FloatBuffer(count: widths.reduce(0, +) * rows)
    scores = FloatBuffer(count: KeyValueCache.scratch(context: a.context, shape: shape))
    var places = [buffer.start]
    for width in widths { places.append(places[places.count - 1] + width * rows) }
    (input, normed, qkv, attended) = (places[0], places[1], places[2], places[3])
    (gateUp, act, scales, headScales) = (places[4], places[5], places[6], places[7])
  }

  /// Fills the caches of some slots with their prompts up to the last token.
  func fill(_ slots: [Int], _ sequences: UnsafeMutableBufferPointer<BatchDecoder.Sequence?>) {
    var packing = Packing()
    for slot in slots { packing.append(Array(sequences[slot]?.prompt.dropLast() ?? [])) }
    let rowWidth = transformer.attentionShape.rowWidth
    transformer.forwardKeysAndValues(packing, activations, packed: packed) { layer, qkv in
      for (index, slot) in slots.enumerated() {
        for (position, row) in packing.range(index).enumerated() {
          sequences[slot]?.cache.put(qkv + row * rowWidth, layer: layer, position: position)
        }
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
    head.forward(slots.indices, of: input, packed: packed)
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
      qkv, normed, offsets.queryKeyValue, rows: running.count, packed: packed)
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
      input, attended, offsets.output, rows: running.count, packed: packed, adding: true)
  }

  private func feedForward(_ index: Int, _ rows: Int) {
    let (a, offsets) = (transformer.architecture, transformer.layout.layers[index])
    norm(
      normed, scales, input, gain: transformer.weight(offsets.feedForwardNorm), rows: rows,
      width: a.width, epsilon: a.normEpsilon)
    transformer.project(gateUp, normed, offsets.gateUp, rows: rows, packed: packed)
    swiGLU(act, gateUp, rows: rows, width: a.feedForward)
    transformer.project(input, act, offsets.down, rows: rows, packed: packed, adding: true)
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
