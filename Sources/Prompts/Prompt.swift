import Records

/// What a model is asked: plain text to continue, or a conversation to answer.
package enum Prompt: Hashable, Sendable {
  case text(String)
  case messages([Message])
}

// MARK: - Prompts as JSON

extension Prompt {
  /// Reads a prompt as records hold it: a string, or a list of messages.
  package init(_ value: JSON) throws(RenderingError) {
    if let text = value.string {
      self = .text(text)
      return
    }
    guard let turns = value.array, !turns.isEmpty else {
      throw RenderingError("the prompt is neither a string nor a list of messages")
    }
    var messages: [Message] = []
    for (index, turn) in turns.enumerated() {
      do throws(RenderingError) {
        messages.append(try Message(turn))
      } catch {
        throw RenderingError("message \(index + 1) of the prompt \(error)")
      }
    }
    self = .messages(messages)
  }

  /// The prompt as records hold it.
  package var json: JSON {
    switch self {
    case .text(let text): .string(text)
    case .messages(let messages): .array(messages.map(\.json))
    }
  }

  /// The prompt as a conversation; a text is one user message.
  package var messages: [Message] {
    switch self {
    case .text(let text): [Message(role: "user", content: text)]
    case .messages(let messages): messages
    }
  }

  /// The prompt with the beginning of its answer, from which a model goes on.
  package func answered(by beginning: String) -> Prompt {
    guard !beginning.isEmpty else { return self }
    switch self {
    case .text(let text): return .text(text + beginning)
    case .messages(let messages):
      return .messages(messages + [Message(role: "assistant", content: beginning)])
    }
  }
}
