import Testing

@testable import Engine

@Suite struct PackedWeightsTests {
  /// Every linear layer, the head's included, is the plain product with its weight.
  @Test(arguments: TestModels.allCases) func linearLayersAreTheirPlainLoops(which: TestModels) {
    let model = which.model
    let packed = PackedWeights(model.parameters, model.layout)
    let layers = model.layout.layers.flatMap { [$0.queryKeyValue, $0.output, $0.gateUp, $0.down] }
    for layer in layers + [model.layout.headProjection(model.architecture)] {
      let input = testNumbers(3 * layer.inputs, key: 1)
      let weight = (0..<layer.inputs * layer.outputs).map { model.weight(layer.weight)[$0] }
      let turned = (0..<weight.count).map {
        weight[$0 % layer.outputs * layer.inputs + $0 / layer.outputs]
      }
      var out = Array(repeating: Float(0), count: 3 * layer.outputs)
      packed.linear(&out, input, layer, rows: 3, adding: false)
      let plain = plainProduct(input, turned, 3, layer.outputs, layer.inputs)
      for (a, b) in zip(out, plain) { #expect(abs(Double(a) - b) < 1e-4) }
    }
  }
}
