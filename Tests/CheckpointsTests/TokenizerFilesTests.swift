import Foundation
import ModelFixtures
import Records
import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct TokenizerFilesTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func read(
    _ kind: String, configuration: String, template: String? = nil
  ) throws -> TokenizerFiles {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    try Data(contentsOf: fixtures.appending(path: kind + ".json"))
      .write(to: URL(filePath: scratch("tokenizer.json")))
    func write(_ name: String, _ text: String) throws {
      try text.write(toFile: scratch(name), atomically: false, encoding: .utf8)
    }
    try write("tokenizer_config.json", configuration)
    if let template { try write("chat_template.jinja", template) }
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    return try TokenizerFiles(path: scratch.path, names: names, endTokens: [3])
  }

  private let hello = [Message(role: "user", content: "Hi")]

  @Test func theConfigurationNamesTheEnd() throws {
    let files = try read(
      "qwen2",
      configuration: """
        {"eos_token": {"content": "<|im_end|>"}, "model_max_length": 1000000000000000019884624838656,
         "chat_template": "{{ messages[0].content }}{{ eos_token }}"}
        """)
    #expect(files.tokenizer.bytes(of: files.tokenizer.endOfText).isEmpty)
    #expect(try files.tokenizer.encode("<|im_end|>") == [files.tokenizer.endOfText])
    #expect(try files.chatTemplate?.text(of: hello) == "Hi<|im_end|>")
    #expect(try read("qwen2", configuration: "{}").tokenizer.endOfText == 3)
  }

  @Test func theTemplateMayBeAFileOfItsOwnOrOneOfSeveral() throws {
    let files = try read(
      "qwen2", configuration: #"{"chat_template": "old"}"#,
      template: "new {{ messages | length }}\n")
    #expect(try files.chatTemplate?.text(of: hello) == "new 1")
    try FileManager.default.removeItem(atPath: scratch("chat_template.jinja"))
    let several = try read(
      "qwen2",
      configuration: """
        {"chat_template": [{"name": "tool_use", "template": "a"}, {"name": "default", "template": "b"}]}
        """)
    #expect(try several.chatTemplate?.text(of: hello) == "b")
  }

  @Test func aTextHasTheTokensBeforeItAndAConversationItsTemplates() throws {
    let files = try read(
      "llama3",
      configuration: #"{"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>"}"#,
      template: "{{ bos_token }}{{ messages[0].content }}")
    let prompts = PromptTokens(tokenizer: files.tokenizer, chatTemplate: files.chatTemplate)
    let text = try prompts.tokens(of: .text("Hi"))
    #expect(text.count > 1 && [text[0]] == files.tokenizer.textStart)
    #expect(try prompts.tokens(of: .messages(hello)) == text)
    let plain = PromptTokens(tokenizer: files.tokenizer, chatTemplate: nil)
    #expect(throws: RenderingError("this model has no chat template")) {
      try plain.tokens(of: .messages(hello))
    }
  }

  @Test(arguments: [
    (#"{"eos_token": "<|nothing|>"}"#, ": no eos_token that the tokenizer has ends texts"),
    (#"{"add_eos_token": true}"#, "/tokenizer_config.json: add_eos_token is true; only false can"),
    (
      #"{"chat_template": "{{ x | md5 }}"}"#,
      "/tokenizer_config.json: the chat template's tag x | md5: the filter \"md5\" cannot be used"
    ),
  ])
  func whatCannotBeUsedIsNamed(configuration: String, says: String) throws {
    let error = #expect(throws: ModelError.self) { try read("qwen2", configuration: configuration) }
    #expect(error?.description.hasPrefix(scratch.path + says) == true, "\(error as Any)")
  }
}
