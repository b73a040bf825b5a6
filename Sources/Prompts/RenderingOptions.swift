import ArgumentParser
import Records

/// What the model sees of a record beside its prompt.
package struct RenderingOptions: ParsableArguments {
  @Flag(help: "Send a string prompt as a user message of a conversation.")
  package var chat = false

  @Option(help: ArgumentHelp("A system prompt in front of every prompt.", valueName: "text"))
  package var system: String?

  @Option(
    help: ArgumentHelp(
      "Worked examples before every prompt: JSON Lines with prompt and solution or completion.",
      valueName: "file"))
  package var fewShot: String?

  @Option(
    help: ArgumentHelp(
      "A mustache template that makes the prompt from the record's fields.", valueName: "file"))
  package var template: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A variable for the chat template of a model directory, such as enable_thinking=false, or "
        + "date=2026-01-31 for strftime_now; may be repeated.", valueName: "name=value"))
  package var templateSet: [TemplateVariable] = []

  package init() {}

  /// The template that prompts are made by, as a file holds it but for the newline at its end.
  /// - Throws: what `open` throws.
  package func templateText(default text: String, showing shown: [String]) throws -> String {
    try open(defaultTemplate: text, showing: shown).template?.source ?? text
  }

  /// Reads and checks the files; the newline at the end of a template's file is not part of it.
  /// - Parameters:
  ///   - defaultTemplate: what is taken where none is given.
  ///   - shown: the names that a template is there for, each of which it must look at.
  /// - Throws: `ModelError.damaged` or `RenderingError`.
  package func open(defaultTemplate: String? = nil, showing shown: [String] = []) throws
    -> Rendering
  {
    var checked = try defaultTemplate.map(Template.init)
    if let template {
      var text = try TextFile.text(template)
      if text.last?.isNewline == true { text.removeLast() }
      do {
        checked = try Template(text)
      } catch {
        throw RenderingError("\(template): \(error)")
      }
      let names = checked?.fields ?? []
      if let unseen = shown.first(where: { !names.contains($0) }) {
        let meant = NearestName.of(unseen, among: names).map { "; is that {{\($0)}}?" } ?? ""
        throw RenderingError("\(template): the template does not show {{\(unseen)}}\(meant)")
      }
    }
    let examples = try fewShot.map(TextFile.jsonLines) ?? []
    do {
      return try Rendering(
        chat: chat, system: system, examples: examples, template: checked,
        variables: templateSet.map(\.member))
    } catch {
      throw RenderingError("\(fewShot ?? ""): \(error)")
    }
  }
}
