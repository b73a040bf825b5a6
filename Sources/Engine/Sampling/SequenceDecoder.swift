/// One thread's memory for prefill and decoding.
final class SequenceDecoder {
  /// How many sequences are decoded together at most.
  static let rowsAtOnce = 128

  private let transformer: Transformer
  private let packed: PackedWeights
  private let activations: Activations
  private let head: Head
  private let pool: PagePool

  init(_ transformer: Transformer, _ packed: PackedWeights, _ pool: PagePool) {
    self.pool = pool
    self.transformer = transformer
    self.packed = packed
    activations = Activations(transformer.architecture, keeping: false)
    head = Head(transformer)
  }

  /// Fills the caches of new sequences with their prompts, from what they share to the last token but one.
  func prefill(
    _ parts: [PrefillPlan.Part], _ sequences: UnsafeBufferPointer<DecodedSequence?>
  ) {
    var rows = CachedRows(pool)
    for part in parts {
      guard let sequence = sequences[part.slot] else { continue }
      rows.append(
        sequence.prompt[part.shared..<sequence.cached], at: part.shared, sequence.cache)
    }
    transformer.prefill(rows, activations, packed: packed)
  }

  /// Sends the last token of each slot's sequence through the model and draws the next.
  func decode(
    _ slots: [Int], _ sequences: UnsafeMutableBufferPointer<DecodedSequence?>,
    _ drawn: UnsafeMutableBufferPointer<DecodedToken>
  ) {
    var running = CachedRows(pool)
    for slot in slots {
      guard let sequence = sequences[slot] else { continue }
      running.append(CollectionOfOne(sequence.last), at: sequence.cached, sequence.cache)
    }
    transformer.forward(running, activations, packed: packed)
    head.forward(slots.indices, of: activations.output, packed: packed)
    for (row, slot) in slots.enumerated() {
      sequences[slot]?.cached += 1
      draw(slot, row: row, sequences, drawn)
    }
  }

  private func draw(
    _ slot: Int, row: Int, _ sequences: UnsafeMutableBufferPointer<DecodedSequence?>,
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
