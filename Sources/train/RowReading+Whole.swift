import Checkpoints
import Engine
import Records

/// Rows without a prompt of their own: a text, or a conversation.
extension RowReading {
  /// What a row holds instead of prompt and completion.
  private enum Whole {
    case text(String)
    case messages([Message])
  }

  private func whole(of record: Record) throws(RecordError) -> Whole? {
    if let completion = try record.json("completion"), completion != .null { return nil }
    let whole: Whole
    if let messages = try record.json("messages"), messages != .null {
      guard messages.array != nil else {
        throw RecordError("the field \"messages\" is no list of messages")
      }
      if let tools = try record.json("tools"), tools != .null, tools.array?.isEmpty != true {
        throw RecordError("the field \"tools\" is not supported: templates are given none here")
      }
      do throws(RenderingError) {
        whole = .messages(try Prompt(messages).messages)
      } catch {
        throw RecordError("the field \"messages\": \(error)")
      }
    } else if let text = try record.string("text") {
      whole = .text(text)
    } else {
      return nil
    }
    for name in ["prompt", "token_weights", "span_weights"] {
      guard let value = try record.json(name), value != .null else { continue }
      // Data sets of conversations, such as ultrachat, tell their first turn once more.
      if case .messages(let messages) = whole, name == "prompt",
        let text = value.string, messages.first(where: { $0.role == "user" })?.content == text
      {
        continue
      }
      throw RecordError(
        "the field \"\(name)\" goes with a \"completion\", and this row has none: of a text or messages "
          + "it would not be looked at")
    }
    guard !rendering.shapesPrompts else {
      throw RecordError(
        "--system, --few-shot, --template and --chat shape prompts, and this row has none")
    }
    return whole
  }

  /// Adds the tokens of a text, all learned but the first, which nothing precedes, with the end
  /// token behind them; or of a conversation, of which the assistant's answers are learned.
  /// - Returns: whether the record is such a row.
  func addWhole(of record: Record, to row: inout StoredRow) throws(RecordError) -> Bool {
    switch try whole(of: record) {
    case nil: return false
    case .text(let text):
      var tokens = try encode(text, "text")
      if tokens.last != tokenizer.endOfText { tokens.append(tokenizer.endOfText) }
      tokens = tokenizer.textStart + tokens
      row.sequences = [Array(tokens.prefix(1)), Array(tokens.dropFirst())]
    case .messages(let messages):
      let (_, tokens, isAnswer) = try conversation(messages)
      let first = max(isAnswer.firstIndex(of: true) ?? 0, 1)
      let end = (isAnswer.lastIndex(of: true) ?? 0) + 1
      guard first < end else {
        row.sequences = [tokens, []]
        return true
      }
      row.sequences = [Array(tokens[..<first]), Array(tokens[first..<end])]
      if isAnswer[first..<end].contains(false) {
        row.tokenWeights = isAnswer[first..<end].map { $0 ? 1 : 0 }
      }
    }
    return true
  }

  private func conversation(
    _ messages: [Message]
  ) throws(RecordError) -> (text: String, tokens: [Int32], isAnswer: [Bool]) {
    do throws(RenderingError) {
      return try prompts.conversation(messages)
    } catch {
      throw RecordError("the field \"messages\": \(error)")
    }
  }

  /// Whether a text or a conversation has the same tokens when it is encoded at once, as trainers
  /// do that mark answers by their characters; nil for rows of prompt and completion.
  func answersAreApart(of record: Record) throws(RecordError) -> Bool? {
    switch try whole(of: record) {
    case nil: return nil
    case .text: return true
    case .messages(let messages):
      let (text, tokens, _) = try conversation(messages)
      return try encode(text, "messages") == tokens
    }
  }
}
