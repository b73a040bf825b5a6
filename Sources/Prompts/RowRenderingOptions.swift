import ArgumentParser

/// What a model was shown beside a record's prompt, for commands that write rows and ask no model.
package struct RowRenderingOptions: ParsableArguments {
  @Flag(help: "Make a string prompt a user message of a conversation.")
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

  package init() {}

  /// Reads and checks the files, as `RenderingOptions.open`.
  package func open(defaultTemplate: String? = nil, showing shown: [String] = []) throws
    -> Rendering
  {
    var options = RenderingOptions()
    options.chat = chat
    options.system = system
    options.fewShot = fewShot
    options.template = template
    options.templateSet = []
    return try options.open(defaultTemplate: defaultTemplate, showing: shown)
  }
}
