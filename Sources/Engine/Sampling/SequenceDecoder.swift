/// One thread's memory for prefill and decoding.
final class SequenceDecoder {
  /// How many sequences are decoded together at most.
  static let rowsAtOnce = 128

  private let transformer: Transformer
  private let packed: PackedWeights
  private let activations: Activations
  private let head: Head

  init(_ transformer: Transformer, _ packed: PackedWeights) {
    self.transformer = transformer
    self.packed = packed
    activations = Activations(transformer.architecture, keeping: false)
    head = Head(transformer)
  }

  /// Fills the caches of some sequences with their prompts up to the last token.
  func prefill(_ sequences: [DecodedSequence]) {
    var rows = PrefillRows()
    for sequence in sequences { rows.append(sequence) }
    transformer.prefill(rows, activations, packed: packed)
  }

  /// Sends the last token of each slot's sequence through the model and draws the next.
  func decode(
    _ slots: [Int], _ sequences: UnsafeMutableBufferPointer<DecodedSequence?>,
    _ drawn: UnsafeMutableBufferPointer<DecodedToken>
  ) {
    let running = CachedRows(
      slots.compactMap { sequences[$0] }, context: transformer.architecture.context)
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
