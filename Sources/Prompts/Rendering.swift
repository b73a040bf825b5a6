import Records

/// What a model sees of a record: its prompt, put into a template, after worked examples and a
/// system prompt.
///
/// A string prompt stays text, its parts joined by blank lines: system prompt, examples (each with
/// its completion straight after its prompt), prompt. Messages, or a string with `chat`, become a
/// conversation: a system message, a user and an assistant turn an example, the prompt. The
/// template, if there is one, makes the text of prompt and examples from the record's fields.
package struct Rendering: Sendable {
  private let chat: Bool
  private let system: String?
  /// Makes the prompts, if there is one.
  package let template: Template?
  private let examples: [Example]
  /// What is set for the chat template of a model directory.
  package let variables: [JSON.Member]

  private struct Example: Sendable {
    var prompt: Prompt
    var completion: [Message]
  }

  /// Checks what surrounds the prompts.
  /// - Parameters:
  ///   - chat: a string prompt is one user message.
  ///   - system: stands in front.
  ///   - examples: records with `prompt` and `completion` or `solution`.
  ///   - template: gives the text of a prompt from its record.
  ///   - variables: are set for the chat template of a model directory.
  /// - Throws: `RenderingError` with the number of the example that is no example.
  package init(
    chat: Bool = false, system: String? = nil, examples: [JSON] = [], template: Template? = nil,
    variables: [JSON.Member] = []
  ) throws(RenderingError) {
    self.variables = variables
    self.chat = chat
    self.system = system
    self.template = template
    var read: [Example] = []
    for (index, record) in examples.enumerated() {
      do {
        let prompt = try Self.ownPrompt(record, template, chat: chat)
        read.append(Example(prompt: prompt, completion: try Self.completion(record)))
      } catch {
        throw RenderingError("example \(index + 1): \(error.meaning(in: record))")
      }
    }
    self.examples = read
  }

  /// What the model sees of a record.
  /// - Parameter record: an object with all fields that the template names.
  /// - Throws: `RenderingError` without a prompt of the right type, or a value the template names.
  package func prompt(of record: JSON) throws(RenderingError) -> Prompt {
    switch try Self.ownPrompt(record, template, chat: chat) {
    case .text(let text):
      let shown = try examples.map { example throws(RenderingError) in
        guard case .text(let prompt) = example.prompt, example.completion.count == 1 else {
          throw RenderingError(
            "the examples are conversations and the prompt is text: --chat makes it one")
        }
        return prompt + example.completion[0].content
      }
      return .text(([system].compactMap { $0 } + shown + [text]).joined(separator: "\n\n"))
    case .messages(var messages):
      if let system {
        if let first = messages.first, first.role == "system" {
          messages[0] = first.prefixed(by: system + "\n\n")
        } else {
          messages.insert(Message(role: "system", content: system), at: 0)
        }
      }
      let place = messages.first?.role == "system" ? 1 : 0
      let turns = examples.flatMap { $0.prompt.messages + $0.completion }
      messages.insert(contentsOf: turns, at: place)
      return .messages(messages)
    }
  }

  /// Whether anything stands beside prompts, or makes them.
  package var shapesPrompts: Bool { chat || system != nil || !examples.isEmpty || template != nil }

  /// The options as the history records them; empty if none was given.
  package var history: JSON {
    var members: [JSON.Member] = []
    if chat { members.append(.init("chat", true)) }
    if let system { members.append(.init("system", .string(system))) }
    if !examples.isEmpty {
      let shots = examples.map { example -> JSON in
        ["prompt": example.prompt.json, "completion": Prompt.messages(example.completion).json]
      }
      members.append(.init("few_shot", .array(shots)))
    }
    if let template { members.append(.init("template", .string(template.source))) }
    if !variables.isEmpty { members.append(.init("template_set", .object(variables))) }
    return .object(members)
  }

  /// The fields of records on which parts of the template depend.
  ///
  /// A template may name one that no record has; who did so by mistake should be told.
  package var optionalFields: [String] {
    (template?.conditions ?? []).filter { name in
      !Self.given.contains(String(name.prefix { $0 != "." }))
    }
  }

  /// What filters show to a template beside a record's own fields.
  private static let given: Set = [
    "", "critique", "examples", "first", "sample", "samples", "second", "steps",
  ]

  private static func ownPrompt(
    _ record: JSON, _ template: Template?, chat: Bool
  ) throws(RenderingError) -> Prompt {
    let prompt: Prompt
    if let template {
      prompt = .text(try template.text(for: record))
    } else {
      guard let value = record["prompt"] else { throw RenderingError("there is no prompt") }
      prompt = try Prompt(value)
    }
    return chat ? .messages(prompt.messages) : prompt
  }

  private static func completion(_ record: JSON) throws(RenderingError) -> [Message] {
    guard let value = record["completion"] ?? record["solution"], value != .null else {
      throw RenderingError("there is neither a completion nor a solution")
    }
    if let text = value.string { return [Message(role: "assistant", content: text)] }
    return try Prompt(value).messages
  }
}
