/// One thread's memory for forward and backward passes.
final class TrainingPass {
  private let transformer: Transformer
  private let activations: Activations
  private let head: Head

  init(_ transformer: Transformer) {
    self.transformer = transformer
    activations = Activations(transformer.architecture, keeping: true)
    head = Head(transformer)
  }

  /// Adds the gradient of some units to `gradients`.
  func run(_ units: ArraySlice<LossUnit>, into gradients: UnsafeMutablePointer<Float>) -> LossTotals
  {
    var piece = Piece()
    var ends: [Int] = []
    for unit in units {
      piece.append(unit)
      ends.append(piece.targets.count)
    }
    transformer.forward(piece.packing, activations, packed: nil)
    head.forward(piece.targets.map(\.row), of: activations.output, packed: nil)
    let logprobs = head.logprobs(piece.targets.map(\.token))
    var totals = LossTotals()
    var derivatives: [Float] = []
    for (unit, end) in zip(units, ends) {
      let part = unit.loss(logprobs[derivatives.count..<end])
      derivatives += part.derivatives
      totals.add(part)
    }
    let numbers = piece.packing.rows * transformer.architecture.width
    activations.gradient.update(repeating: 0, count: numbers)
    head.backward(
      piece.targets, derivatives, gradients: gradients, outputGradient: activations.gradient)
    transformer.backward(piece.packing, activations, gradients: gradients)
    return totals
  }
}
