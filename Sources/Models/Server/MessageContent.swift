import Records

/// What a choice of a server's answer says: its text, and what the model thought before it.
struct MessageContent: Equatable {
  /// The answer; nil if there is none.
  var text: String?
  /// What came before it as reasoning; nil if there is none.
  var reasoning: String?
  /// Why the model declines, in OpenAI's `refusal`.
  let refusal: String?

  /// Reads a choice, of a conversation or of a text.
  ///
  /// `content` is a text or a list of parts, of which those with text are joined. Reasoning is in
  /// `reasoning_content` (vLLM, DeepSeek), `reasoning` or `reasoning_details` (OpenRouter), or in
  /// parts of the type `thinking` or `reasoning` (Mistral, Anthropic).
  init(choice: JSON) {
    let message = choice["message"] ?? choice
    let content = choice["message"]?["content"] ?? choice["text"] ?? .null
    refusal = message["refusal"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    var thoughts: [String] = []
    switch content {
    case .string(let said): text = said
    case .array(let parts):
      let said = parts.filter { !Self.isThought($0) }.compactMap(Self.text)
      text = said.isEmpty && !parts.isEmpty ? nil : said.joined()
      thoughts = parts.filter(Self.isThought).compactMap(Self.text)
    default: text = content["text"]?.string
    }
    let member = ["reasoning_content", "reasoning"].lazy
      .compactMap { message[$0] }.compactMap(Self.text).first { !$0.isEmpty }
    if let member {
      thoughts = [member]
    } else if thoughts.isEmpty {
      thoughts = (message["reasoning_details"]?.array ?? []).compactMap(Self.text)
    }
    let thought = thoughts.joined()
    reasoning = thought.isEmpty ? nil : thought
  }

  private static func isThought(_ part: JSON) -> Bool {
    ["thinking", "reasoning"].contains(part["type"]?.string ?? "")
  }

  /// The text of a part, which may be a list of parts itself.
  private static func text(_ part: JSON) -> String? {
    if let text = part.string { return text }
    if let parts = part.array {
      let texts = parts.compactMap(text)
      return texts.isEmpty ? nil : texts.joined()
    }
    for key in ["text", "thinking", "reasoning", "content", "summary"] {
      if let value = part[key], value != .null { return text(value) }
    }
    return nil
  }
}
