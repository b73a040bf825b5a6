import Records

/// Makes the prompts of rows to train on, and completions in their form.
package struct RowPrompts: Sendable {
  private let rendering: Rendering
  /// Whether prompts stay byte for byte.
  private let isPlain: Bool

  /// Makes prompts by a rendering; where that changes nothing they are the records' own.
  package init(_ rendering: Rendering) {
    self.rendering = rendering
    isPlain = rendering.history == [:]
  }

  /// What a model was shown of a record.
  /// - Parameter samples: by the names under which a template finds them.
  package func prompt(
    of record: Record, _ samples: [String: Sample] = [:]
  ) throws(RecordError) -> RowPrompt {
    guard isPlain else {
      let prompt = try rendering.prompt(of: samples, in: record)
      let isConversation = if case .messages = prompt { true } else { false }
      return RowPrompt(
        text: Array(prompt.json.text.utf8), isConversation: isConversation,
        messages: Prompt.messages(prompt.messages).json.array ?? [])
    }
    let value = try record.need("prompt", try record.value("prompt"))
    guard value.isArray || value.isString else {
      throw RecordError("the field “prompt” is neither a string nor messages", at: value.offset)
    }
    let messages =
      try value.isArray
      ? value.tree.array ?? [] : [["role": "user", "content": .string(value.string ?? "")]]
    return RowPrompt(text: value.bytes, isConversation: value.isArray, messages: messages)
  }
}

/// The prompt of a row to train on.
package struct RowPrompt: Sendable {
  /// The prompt as JSON text.
  package let text: [UInt8]
  /// Whether it is a list of messages, so that completions are too.
  let isConversation: Bool
  /// Its messages, for rows that are nothing else.
  let messages: [JSON]

  /// A completion in the form of the prompt.
  package func completion(_ text: String) -> JSON {
    isConversation ? [Self.answer(text)] : .string(text)
  }

  /// The prompt with its completion as one conversation.
  package func conversation(_ text: String) -> JSON { .array(messages + [Self.answer(text)]) }

  private static func answer(_ text: String) -> JSON {
    ["role": "assistant", "content": .string(text)]
  }
}
