import Randomness

@testable import Engine

/// An untrained model whose sizes fill neither lanes, pages nor tiles evenly; its logits are
/// large enough for draws to differ.
func testModel() -> Transformer {
  let architecture = Architecture(
    vocabulary: 37, width: 44, layers: 2, heads: 6, keyValueHeads: 2, headWidth: 10,
    feedForward: 52, rotates: [true, false], tiedHead: false, context: 96)
  let parameters = Parameters(architecture, key: 5)
  for slot in architecture.tensors where slot.name == "lm_head.weight" {
    for index in slot.range { parameters.buffer.start[index] *= 6 }
  }
  return Transformer(parameters)
}

/// The same with everything that a model of the family may have: biases that are not zero, norms of
/// heads, stretched rotary frequencies.
func fullTestModel() -> Transformer {
  var architecture = testModel().architecture
  architecture.biases = Biases(queryKeyValue: true, output: true, feedForward: true)
  architecture.normsHeads = true
  architecture.ropeScaling = .yarn(.init(factor: 4, context: 24))
  let parameters = Parameters(architecture, key: 6)
  for slot in architecture.tensors where slot.name == "lm_head.weight" {
    for index in slot.range { parameters.buffer.start[index] *= 6 }
  }
  for slot in architecture.tensors where slot.name.hasSuffix(".bias") {
    for (index, number) in zip(slot.range, testNumbers(slot.count, key: UInt64(slot.offset))) {
      parameters.buffer.start[index] = number / 2
    }
  }
  return Transformer(parameters)
}

/// A model as of the Gemma 3 family: every switch that it has and the others have not.
func gemmaTestModel() -> Transformer {
  var architecture = testModel().architecture
  architecture.activation = .geluTanh
  architecture.gainOffset = 1
  architecture.rotates = [true, true]
  architecture.ropeScaling = .linear(factor: 4)
  architecture.window = SlidingWindow(length: 9, layers: [true, false], ropeTheta: 1000)
  architecture.attentionScale = 0.4
  architecture.embeddingScale = Float(44).squareRoot()
  architecture.normsHeads = true
  architecture.normsResults = true
  architecture.tiedHead = true
  let parameters = Parameters(architecture, key: 7)
  for slot in architecture.tensors where slot.role == .norm {
    for (index, number) in zip(slot.range, testNumbers(slot.count, key: UInt64(slot.offset))) {
      parameters.buffer.start[index] = number / 2
    }
  }
  return Transformer(parameters)
}

/// The models of this file.
enum TestModels: String, CaseIterable {
  case plain, full, gemma

  var model: Transformer {
    switch self {
    case .plain: testModel()
    case .full: fullTestModel()
    case .gemma: gemmaTestModel()
    }
  }
}

/// Random tokens of those models.
func testTokens(_ count: Int, key: UInt64) -> [Int32] {
  var generator = CounterGenerator(key: key)
  return (0..<count).map { _ in Int32.random(in: 0..<37, using: &generator) }
}

/// Random numbers between −1 and 1.
func testNumbers(_ count: Int, key: UInt64) -> [Float] {
  var generator = CounterGenerator(key: key)
  return (0..<count).map { _ in Float(2 * generator.uniform() - 1) }
}
