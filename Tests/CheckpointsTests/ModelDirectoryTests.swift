import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Records
import Streams
import Testing

@Suite struct ModelDirectoryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Saves a small model and gives its path.
  private func saved(tiedHead: Bool = true) throws -> String {
    var model = try TinyModel.directory(tiedHead: tiedHead)
    let path = scratch("model")
    try model.save(to: path)
    return path
  }

  private func edit(_ path: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(old))
    try text.replacing(old, with: new).write(toFile: path, atomically: false, encoding: .utf8)
  }

  @Test func whatWasSavedIsLoaded() throws {
    let history: JSON = [["filter": "train", "seed": 42]]
    var model = try TinyModel.directory(rotates: [true, false], tiedHead: false, history: history)
    let path = scratch("model")
    let revision = try model.save(to: path)
    let loaded = try ModelDirectory(path: path)
    #expect(loaded.configuration == model.configuration)
    #expect(loaded.parameters.buffer.array == model.parameters.buffer.array)
    #expect(loaded.tokenizer as? CharacterTokenizer == model.tokenizer as? CharacterTokenizer)
    #expect(loaded.history == history)
    #expect(loaded.revision == revision)
    let weights = try Data(contentsOf: URL(fileURLWithPath: path + "/model.safetensors"))
    #expect(revision == ContentHash.digits(ContentHash.of([UInt8](weights))))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [
        "config.json", "generation_config.json", "history.json", "model.safetensors", "revision",
        "tokenizer.json", "tokenizer_config.json",
      ])
  }

  @Test func aFormerModelIsReplaced() throws {
    let path = try saved()
    var other = try TinyModel.directory(rotates: [true])
    try other.save(to: path + "/")
    #expect(try ModelDirectory(path: path).configuration.architecture.layers == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["model"])
  }

  @Test func somethingElseIsNotReplaced() throws {
    let path = try saved()
    try "mine".write(toFile: path + "/thesis.txt", atomically: false, encoding: .utf8)
    var model = try TinyModel.directory()
    let error = #expect(throws: StreamError.self) { try model.save(to: path) }
    #expect(
      error?.description
        == "cannot replace (it holds thesis.txt, which is no file of a model) \(path): "
        + "Directory not empty")
    #expect(throws: StreamError.self) { try ModelDirectory.checkPlace(path) }
    #expect(FileManager.default.fileExists(atPath: path + "/thesis.txt"))
  }

  @Test func whatAnInterruptedRunLeftIsReplaced() throws {
    let left = scratch("model.partial")
    try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
    try Data([1]).write(to: URL(fileURLWithPath: left + "/.model.safetensors.partial"))
    _ = try ModelDirectory(path: saved())
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test func shardsAreLoaded() throws {
    let path = try saved()
    let model = try TinyModel.directory()
    let tensors = model.configuration.architecture.tensors
    let cut = tensors[4].offset
    for (name, part) in [("model-1", tensors[..<4]), ("model-2", tensors[4...])] {
      let all = model.parameters.buffer.array
      let numbers = name == "model-1" ? all[..<cut] : all[cut...]
      try Safetensors.write(
        part.map { .init($0.name, $0.shape) }, numbers: [FloatBuffer(Array(numbers))],
        to: "\(path)/\(name).safetensors")
    }
    try FileManager.default.removeItem(atPath: path + "/model.safetensors")
    try FileManager.default.removeItem(atPath: path + "/revision")
    let map = tensors.enumerated().map { index, slot in
      "\"\(slot.name)\":\"model-\(index < 4 ? 1 : 2).safetensors\""
    }
    try "{\"weight_map\":{\(map.joined(separator: ","))}}".write(
      toFile: path + "/model.safetensors.index.json", atomically: false, encoding: .utf8)
    #expect(
      try ModelDirectory(path: path).parameters.buffer.array == model.parameters.buffer.array)
    try FileManager.default.removeItem(atPath: path + "/model-2.safetensors")
    #expect(
      throws: ModelError.damaged("\(path) is no complete model: it has no model-2.safetensors")
    ) { try ModelDirectory(path: path) }
  }

  @Test func aMissingDirectoryIsAMissingInput() throws {
    let path = scratch("nothing")
    #expect(throws: StreamError.system(action: "open", path: path, code: ENOENT)) {
      try ModelDirectory(path: path)
    }
  }

  @Test(arguments: ["config.json", "model.safetensors", "tokenizer.json"])
  func aMissingFileIsNamed(name: String) throws {
    let path = try saved()
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    #expect(throws: ModelError.damaged("\(path) is no complete model: it has no \(name)")) {
      try ModelDirectory(path: path)
    }
  }

  @Test func aTensorOfAnotherShapeIsNamed() throws {
    let path = try saved()
    try edit(path + "/config.json", #""intermediate_size":24"#, #""intermediate_size":32"#)
    #expect(
      throws: ModelError.damaged(
        "\(path)/model.safetensors: tensor model.layers.0.mlp.gate_proj.weight is [24, 16], "
          + "expected [32, 16]")
    ) { try ModelDirectory(path: path) }
  }

  @Test func aMissingTensorIsNamed() throws {
    let path = try saved()
    try edit(path + "/config.json", #""tie_word_embeddings":true"#, #""tie_word_embeddings":false"#)
    #expect(
      throws: ModelError.damaged(
        "\(path)/model.safetensors: tensor lm_head.weight is missing (expected [14, 16])")
    ) { try ModelDirectory(path: path) }
  }

  @Test func aTensorThatNothingUsesIsNamed() throws {
    let path = try saved()
    try edit(path + "/config.json", #""num_hidden_layers":2"#, #""num_hidden_layers":1"#)
    #expect(
      throws: ModelError.unsupported(
        "\(path)/model.safetensors: tensor model.layers.1.input_layernorm.weight is none of this "
          + "model's")
    ) { try ModelDirectory(path: path) }
  }

  /// As transformers 5 reads it: the same numbers are one head, others are a head of their own.
  @Test func aTiedHeadThatDiffersIsUsedAsItIs() throws {
    let path = try saved(tiedHead: false)
    let own = try ModelDirectory(path: path).parameters
    try edit(path + "/config.json", #""tie_word_embeddings":false"#, #""tie_word_embeddings":true"#)
    var model = try ModelDirectory(path: path)
    #expect(!model.configuration.architecture.tiedHead)
    #expect(model.parameters.buffer.array == own.buffer.array)
    // What is saved is the same model.
    try model.save(to: path + "-again")
    let again = try ModelDirectory(path: path + "-again")
    #expect(again.parameters.buffer.array == own.buffer.array)
  }

  @Test func aTiedHeadMayBeStoredTwice() throws {
    let path = try saved(tiedHead: false)
    let file = URL(fileURLWithPath: path + "/model.safetensors")
    let parameters = try ModelDirectory(path: path).parameters
    let (head, embedding) = (
      try #require(parameters.architecture.tensors.first { $0.name == "lm_head.weight" }),
      try #require(
        parameters.architecture.tensors.first { $0.name.hasSuffix("embed_tokens.weight") })
    )
    for place in 0..<head.count { parameters[head][place] = parameters[embedding][place] }
    _ = try FileManager.default.removeItem(at: file)
    try Safetensors.write(
      parameters.architecture.tensors.map { Safetensors.Item($0.name, $0.shape) },
      numbers: [parameters.buffer], to: file.path)
    try FileManager.default.removeItem(atPath: path + "/revision")
    try edit(path + "/config.json", #""tie_word_embeddings":false"#, #""tie_word_embeddings":true"#)
    #expect(try ModelDirectory(path: path).parameters.buffer.count == 4144)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNotFiniteAreNamed(number: Float) throws {
    let path = try saved()
    let file = URL(fileURLWithPath: path + "/model.safetensors")
    var data = try Data(contentsOf: file)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes in
      data.replaceSubrange(data.count - 4..<data.count, with: bytes)
    }
    try data.write(to: file)
    try FileManager.default.removeItem(atPath: path + "/revision")
    let error = #expect(throws: ModelError.self) { try ModelDirectory(path: path) }
    #expect(error?.status == .badData)
    #expect(error?.description.contains("the model's numbers are not finite: tensor ") == true)
  }

  @Test func changedWeightsAreNoticed() throws {
    let path = try saved()
    var data = try Data(contentsOf: URL(fileURLWithPath: path + "/model.safetensors"))
    data[data.count - 1] ^= 1
    try data.write(to: URL(fileURLWithPath: path + "/model.safetensors"))
    let error = #expect(throws: ModelError.self) { try ModelDirectory(path: path) }
    #expect(
      error?.description.hasPrefix("\(path): the weights are not those that were saved: ") == true)
    try data.dropLast(9).write(to: URL(fileURLWithPath: path + "/model.safetensors"))
    #expect(
      throws: ModelError.damaged(
        "\(path)/model.safetensors: cut off: 16576 bytes of tensors expected, 16567 found")
    ) { try ModelDirectory(path: path) }
  }

  @Test func aFileThatIsNoJSONIsNamed() throws {
    let path = try saved()
    try "{".write(toFile: path + "/tokenizer.json", atomically: false, encoding: .utf8)
    let error = #expect(throws: ModelError.self) { try ModelDirectory(path: path) }
    #expect(error?.description.hasPrefix("\(path)/tokenizer.json: no JSON: ") == true)
  }

  @Test func aVocabularyThatTheFileContradictsIsRefused() throws {
    let path = try saved()
    try edit(path + "/config.json", #""vocab_size":14"#, #""vocab_size":13"#)
    let error = #expect(throws: ModelError.self) { try ModelDirectory(path: path) }
    #expect(error?.description.contains("expected [13, 16]") == true)
  }

  /// No value of a `config.json` ends the process.
  @Test func noConfigurationIsACrash() throws {
    let path = try saved()
    let config = URL(fileURLWithPath: path + "/config.json")
    let members = try #require(try JSON(parsing: Data(contentsOf: config)).members)
    let values: [JSON] = [
      nil, true, 0, -1, 1, 3, 9_223_372_036_854_775_807, 1e300, -0.5, "", "x", [], [1], [:],
      ["rope_type": "linear", "factor": 0.0], ["rope_type": "yarn", "factor": -1.0],
    ]
    for place in members.indices {
      for value in values {
        var changed = members
        changed[place].value = value
        try Data(JSON.object(changed).text.utf8).write(to: config)
        _ = try? ModelDirectory(path: path)
      }
    }
  }

  @Test func moreEndTokensAreRead() throws {
    let path = try saved()
    try edit(path + "/generation_config.json", #""eos_token_id":0"#, #""eos_token_id":[0,5]"#)
    #expect(try ModelDirectory(path: path).configuration.endTokens == [0, 5])
  }
}
