import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Records
import Testing

/// Makes a small model of every family in the folder of its second argument, in other types and
/// layouts, or loads what lies there again; prints the log-probabilities of a sequence.
private let program = """
  import json, shutil, sys, torch
  from transformers import (AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM,
      Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM, SmolLM3Config, SmolLM3ForCausalLM)
  action, folder, names = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
  sequence = torch.tensor([[5, 300, 17, 41, 650, 2, 9, 77, 123, 400, 31, 8]])
  def look(path):
      model, info = AutoModelForCausalLM.from_pretrained(
          path, dtype=torch.float32, output_loading_info=True)
      assert not any(info.values()), info
      with torch.no_grad():
          table = torch.log_softmax(model(sequence).logits[0], -1)
      return [table[row, token].item() for row, token in enumerate(sequence[0, 1:])]
  def make(name):
      torch.manual_seed(1)
      sizes = dict(vocab_size=720, hidden_size=16, intermediate_size=24, num_hidden_layers=3,
          num_attention_heads=4, num_key_value_heads=2, head_dim=8, max_position_embeddings=64,
          initializer_range=0.5, bos_token_id=None, pad_token_id=None, eos_token_id=701)
      yarn = dict(rope_type="yarn", rope_theta=1000.0, factor=4.0, original_max_position_embeddings=16)
      model = {
          "llama": lambda: LlamaForCausalLM(LlamaConfig(**sizes, tie_word_embeddings=True)),
          "older": lambda: LlamaForCausalLM(LlamaConfig(**sizes, attention_bias=True, mlp_bias=True,
              rope_parameters=dict(rope_type="llama3", rope_theta=500.0, factor=8.0, low_freq_factor=1.0,
                  high_freq_factor=4.0, original_max_position_embeddings=16))),
          "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**sizes, rope_parameters=yarn)),
          "qwen3": lambda: Qwen3ForCausalLM(Qwen3Config(**sizes, tie_word_embeddings=True)),
          "smollm3": lambda: SmolLM3ForCausalLM(SmolLM3Config(**sizes, no_rope_layers=[1, 0, 1])),
      }[name]()
      for tensor, parameter in model.named_parameters():
          torch.nn.init.normal_(parameter, 1.0 if "norm" in tensor else 0.0, 0.3)
      path = f"{folder}/{name}"
      kind = {"llama": torch.bfloat16, "qwen2": torch.float16}.get(name, torch.float32)
      model.to(kind).save_pretrained(path, max_shard_size="30KB" if name == "qwen3" else "1GB")
      shutil.copy(sys.argv[4], f"{path}/tokenizer.json")
      with open(f"{path}/tokenizer_config.json", "w") as file:
          json.dump({"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>",
                     "model_max_length": 10**30}, file)
      if name == "older":
          config = json.load(open(f"{path}/config.json"))
          rope = config.pop("rope_parameters")
          config["rope_theta"] = rope.pop("rope_theta")
          config["rope_scaling"] = rope
          config["torch_dtype"] = config.pop("dtype")
          json.dump(config, open(f"{path}/config.json", "w"))
      return path
  print(json.dumps({name: look(make(name) if action == "make" else f"{folder}/{name}") for name in names}))
  """

@Suite struct CheckpointTests {
  private let names: JSON = ["llama", "older", "qwen2", "qwen3", "smollm3"]
  private let sequence: [Int32] = [5, 300, 17, 41, 650, 2, 9, 77, 123, 400, 31, 8]

  /// What transformers saved is loaded, and what is saved of it loads in transformers.
  @Test(.enabled(if: python != nil, "no Python with torch and transformers was found"))
  func everyFamilyGoesThereAndBack() throws {
    let scratch = try Scratch()
    let tokenizer = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/qwen2.json").path
    let expected = try JSON(
      parsing: run(try #require(python), program, "make", scratch.path, names.text, tokenizer))
    var saved: [JSON] = []
    for name in try #require(names.array).compactMap(\.string) {
      var model = try ModelDirectory(path: scratch(name))
      #expect(model.configuration.endTokens == [701])
      #expect(model.tokenizer.count <= 720)
      let scorer = Scorer(Transformer(model.parameters), workers: Workers(threads: 1))
      let found = try scorer.logprobs(of: [sequence])[0]
      check(found.map(Double.init), expected[name], name)
      try model.save(to: scratch(name + "-again"), longestFile: 30_000)
      #expect(
        FileManager.default.fileExists(
          atPath: scratch(name + "-again/model.safetensors.index.json")))
      let again = try ModelDirectory(path: scratch(name + "-again"))
      #expect(again.configuration == model.configuration)
      #expect(again.revision == model.revision)
      #expect(again.parameters.buffer.array == model.parameters.buffer.array)
      saved.append(.string(name + "-again"))
    }
    let back = try JSON(
      parsing: run(
        try #require(python), program, "load", scratch.path, JSON.array(saved).text, tokenizer))
    for name in saved.compactMap(\.string) {
      check(
        back[name]?.array?.compactMap(\.double) ?? [], expected[String(name.dropLast(6))], name)
    }
  }

  private func check(_ found: [Double], _ expected: JSON?, _ name: String) {
    let numbers = expected?.array?.compactMap(\.double) ?? []
    #expect(found.count == 11 && numbers.count == 11, "\(name)")
    for (a, b) in zip(found, numbers) { #expect(abs(a - b) < 1e-3, "\(name)") }
  }
}
