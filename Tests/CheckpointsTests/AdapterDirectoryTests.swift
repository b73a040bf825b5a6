import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Records
import Streams
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

  @Test(arguments: [
    ("use_dora", "true"), ("alora_invocation_tokens", "[5,6]"), ("use_bdlora", #"{"nblocks":2}"#),
    ("arrow_config", #"{"top_k":3}"#), ("kasa_config", #"{"beta":0.1}"#),
    ("monteclora_config", #"{"num_samples":4}"#), ("velora_config", #"{"num_groups":64}"#),
    ("layer_replication", "[[0,4],[2,5]]"), ("init_lora_weights", #""pissa_niter_4""#),
  ])
  func otherKindsAreRefusedByName(key: String, value: String) throws {
    let text = """
      {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "base_model_name_or_path": "base",
       "\(key)": \(value)}
      """
    let path = scratch("other")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path + "/adapter_config.json"))
    #expect(
      throws: ModelError.unsupported(
        "\(path)/adapter_config.json: \(key) is \(value), which is not supported")
    ) { try ModelDirectory(path: path) }
  }

  /// Another model at the place of the base would be changed without a word.
  @Test func aBaseThatIsAnotherModelNowIsRefused() throws {
    let (path, _) = try base()
    var base = try ModelDirectory(path: path)
    let revision = try #require(base.revision)
    let history: JSON = [
      ["filter": "train", "revision": "00"], ["filter": "train", "revision": .string(revision)],
      ["filter": "best"],
    ]
    let adapter = LowRankAdapter(
      base.parameters, rank: 1, alpha: 1, targets: ["q_proj"], key: 4)
    try AdapterDirectory.save(adapter, base: path, history: history, to: scratch("adapter"))
    _ = try ModelDirectory(path: scratch("adapter"))
    base.parameters.buffer.start[0] += 1
    let other = try base.save(to: path)
    #expect(
      throws: ModelError.damaged(
        "\(scratch("adapter")): the model at \(path) is no longer the one that the adapter was "
          + "trained with: its hash is \(other), that of history.json \(revision) (if it is meant "
          + "nevertheless, give --model \(path)+\(scratch("adapter")))")
    ) { try ModelDirectory(path: scratch("adapter")) }
    _ = try ModelDirectory(path: "\(path)+\(scratch("adapter"))")
  }

  /// PEFT writes a README.md beside an adapter; one that lies alone is a person's.
  @Test func onlyAnAdaptersOwnReadmeIsReplaced() throws {
    let (path, _) = try base()
    let adapter = LowRankAdapter(
      try ModelDirectory(path: path).parameters, rank: 1, alpha: 1, targets: ["q_proj"], key: 4)
    let notes = scratch("notes")
    try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: URL(filePath: notes + "/README.md"))
    for save in [
      { try AdapterDirectory.checkPlace(notes) },
      { try AdapterDirectory.save(adapter, base: path, history: [], to: notes) },
    ] {
      #expect(throws: StreamError.self) { try save() }
    }
    #expect(try Data(contentsOf: URL(filePath: notes + "/README.md")) == Data("mine".utf8))
    try Data("{}".utf8).write(to: URL(filePath: notes + "/adapter_config.json"))
    try AdapterDirectory.save(adapter, base: path, history: [], to: notes)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: notes).sorted() == [
        "adapter_config.json", "adapter_model.safetensors", "history.json",
      ])
  }
}
