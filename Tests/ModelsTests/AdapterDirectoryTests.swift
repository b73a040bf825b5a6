import Engine
import Foundation
import Models
import Records
import Testing

/// Adapters as PEFT saves them; `EngineTests/Fixtures/make_adapter_fixtures.py` made one.
@Suite struct AdapterDirectoryTests {
  let scratch: Scratch
  private let architecture = Architecture(
    vocabulary: 15, width: 8, layers: 2, heads: 2, keyValueHeads: 1, headWidth: 4, feedForward: 12,
    rotates: [true, true], tiedHead: true, context: 32)
  private let sequence: [Int32] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]
  private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "EngineTests/Fixtures")

  init() throws { scratch = try Scratch() }

  /// The model that was adapted, saved; and what the adapted one says.
  private func base() throws -> (path: String, logprobs: [Float]) {
    let bytes = try Data(contentsOf: fixtures.appending(path: "adapter.f32"))
    let numbers = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    let parameters = Parameters(architecture)
    for index in 0..<parameters.buffer.count { parameters.buffer.start[index] = numbers[index] }
    var directory = ModelDirectory(
      parameters: parameters,
      tokenizer: try CharacterTokenizer(alphabet: "0123456789=+".unicodeScalars))
    let path = scratch("base")
    try directory.save(to: path)
    return (path, Array(numbers[parameters.buffer.count...]))
  }

  private func logprobs(_ path: String) throws -> [Float] {
    let directory = try ModelDirectory(path: path)
    let scorer = Scorer(Transformer(directory.parameters), workers: Workers(threads: 1))
    return try scorer.logprobs(of: [sequence])[0]
  }

  @Test func whatPEFTSavedSaysWhatItSaidThere() throws {
    let (path, expected) = try base()
    let found = try logprobs("\(path)+\(fixtures.appending(path: "adapter").path)")
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(try logprobs(path) != found)
    let revisions = try [path, "\(path)+\(fixtures.appending(path: "adapter").path)"].map {
      try ModelDirectory(path: $0).revision
    }
    #expect(revisions[0] != revisions[1])
  }

  /// The same tensors, and an equal model when it is loaded by itself.
  @Test func whatIsSavedHasPEFTsLayout() throws {
    let (path, _) = try base()
    let parameters = try ModelDirectory(path: path).parameters
    let adapter = LowRankAdapter(
      parameters, rank: 3, alpha: 5, targets: ["q_proj", "v_proj", "down_proj"], key: 4)
    for index in 0..<adapter.buffer.count { adapter.buffer.start[index] += 0.125 }
    try AdapterDirectory.save(adapter, base: path, history: [], to: scratch("adapter"))
    let theirs = try Safetensors(
      path: fixtures.appending(path: "adapter/adapter_model.safetensors").path)
    let ours = try Safetensors(path: scratch("adapter/adapter_model.safetensors"))
    #expect(ours.entries.mapValues(\.shape) == theirs.entries.mapValues(\.shape))
    adapter.apply(to: parameters, workers: Workers(threads: 1))
    #expect(
      try ModelDirectory(path: scratch("adapter")).parameters.buffer.array
        == parameters.buffer.array)
  }

  @Test func otherKindsAreRefusedByName() throws {
    let text = """
      {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "base_model_name_or_path": "base",
       "use_dora": true}
      """
    let path = scratch("other")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path + "/adapter_config.json"))
    #expect(
      throws: ModelError.unsupported(
        "\(path)/adapter_config.json: use_dora is true, which is not supported")
    ) { try ModelDirectory(path: path) }
  }
}
