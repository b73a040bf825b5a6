import Records

/// How a model wants conversations to be written: the Jinja template that came with it.
///
/// It renders as transformers does, with a system prompt and an end of turn as the template has
/// them. Two things differ on purpose: it does not know today's date, so that a template which
/// would write it writes its own standard one, or without one 26 July 2024; and tools and documents
/// are never given.
///
/// The subset of Jinja 2 that is supported; whatever is not is refused by name when a template is
/// read, or when it is reached:
///
///     statements   if elif else, for (if, else, break, continue, loop.…), set (also of a block, or
///                  of a namespace's member), macro, generation
///     expressions  texts, numbers, lists, tuples, dictionaries; . [] slices; + - * / // % ** ~;
///                  == != < > <= >= in; and or not; a if b else c; calls; filters; tests
///     functions    namespace, range, raise_exception, strftime_now, dict
///     filters      `JinjaFilters.names`
///     tests        `JinjaTests.names`
///     methods      of texts and dictionaries, as Python has them: `JinjaMethods`
///
/// A template that recurses, nests or counts without end is an error: `JinjaLimits`.
package struct ChatTemplate: Sendable {
  /// The template as it came.
  package let source: String
  private let begin: String
  private let end: String
  /// What a user sets, such as `enable_thinking`.
  private var variables: [JSON.Member] = []

  /// Reads a template.
  /// - Parameters:
  ///   - begin: the text of the token that begins texts.
  ///   - end: the text of the token that ends texts.
  /// - Throws: what it uses that cannot be used, by name.
  init(_ source: String, begin: String, end: String) throws(JinjaError) {
    self.source = source
    self.begin = begin
    self.end = end
    _ = try JinjaParser.statements(of: source)
  }

  /// The template with variables set; `date` is what strftime_now tells, such as 2026-01-31.
  package func setting(_ variables: [JSON.Member]) -> ChatTemplate {
    var template = self
    template.variables = variables
    return template
  }

  /// A conversation up to where the assistant answers.
  /// - Throws: why the template refuses it.
  package func text(of messages: [Message]) throws(RenderingError) -> String {
    try run(messages, asks: true).output
  }

  private func run(_ messages: [Message], asks: Bool) throws(RenderingError) -> JinjaRun {
    do throws(JinjaError) {
      var names: [String: JinjaValue] = [
        "add_generation_prompt": .boolean(asks), "bos_token": .string(begin),
        "eos_token": .string(end), "tools": .none, "documents": .none,
      ]
      for member in variables { names[member.key] = JinjaValue(member.value) }
      var turns: [JinjaValue] = []
      for (index, message) in messages.enumerated() {
        if let part = message.otherPart {
          throw JinjaError("message \(index + 1) has a part of the type \(part), which is no text")
        }
        turns.append(Self.value(of: message))
      }
      names["messages"] = .list(turns)
      let run = JinjaRun(names, date: variables.first { $0.key == "date" }?.value.string)
      try run.run(try JinjaParser.statements(of: source))
      return run
    } catch {
      throw RenderingError(error.description)
    }
  }

  /// All members of a message; texts in parts are joined, since most templates take only a text.
  private static func value(of message: Message) -> JinjaValue {
    let members = (message.json.members ?? []).map { member in
      let isParts = member.key == "content" && member.value.array != nil
      return (member.key, isParts ? .string(message.content) : JinjaValue(member.value))
    }
    return .dictionary(members)
  }
}

// MARK: - Whole conversations

extension ChatTemplate {
  /// A part of a conversation's text.
  package struct Part: Equatable, Sendable {
    /// The text.
    package var text: String
    /// Whether the assistant says it, its end of turn included.
    package var isAnswer: Bool
  }

  /// A whole conversation, divided into what the assistant says and what it is given.
  ///
  /// A template may mark the first by `{% generation %}`. Without marks an answer begins where the
  /// template asks for it, and ends with the end token or the text of its message.
  /// - Throws: why the template refuses it, or that answers cannot be found in what it writes.
  package func parts(of messages: [Message]) throws(RenderingError) -> [Part] {
    let run = try run(messages, asks: false)
    let whole = Array(run.output.utf8)
    let answers = try run.generated.isEmpty ? answers(in: whole, of: messages) : run.generated
    var parts: [Part] = []
    var place = 0
    func add(_ end: Int, isAnswer: Bool) {
      guard end > place else { return }
      parts.append(
        Part(text: String(decoding: whole[place..<end], as: UTF8.self), isAnswer: isAnswer))
      place = end
    }
    for answer in answers {
      add(answer.lowerBound, isAnswer: false)
      add(answer.upperBound, isAnswer: true)
    }
    add(whole.count, isAnswer: false)
    return parts
  }

  private func answers(
    in whole: [UInt8], of messages: [Message]
  ) throws(RenderingError) -> [Range<Int>] {
    var answers: [Range<Int>] = []
    for (index, message) in messages.enumerated() where message.role == "assistant" {
      let before = try run(Array(messages[..<index]), asks: true).output.utf8
      let after = try run(Array(messages[...index]), asks: false).output.utf8
      let start = before.count
      // Some templates write a turn otherwise when it is the last; its end token is found anyway.
      let most = whole.starts(with: after) ? after.count : whole.count
      guard whole.starts(with: before), start >= answers.last?.upperBound ?? 0, start <= most,
        let end = firstEnd(in: whole[start..<most]) ?? (most < whole.count ? most : nil)
          ?? (index == messages.count - 1 ? most : nil)
      else {
        throw RenderingError(
          "the model's chat template does not write message \(index + 1) where it asks for an answer: mark "
            + "answers by {% generation %} in it")
      }
      answers.append(start..<end)
    }
    return answers
  }

  /// Where the first end token ends.
  private func firstEnd(in text: ArraySlice<UInt8>) -> Int? {
    let mark = Array(end.utf8)
    guard !mark.isEmpty, text.count >= mark.count else { return nil }
    return (text.startIndex...text.endIndex - mark.count).first { place in
      text[place...].starts(with: mark)
    }.map { $0 + mark.count }
  }
}
