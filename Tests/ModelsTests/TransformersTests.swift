import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Models
import Records
import Testing

/// Loads every directory of its second argument, encodes and decodes the texts of its first, and
/// continues the first of them greedily; saves what it loaded; prints one object a directory.
private let program = """
  import json, sys, torch
  from transformers import AutoModelForCausalLM, AutoTokenizer
  texts = json.loads(sys.argv[1])
  def look(path):
      tokenizer = AutoTokenizer.from_pretrained(path)
      model, info = AutoModelForCausalLM.from_pretrained(path, output_loading_info=True)
      model.save_pretrained(path + "-again")
      tokenizer.save_pretrained(path + "-again")
      config = model.config
      encoded = [tokenizer(text)["input_ids"] for text in texts]
      with torch.no_grad():
          prompt = torch.tensor(encoded[:1])
          drawn = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False,
                                 max_new_tokens=24)[0, prompt.shape[1]:].tolist()
      return {
          "class": type(model).__name__,
          "missing": sorted(info["missing_keys"]), "unexpected": sorted(info["unexpected_keys"]),
          "mismatched": sorted(map(str, info["mismatched_keys"])),
          "encoded": encoded, "decoded": [tokenizer.decode(ids) for ids in encoded],
          "eos": tokenizer.eos_token_id, "pad": tokenizer.pad_token_id, "length": len(tokenizer),
          "ends": [config.eos_token_id, model.generation_config.eos_token_id],
          "theta": config.rope_parameters["rope_theta"], "drawn": drawn,
          "rotates": [getattr(layer.self_attn, "use_rope", 1) for layer in model.model.layers],
          "first": model.model.embed_tokens.weight[0, 0].item()}
  print(json.dumps([look(path) for path in json.loads(sys.argv[2])]))
  """

@Suite struct TransformersTests {
  private let texts = ["a  \n\n é😀▁", " a a .", "e\u{301}\r\n\t ", "\n"]

  @Test(.enabled(if: python != nil, "no Python with torch and transformers was found"))
  func directoriesLoadInTransformers() throws {
    let scratch = try Scratch()
    let tokenizer = try CharacterTokenizer(alphabet: "a \n\r\té😀▁\u{301}e.".unicodeScalars)
    let models = try [[false, false], [true, true], [true, false]].enumerated().map {
      index, rotates in
      let architecture = TinyModel.architecture(vocabulary: tokenizer.count, rotates: rotates)
      var model = ModelDirectory(
        parameters: TinyModel.parameters(of: architecture), tokenizer: tokenizer)
      try model.save(to: scratch("\(index)"))
      return model
    }
    let paths = models.indices.map { JSON.string(scratch("\($0)")) }
    let answers = try JSON(
      parsing: run(
        try #require(python), program, JSON.array(texts.map { .string($0) }).text,
        JSON.array(paths).text))
    for (index, model) in models.enumerated() {
      try check(try #require(answers[index]), of: model)
      let again = try ModelDirectory(path: scratch("\(index)-again"))
      #expect(again.configuration == model.configuration)
      #expect(again.parameters.buffer.array == model.parameters.buffer.array)
    }
  }

  private func check(_ answer: JSON, of model: ModelDirectory) throws {
    let tokenizer = model.tokenizer
    let rotates = model.configuration.architecture.rotates
    #expect(
      answer["class"]?.string
        == (rotates.contains(false) ? "SmolLM3ForCausalLM" : "LlamaForCausalLM"))
    for problem in ["missing", "unexpected", "mismatched"] { #expect(answer[problem] == []) }
    #expect(
      answer["encoded"]
        == .array(try texts.map { .array(try tokenizer.encode($0).map { .integer(Int64($0)) }) }))
    #expect(answer["decoded"] == .array(texts.map { .string($0) }))
    #expect(answer["eos"] == 0)
    #expect(answer["pad"] == 1)
    #expect(answer["length"]?.integer == tokenizer.count)
    #expect(answer["ends"] == [0, 0])
    #expect(answer["theta"]?.double == 10_000)
    #expect(answer["rotates"] == .array(rotates.map { .integer($0 ? 1 : 0) }))
    let drawn = try #require(answer["drawn"]?.array).map { Int32($0.integer ?? -1) }
    let completion = try #require(try greedy(model))
    #expect(drawn.count == completion.completionTokens)
    #expect(Array(completion.text.utf8) == tokenizer.decode(drawn))
    #expect(answer["first"]?.double == Double(model.parameters.buffer.values[0]))
  }

  /// The likeliest 24 tokens after the first text.
  private func greedy(_ model: ModelDirectory) throws -> Completion? {
    var settings = SamplingSettings()
    settings.temperature = 0
    settings.maxTokens = 24
    let replies = try EmbeddedModel(model, name: "tiny", threads: 1).answers(to: [
      .complete(.text(texts[0]), settings, seed: 1)
    ])
    guard case .completion(let completion) = replies[0] else { return nil }
    return completion
  }
}
