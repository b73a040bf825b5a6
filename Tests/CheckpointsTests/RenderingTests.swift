import Checkpoints
import Records
import Testing

@Suite struct RenderingTests {
  private let record: JSON = ["id": "1", "prompt": "4071=", "reference": "1704"]
  private let shot: JSON = ["prompt": "12=", "solution": "21"]

  private func message(_ role: String, _ content: String) -> Message {
    Message(role: role, content: content)
  }

  @Test func aStringStaysText() throws {
    #expect(try Rendering().prompt(of: record) == .text("4071="))
    let rendering = try Rendering(system: "Reverse.", examples: [shot, shot])
    #expect(try rendering.prompt(of: record) == .text("Reverse.\n\n12=21\n\n12=21\n\n4071="))
  }

  @Test func chatMakesAConversation() throws {
    let rendering = try Rendering(chat: true, system: "Reverse.", examples: [shot])
    #expect(
      try rendering.prompt(of: record)
        == .messages([
          message("system", "Reverse."), message("user", "12="), message("assistant", "21"),
          message("user", "4071="),
        ]))
  }

  @Test func messagesKeepTheirOwnSystemPrompt() throws {
    let chat: JSON = [
      "prompt": [["role": "system", "content": "Be brief."], ["role": "user", "content": "Hi"]]
    ]
    #expect(
      try Rendering(system: "Reverse.", examples: [shot]).prompt(of: chat)
        == .messages([
          message("system", "Reverse.\n\nBe brief."), message("user", "12="),
          message("assistant", "21"), message("user", "Hi"),
        ]))
  }

  @Test func theTemplateShapesPromptAndExamples() throws {
    let template = try Template("Reverse {{prompt}} ")
    #expect(
      try Rendering(examples: [shot], template: template).prompt(of: record)
        == .text("Reverse 12= 21\n\nReverse 4071= "))
    #expect(
      try Rendering(chat: true, template: template).prompt(of: record)
        == .messages([message("user", "Reverse 4071= ")]))
  }

  @Test func theHistoryTellsRenderingsApart() throws {
    #expect(try Rendering().history == .object([]))
    let rendering = try Rendering(
      chat: true, system: "s", examples: [shot], template: Template("{{prompt}}"))
    #expect(
      rendering.history.text
        == #"{"chat":true,"system":"s","few_shot":[{"prompt":[{"role":"user","content":"12="}],"#
        + #""completion":[{"role":"assistant","content":"21"}]}],"template":"{{prompt}}"}"#)
  }

  @Test(
    arguments: [
      (["id": "1"], "there is no prompt"),
      (["prompt": 3], "the prompt is neither a string nor a list of messages"),
      (["prompt": [["role": "user"]]], "message 1 of the prompt has no content and no tool_calls"),
    ] as [(JSON, String)])
  func aRecordWithoutPromptIsAnError(record: JSON, reason: String) {
    #expect(throws: RenderingError(reason)) { try Rendering().prompt(of: record) }
  }

  @Test func anExampleThatIsNoneIsNamed() {
    #expect(
      throws: RenderingError("example 2: there is neither a completion nor a solution")
    ) { try Rendering(examples: [shot, record]) }
  }

  @Test func examplesThatAreConversationsDoNotFitText() throws {
    let chat: JSON = ["prompt": [["role": "user", "content": "12="]], "completion": "21"]
    let rendering = try Rendering(examples: [chat])
    #expect(throws: RenderingError.self) { try rendering.prompt(of: record) }
  }
}

struct AnsweredPromptTests {
  @Test func anAnswerIsBegun() {
    #expect(Prompt.text("3+4=").answered(by: "7") == .text("3+4=7"))
    let asked = Message(role: "user", content: "3+4?")
    #expect(
      Prompt.messages([asked]).answered(by: "It")
        == .messages([asked, Message(role: "assistant", content: "It")]))
    #expect(Prompt.messages([asked]).answered(by: "") == .messages([asked]))
  }

  @Test func aTemplateSeesAllSamples() throws {
    let rendering = try Rendering(
      template: Template("{{prompt}}{{#samples}} {{text}}{{/samples}}?"))
    let record = try Record(
      line: Array(#"{"prompt":"a","samples":[{"text":"b"},{"text":"c"},{"text":"d"}]}"#.utf8))
    let samples = Array(try record.samples.dropLast())
    #expect(try rendering.prompt(of: samples, in: record) == .text("a b c?"))
  }
}
