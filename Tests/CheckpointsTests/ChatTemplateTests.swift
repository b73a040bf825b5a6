import Foundation
import Records
import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct ChatTemplateTests {
  static let names = ["chatml", "llama3", "plain", "tools"]

  private func fixture() throws -> JSON {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    return try JSON(parsing: Data(contentsOf: folder.appending(path: "chats.json")))
  }

  @Test(arguments: names) func conversationsAreThoseOfTransformers(name: String) throws {
    let fixture = try fixture()
    let chats = try #require(fixture["chats"]?.array).map { try Prompt($0).messages }
    let cases = try #require(fixture["cases"]?.array)
    let one = try #require(cases.first { $0["name"]?.string == name })
    let template = try ChatTemplate(one["template"]?.string ?? "", begin: "<s>", end: "</s>")
    for (index, chat) in chats.enumerated() {
      #expect(try template.text(of: chat) == one["texts"]?[index]?.string, "chat \(index)")
    }
  }

  private func render(_ source: String) throws -> String {
    try ChatTemplate(source, begin: "", end: "").text(of: [Message(role: "user", content: "Hi")])
  }

  private let turns = [
    Message(role: "user", content: "a"), Message(role: "assistant", content: "b"),
    Message(role: "user", content: "c"), Message(role: "assistant", content: "d"),
  ]

  private func answers(_ source: String) throws -> [String] {
    let parts = try ChatTemplate(source, begin: "", end: "<end>").parts(of: turns)
    let whole = try ChatTemplate(source, begin: "", end: "<end>").text(of: turns)
    #expect(whole.hasPrefix(parts.map(\.text).joined()))
    return parts.filter(\.isAnswer).map(\.text)
  }

  /// By marks, by the end token, by the end of the message; also where the last turn is written
  /// otherwise than those before it.
  @Test func answersAreFound() throws {
    let head = "{% for m in messages %}<{{ m.role }}>"
    let ask = "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
    #expect(
      try answers(
        head + "{% if m.role == 'assistant' %}{% generation %}{{ m.content }}!{% endgeneration %}"
          + "{% else %}{{ m.content }}{% endif %}\n" + ask) == ["b!", "d!"])
    #expect(try answers(head + "{{ m.content }}<end>\n" + ask) == ["b<end>", "d<end>"])
    #expect(try answers(head + "{{ m.content }}; " + ask) == ["b; ", "d; "])
    #expect(
      try answers(
        head + "{% if m.role == 'assistant' and loop.last %}?{% endif %}{{ m.content }}<end>" + ask)
        == ["b<end>", "?d<end>"])
  }

  @Test func answersThatCannotBeFoundAreRefused() {
    #expect(
      throws: RenderingError(
        "the model's chat template does not write message 2 where it asks for an answer: mark "
          + "answers by {% generation %} in it")
    ) {
      try answers(
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
          + "{% if add_generation_prompt %}<bot>{% endif %}")
    }
  }

  @Test func theDateIsNotKnown() throws {
    let source = "{% if strftime_now is defined %}today{% else %}26 Jul 2024{% endif %}"
    #expect(try render(source) == "26 Jul 2024")
  }

  @Test func aTemplateThatNeedsADateIsGivenAFixedOne() throws {
    #expect(try render("{{ strftime_now('%d %B %Y') }}") == "26 July 2024")
    let template = try ChatTemplate(
      "{% if strftime_now is defined %}{{ strftime_now('%Y/%m/%d %a') }}{% endif %}", begin: "",
      end: "")
    #expect(try template.text(of: []) == "")
    #expect(try template.setting([.init("date", "2026-01-31")]).text(of: []) == "2026/01/31 Sat")
    #expect(throws: RenderingError(#"invalid date "soon": use one such as 2026-01-31"#)) {
      try template.setting([.init("date", "soon")]).text(of: [])
    }
  }

  @Test func variablesAreSet() throws {
    let template = try ChatTemplate(
      "{% if enable_thinking is defined and not enable_thinking %}<no>{% endif %}", begin: "",
      end: "")
    #expect(try template.text(of: []) == "")
    #expect(try template.setting([.init("enable_thinking", false)]).text(of: []) == "<no>")
  }

  @Test func everyMemberOfAMessageIsGiven() throws {
    let prompt = try Prompt(
      JSON(
        parsing:
          #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"#
          + #"{"role":"assistant","content":"c","reasoning_content":"hm"},"#
          + #"{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f"}}]}]"#))
    let template = try ChatTemplate(
      "{% for m in messages %}{{ m.content }}{{ m.reasoning_content }}"
        + "{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %};{% endfor %}",
      begin: "", end: "")
    #expect(try template.text(of: prompt.messages) == "ab;chm;Nonef;")
  }

  @Test func aPartThatIsNoTextIsRefusedByName() throws {
    let prompt = try Prompt(
      JSON(parsing: #"[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]"#))
    let template = try ChatTemplate("{{ messages[0].content }}", begin: "", end: "")
    #expect(
      throws: RenderingError("message 1 has a part of the type image_url, which is no text")
    ) { try template.text(of: prompt.messages) }
  }

  @Test func aTemplateMayRefuse() {
    #expect(throws: RenderingError("no system role")) {
      try render("{{ raise_exception('no system role') }}")
    }
  }

  @Test(arguments: [
    ("{{ messages | wordwrap }}", #"the filter "wordwrap" cannot be used"#),
    ("{% if x is escaped %}{% endif %}", #"the test "escaped" cannot be used"#),
    ("{% include 'x' %}", #""include" cannot be used"#),
    ("{{ 1 + }}", "it ends too early"),
    ("{% for x in y %}", #"the chat template lacks an "endfor""#),
    ("{% endif %}", #""endif" cannot be used"#),
    ("{{ 'a", "a tag of the chat template does not end"),
    ("{{ a b }}", #""b" cannot be used here"#),
  ])
  func whatCannotBeUsedIsRefusedByName(source: String, says: String) {
    let error = #expect(throws: JinjaError.self) {
      try ChatTemplate(source, begin: "", end: "")
    }
    #expect(error?.description.contains(says) == true, "\(error as Any)")
  }

  @Test(arguments: [
    ("{{ messages }}", "the chat template prints a list"),
    ("{{ nothing.member }}", #"the chat template takes a member of "nothing", which is not there"#),
    ("{{ 'a' + 1 }}", "the chat template has + between a text and a number"),
    ("{{ 'a'.encode() }}", #"the chat template calls "encode", which cannot be used"#),
  ])
  func whatGoesWrongIsTold(source: String, says: String) {
    #expect(throws: RenderingError(says)) { try render(source) }
  }
}
