import Testing

@testable import Engine

@Suite struct ActivationsTests {
  /// The states of a pass that keeps them lie apart, layer by layer, and each has room for its rows.
  @Test(arguments: TestModels.allCases) func keptStatesDoNotOverlap(which: TestModels) {
    let model = which.model.architecture
    let shape = AttentionShape(model)
    var packing = Packing()
    packing.append(testTokens(30, key: 1))
    let activations = Activations(model, keeping: true)
    activations.reserve(packing)
    let (c, results) = (model.width, model.normsResults ? model.width : 0)
    var places: [(start: UnsafeMutablePointer<Float>, numbers: Int)] = []
    for layer in 0..<model.layers {
      let states = activations.layer(layer)
      places += [
        (states.input, 30 * c), (states.normed, 30 * c), (states.scales, 30),
        (states.qkv, 30 * shape.rowWidth), (states.attended, 30 * shape.outputWidth),
        (states.sums, 30 * shape.heads), (states.middle, 30 * c), (states.middleNormed, 30 * c),
        (states.middleScales, 30), (states.gateUp, 60 * model.feedForward),
        (states.act, 30 * model.feedForward), (states.attentionResult, 30 * results),
        (states.feedForwardResult, 30 * results),
      ]
      if let heads = states.heads {
        places.append((heads, 30 * shape.normedHeads * shape.headWidth))
      }
    }
    places.append((activations.output, 30 * c))
    places = places.filter { $0.numbers > 0 }.sorted { $0.start < $1.start }
    for (one, next) in zip(places, places.dropFirst()) {
      #expect(one.start + one.numbers <= next.start)
    }
  }

  @Test func aStreamThatIsNotKeptIsChangedInPlace() {
    let model = testModel().architecture
    var packing = Packing()
    packing.append([1, 2])
    let activations = Activations(model, keeping: false)
    activations.reserve(packing)
    for layer in 0..<model.layers {
      let states = activations.layer(layer)
      #expect(states.input == states.middle && states.input == states.output)
    }
    #expect(activations.output == activations.input)
  }
}
