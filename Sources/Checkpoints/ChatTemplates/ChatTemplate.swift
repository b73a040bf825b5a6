/// How a model wants conversations to be written: the Jinja template that came with it.
///
/// It renders as transformers does, with a system prompt and an end of turn as the template has
/// them. Two things differ on purpose: it does not know the date, so that a template which would
/// write today's writes its own standard one; and tools and documents are never given.
package struct ChatTemplate: Sendable {
  /// The template as it came.
  package let source: String
  private let begin: String
  private let end: String

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

  /// A conversation up to where the assistant answers.
  /// - Throws: why the template refuses it.
  package func text(of messages: [Message]) throws(RenderingError) -> String {
    try run(messages, asks: true).output
  }

  private func run(_ messages: [Message], asks: Bool) throws(RenderingError) -> JinjaRun {
    do throws(JinjaError) {
      let run = JinjaRun([
        "messages": .list(
          messages.map { message in
            .dictionary([("role", .string(message.role)), ("content", .string(message.content))])
          }),
        "add_generation_prompt": .boolean(asks), "bos_token": .string(begin),
        "eos_token": .string(end), "tools": .none, "documents": .none,
      ])
      try run.run(try JinjaParser.statements(of: source))
      return run
    } catch {
      throw RenderingError(error.description)
    }
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
