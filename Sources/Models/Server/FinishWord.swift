/// Servers' words for why a completion ended (`finish_reason`).
enum FinishWord {
  /// What the words mean that servers are known to say; in lower case.
  private static let rows: [(finish: Finish, words: Set<String>)] = [
    (
      .stop,
      [
        "stop", "eos", "eos_token", "end", "end_turn", "stop_sequence", "stop_token", "complete",
        "completed", "finished", "done", "eom", "<|eot_id|>", "<|im_end|>", "</s>",
        "<|endoftext|>", "tool_calls", "tool_call", "tool_use", "function_call",
      ]
    ),
    (
      .length,
      [
        "length", "max_tokens", "model_length", "max_length", "max_new_tokens",
        "max_output_tokens", "max_completion_tokens", "token_limit", "context_length",
        "model_context_window_exceeded",
      ]
    ),
    (
      .filter,
      [
        "content_filter", "content-filter", "content_filtered", "safety", "recitation",
        "prohibited_content", "blocklist", "spii", "refusal", "guardrail_intervened", "sensitive",
      ]
    ),
    (.error, ["error", "network_error", "server_error", "insufficient_system_resource"]),
  ]

  /// What a word means; nil for one that is not known, for none and for an empty one.
  static func meaning(_ word: String?) -> Finish? {
    guard let word = word?.lowercased() else { return nil }
    return rows.first { $0.words.contains(word) }?.finish
  }

  /// The word as a sample keeps it beside its `finish`; nil if they are the same.
  static func kept(_ word: String?, _ finish: Finish) -> String? {
    word == finish.rawValue ? nil : word
  }

  /// Whether the model asked for a tool instead of answering.
  static func asksForTool(_ word: String?) -> Bool {
    ["tool_calls", "tool_call", "tool_use", "function_call"].contains(word ?? "")
  }
}
