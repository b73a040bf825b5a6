import Records

/// One turn of a conversation, with everything that its record holds of it: tool calls, names,
/// reasoning and parts go to servers and chat templates as they came.
package struct Message: Hashable, Sendable {
  /// `system`, `user`, `assistant` or `tool`.
  package let role: String
  /// What was said; of a list of parts, their texts joined.
  package let content: String
  /// The type of the first part that is no text, such as `image_url`.
  package let otherPart: String?
  /// The whole message as JSON, if it is more than a role and a text.
  private let whole: String?

  /// Makes a message of a text.
  package init(role: String, content: String) {
    self.role = role
    self.content = content
    otherPart = nil
    whole = nil
  }

  /// Reads a message: an object with a role, and content that is a text, a list of parts, or null
  /// beside tool calls.
  /// - Throws: `RenderingError` that says what is wrong, to stand behind "message N".
  init(_ value: JSON) throws(RenderingError) {
    guard let role = value["role"]?.string else { throw RenderingError("has no role") }
    var other: String?
    switch value["content"] {
    case .string(let text)?: content = text
    case .array(let parts)?:
      content = parts.compactMap { $0.string ?? $0["text"]?.string }.joined()
      other =
        parts.lazy.filter { $0.string == nil && $0["text"]?.string == nil }
        .map { $0["type"]?.string ?? "without a type" }.first
    case nil, .null?:
      let says = ["tool_calls", "function_call", "reasoning_content", "reasoning"]
      guard says.contains(where: { value[$0].map { $0 != .null } ?? false }) else {
        throw RenderingError("has no content and no tool_calls")
      }
      content = ""
    default: throw RenderingError("has a content that is neither a text nor a list of parts")
    }
    self.role = role
    otherPart = other
    let isPlain = value["content"]?.string != nil && value.members?.count == 2
    whole = isPlain ? nil : value.text
  }

  /// The message as records hold it.
  package var json: JSON {
    whole.flatMap { try? JSON(parsing: $0) }
      ?? ["role": .string(role), "content": .string(content)]
  }

  /// The message with a text before what it says; other members are left out.
  func prefixed(by text: String) -> Message { Message(role: role, content: text + content) }
}
