/// Draws the tokens of many sequences at the same time; they come and go as they like.
///
/// What is drawn for a sequence depends on its prompt, settings and key alone, not on the others
/// nor on the number of threads. The parameters must not change while sequences are admitted.
package final class BatchDecoder {
  private let transformer: Transformer
  private let workers: Workers
  private let pool: PagePool
  private var sequences: [DecodedSequence?]
  /// One for each thread.
  private let decoders: [SequenceDecoder]

  /// Prepares decoding.
  /// - Parameter slots: the most sequences at a time.
  package init(_ transformer: Transformer, slots: Int, workers: Workers) {
    self.transformer = transformer
    self.workers = workers
    sequences = Array(repeating: nil, count: slots)
    let packed = transformer.packWeights()
    let pool = PagePool(transformer.architecture)
    self.pool = pool
    decoders = (0..<workers.count).map { _ in SequenceDecoder(transformer, packed, pool) }
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
    sequences[slot] = DecodedSequence(
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
    prefillNewSequences()
    let running = plan()
    var drawn = Array(
      repeating: DecodedToken(slot: -1, token: 0, logprob: 0), count: sequences.count)
    sequences.withUnsafeMutableBufferPointer { sequences in
      drawn.withUnsafeMutableBufferPointer { drawn in
        nonisolated(unsafe) let (sequences, drawn) = (sequences, drawn)
        workers.run(tasks: running.count) { task, worker in
          decoders[worker].decode(running[task], sequences, drawn)
        }
      }
    }
    return drawn.filter { $0.slot >= 0 }
  }

  /// Prefill: sends new prompts through the model, all but their last tokens.
  ///
  /// Those go with the last drawn tokens of the others.
  private func prefillNewSequences() {
    for round in PrefillPlan(sequences).rounds {
      for part in round {
        sequences[part.slot]?.isNew = false
        if let owner = part.owner, let cache = sequences[owner]?.cache {
          sequences[part.slot]?.cache = KeyValueCache(pool, first: part.shared, of: cache)
        }
        let count = sequences[part.slot]?.cached ?? 0
        sequences[part.slot]?.cache.reserve(count)
      }
      let pieces = pieces(of: round)
      sequences.withUnsafeBufferPointer { sequences in
        nonisolated(unsafe) let sequences = sequences
        workers.run(tasks: pieces.count) { task, worker in
          decoders[worker].prefill(pieces[task], sequences)
        }
      }
    }
  }

  /// Shares prompts out among the threads, in pieces that are about equal and not too long.
  private func pieces(of parts: [PrefillPlan.Part]) -> [[PrefillPlan.Part]] {
    let counts = parts.map { (sequences[$0.slot]?.cached ?? 0) - $0.shared }
    let share = counts.reduce(0, +) / workers.count
    var pieces: [[PrefillPlan.Part]] = []
    var rows = Int.max
    for (part, count) in zip(parts, counts) where count > 0 {
      if rows == .max || rows + count > pieceRows || rows + count / 2 > share {
        pieces.append([])
        rows = 0
      }
      pieces[pieces.count - 1].append(part)
      rows += count
    }
    return pieces
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
      min(workers.count, going.count),
      roundUp(going.count, to: SequenceDecoder.rowsAtOnce) / SequenceDecoder.rowsAtOnce)
    return (0..<tasks).map { task in
      Array(going[task * going.count / tasks..<(task + 1) * going.count / tasks])
    }
  }
}
