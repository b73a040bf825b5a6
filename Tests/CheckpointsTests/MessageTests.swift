import Records
import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct MessageTests {
  @Test(arguments: [
    #"{"role":"user","content":"hi"}"#, #"{"role":"user","name":"Ann","content":"hi"}"#,
    #"{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f"}}]}"#,
    #"{"role":"tool","tool_call_id":"1","content":"42"}"#,
    #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{}}]}"#,
  ])
  func aMessageStaysAsItCame(text: String) throws {
    #expect(try Message(JSON(parsing: text)).json.text == text)
    let prompt = try Prompt(JSON(parsing: "[\(text)]"))
    #expect(prompt.json.text == "[\(text)]")
  }

  @Test func textsInPartsAreJoined() throws {
    let parts =
      #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#
    #expect(try Message(JSON(parsing: parts)).content == "ab")
  }

  @Test(arguments: [
    (#"{"content":"a"}"#, "has no role"), (#"{"role":"user"}"#, "has no content and no tool_calls"),
    (#"{"role":"user","content":null}"#, "has no content and no tool_calls"),
    (#"{"role":"user","content":7}"#, "has a content that is neither a text nor a list of parts"),
  ])
  func whatIsNoMessageIsToldByItsNumber(text: String, problem: String) {
    #expect(throws: RenderingError("message 2 of the prompt \(problem)")) {
      try Prompt(JSON(parsing: #"[{"role":"system","content":"x"},\#(text)]"#))
    }
  }

  @Test func aSystemPromptStandsBeforeTheFirstText() throws {
    let message = try Message(JSON(parsing: #"{"role":"system","content":"b","name":"n"}"#))
    #expect(message.prefixed(by: "a ").json.text == #"{"role":"system","content":"a b"}"#)
  }
}
