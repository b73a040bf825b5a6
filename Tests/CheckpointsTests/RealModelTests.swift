import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Records
import Testing

/// A published model: the directory AUTODIDACT_MODEL, which `pipelines/checkpoint.mk` makes.
private let directory = ProcessInfo.processInfo.environment["AUTODIDACT_MODEL"]

/// What transformers makes of prompts: their tokens, the 24 likeliest ones after them, and the
/// log-probabilities of these.
///
/// Arguments: the model, and the prompts as a JSON list of texts and conversations.
private let program = """
  import json, sys, torch
  from transformers import AutoModelForCausalLM, AutoTokenizer
  path, prompts = sys.argv[1], json.loads(sys.argv[2])
  tokenizer = AutoTokenizer.from_pretrained(path)
  model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32)
  def look(prompt):
      if isinstance(prompt, list):
          text = tokenizer.apply_chat_template(prompt, add_generation_prompt=True, tokenize=False)
          ids = tokenizer(text, add_special_tokens=False)["input_ids"]
      else:
          ids = tokenizer(prompt)["input_ids"]
      start = torch.tensor([ids])
      with torch.no_grad():
          whole = model.generate(start, attention_mask=torch.ones_like(start), do_sample=False,
                                 max_new_tokens=24)
          table = torch.log_softmax(model(whole).logits[0].float(), -1)
      drawn = whole[0, len(ids):].tolist()
      rows = range(len(ids) - 1, whole.shape[1] - 1)
      return {"tokens": ids, "drawn": drawn,
              "logprobs": [table[row, token].item() for row, token in zip(rows, drawn)]}
  print(json.dumps([look(prompt) for prompt in prompts]))
  """

@Suite struct RealModelTests {
  /// Problems in words, half of them as conversations.
  private let prompts: [Prompt] = (0..<50).map { index in
    let (a, b) = (7 * index % 41 + 2, 13 * index % 29 + 3)
    let text = [
      "Tom has \(a) apples and buys \(b) more. How many apples does he have?",
      "A train with \(a) cars of \(b) seats is full. Each ticket costs $3.50. It's",
      "def add_\(a)(x):\n    return x + \(b)\n\n\ndef",
      "Écrivez \(a) mots à propos de l'été",
    ][index % 4]
    guard index % 2 == 0 else { return .text(text) }
    let system = index % 3 == 0 ? [Message(role: "system", content: "Answer briefly.")] : []
    return .messages(system + [Message(role: "user", content: text)])
  }

  @Test(
    .enabled(
      if: directory != nil && python != nil, "AUTODIDACT_MODEL or a Python is not there"))
  func tokensAndProbabilitiesAreThoseOfTransformers() throws {
    let path = try #require(directory)
    let answers = try JSON(
      parsing: run(
        try #require(python), program, path, JSON.array(prompts.map(\.json)).text))
    let model = try ModelDirectory(path: path)
    let transformer = Transformer(model.parameters)
    let workers = Workers(threads: 2)
    let decoder = BatchDecoder(transformer, slots: prompts.count, workers: workers)
    var drawn: [Int: [Int32]] = [:]
    var expected: [(tokens: [Int32], drawn: [Int32], logprobs: [Double])] = []
    for (index, prompt) in prompts.enumerated() {
      func numbers(_ key: String) -> [Int32] {
        answers[index]?[key]?.array?.compactMap { $0.integer.map { Int32($0) } } ?? []
      }
      let tokens = try model.prompts.tokens(of: prompt)
      #expect(tokens == numbers("tokens"), "prompt \(index)")
      expected.append(
        (tokens, numbers("drawn"), answers[index]?["logprobs"]?.array?.compactMap(\.double) ?? []))
      #expect(expected[index].drawn.count == expected[index].logprobs.count)
      let slot = try decoder.admit(tokens, DecodingSettings(temperature: 0), key: 0)
      #expect(slot == index)
    }
    for _ in 0..<24 {
      for token in decoder.step() { drawn[token.slot, default: []].append(token.token) }
    }
    let scores = try Scorer(transformer, workers: workers).logprobs(
      of: expected.map { $0.tokens + $0.drawn })
    var worst = 0.0
    for (index, one) in expected.enumerated() {
      #expect(drawn[index]?.prefix(one.drawn.count) == one.drawn[...], "prompt \(index)")
      let found = scores[index].suffix(one.drawn.count)
      for (a, b) in zip(found, one.logprobs) { worst = max(worst, abs(Double(a) - b)) }
    }
    #expect(worst < 1e-3)
    print(
      "the largest difference of \(expected.reduce(0) { $0 + $1.drawn.count }) logprobs: \(worst)")
  }
}
