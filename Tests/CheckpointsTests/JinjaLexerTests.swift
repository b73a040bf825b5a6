import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct JinjaLexerTests {
  private func parts(_ template: String) throws -> [JinjaPart] { try JinjaLexer(template).parts }

  @Test func textsOutputsAndStatementsAreToldApart() throws {
    #expect(
      try parts("a{{ b }}{% set c = 1.5 %}{# no #}d") == [
        .text("a"), .output([.name("b")]),
        .statement([.name("set"), .name("c"), .symbol("="), .number(1.5)]), .text("d"),
      ])
  }

  /// `trim_blocks` and `lstrip_blocks`, and the signs that say otherwise.
  @Test(arguments: [
    ("a\n  {% x %}\nb", ["a\n", "b"]), ("a {{- x -}} b", ["a", "b"]),
    ("a  {%+ x %}\nb", ["a  ", "b"]),
    ("a {% x +%}\nb", ["a ", "\nb"]), ("a\n", ["a"]), ("a\n\n", ["a\n"]),
  ])
  func whiteSpaceAroundTagsIsCut(template: String, texts: [String]) throws {
    let found = try parts(template).compactMap {
      if case .text(let text) = $0 { text } else { nil }
    }
    #expect(found == texts)
  }

  @Test func stringsHaveEscapes() throws {
    #expect(try parts(#"{{ 'a\'b\n' "c" }}"#) == [.output([.string("a'b\n"), .string("c")])])
  }

  @Test(arguments: ["{{ a", "{% a", "{# a", "{{ 'a }}", #"{{ '\x' }}"#, "{{ a ? b }}"])
  func whatHasNoEndIsAnError(template: String) {
    #expect(throws: JinjaError.self) { try parts(template) }
  }

  @Test func aNumberOfMoreThan64BitsIsAnError() {
    #expect(throws: JinjaArithmetic.tooLarge) { try parts("{{ 9223372036854775808 }}") }
  }
}
