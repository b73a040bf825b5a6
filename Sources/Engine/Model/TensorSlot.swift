/// Where one named tensor lies in a model's flat parameters.
package struct TensorSlot: Equatable, Sendable {
  /// The name that Hugging Face gives it.
  package var name: String
  /// Rows first; a linear layer's weight is (out, in).
  package var shape: [Int]
  /// The index of its first number.
  package var offset: Int
  /// How many numbers it has.
  package var count: Int { shape.reduce(1, *) }
  /// Its numbers within the flat parameters.
  package var range: Range<Int> { offset..<offset + count }
}

/// What a tensor does in the model.
enum TensorRole {
  case embedding
  case linear
  case norm
  case bias
}

extension TensorSlot {
  /// Read off its shape and name: other vectors than biases scale norms, one matrix is the
  /// embedding.
  var role: TensorRole {
    if name.hasSuffix(".bias") { return .bias }
    if shape.count == 1 { return .norm }
    return name == "model.embed_tokens.weight" ? .embedding : .linear
  }
}
