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
    do throws(JinjaError) {
      let run = JinjaRun([
        "messages": .list(
          messages.map { message in
            .dictionary([("role", .string(message.role)), ("content", .string(message.content))])
          }),
        "add_generation_prompt": .boolean(true), "bos_token": .string(begin),
        "eos_token": .string(end), "tools": .none, "documents": .none,
      ])
      try run.run(try JinjaParser.statements(of: source))
      return run.output
    } catch {
      throw RenderingError(error.description)
    }
  }
}
