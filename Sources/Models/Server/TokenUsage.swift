import Records

/// How many tokens an answer says that it cost; nil where it does not tell.
struct TokenUsage: Equatable {
  let prompt: Int?
  let completion: Int?
  /// How many of the completion's tokens are reasoning.
  let reasoning: Int?
  let total: Int?

  /// Reads `usage`; whole numbers may be written as floats.
  init(_ usage: JSON?) {
    func count(_ value: JSON?) -> Int? {
      value?.double.flatMap { $0 >= 0 ? Int(exactly: $0.rounded()) : nil }
    }
    prompt = count(usage?["prompt_tokens"])
    completion = count(usage?["completion_tokens"])
    reasoning = count(usage?["completion_tokens_details"]?["reasoning_tokens"])
    total = count(usage?["total_tokens"])
  }
}
