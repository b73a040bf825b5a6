import Records
import Testing

@testable import Checkpoints
@testable import Prompts

/// Expressions as Jinja 3 renders them (checked against it).
@Suite struct JinjaExpressionParserTests {
  private func render(_ source: String) throws -> String {
    try ChatTemplate(source, begin: "", end: "").text(of: [Message(role: "user", content: "Hi")])
  }

  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("(1 + 2) * 3", "9"), ("2 ** 3", "8"), ("-2 + 3", "1"), ("7 // 2", "3"),
    ("-7 // 2", "-4"), ("-7 % 3", "2"), ("7 % -3", "-2"), ("7 / 2", "3.5"), ("1 ~ 'a'", "1a"),
    ("'a' in ('a', 'b')", "True"), ("'c' not in ('a', 'b')", "True"), ("'a' in ('a',)", "True"),
    ("() | length", "0"), ("not 1 == 2", "True"), ("1 if false else 2", "2"), ("'ab' * 2", "abab"),
    ("'%s-%d%%' % ('a', 3)", "a-3%"), ("[1, 2, 3][-1]", "3"), ("'abc'[::-1]", "cba"),
    ("[1, 2, 3][1:] | join(',')", "2,3"), ("{'a': 1}.a", "1"), ("{'a': 1}['a']", "1"),
    ("'a' < 'b'", "True"), ("1 < 2 and 2 < 3", "True"), ("range(5, 0, -2) | join", "531"),
    ("range(2, 4) | list | length", "2"), ("dict(a=1).a", "1"), ("messages[0].role", "user"),
  ])
  func expressionsHaveTheirValue(expression: String, value: String) throws {
    #expect(try render("{{ \(expression) }}") == value)
  }

  // MARK: - Without end

  /// What would take the process with it, and is an error instead.
  static let endless: [(name: String, template: String)] = [
    ("a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
    (
      "macros that call each other",
      "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}"
    ),
    ("parentheses", "{{ " + String(repeating: "(", count: 20_000) + " }}"),
    ("lists", "{{ " + String(repeating: "[", count: 20_000) + " }}"),
    ("negations", "{{ " + String(repeating: "not ", count: 4000) + "a }}"),
    ("signs", "{{ " + String(repeating: "-", count: 4000) + "1 }}"),
    ("a sum", "{{ 1" + String(repeating: "+1", count: 20_000) + " }}"),
    ("a shorter sum", "{{ 1" + String(repeating: "+1", count: 2000) + " }}"),
    ("members", "{{ a" + String(repeating: ".a", count: 2000) + " }}"),
    ("powers", "{{ 2" + String(repeating: "**2", count: 2000) + " }}"),
    ("blocks", String(repeating: "{% if 1 %}", count: 20_000)),
    ("loops", String(repeating: "{% for a in b %}", count: 20_000)),
    ("a range", "{{ range(2000000000) | length }}"),
    ("a range backwards", "{{ range(0, -9223372036854775807, -1) | length }}"),
    ("a number", "{{ 9223372036854775807 + 1 }}"), ("a product", "{{ 9223372036854775807 * 2 }}"),
    ("a power", "{{ 10 ** 100 }}"), ("a float", "{{ (10.0 ** 300) | int }}"),
    ("a quotient", "{{ (-9223372036854775807 - 1) // -1 }}"), ("nothing", "{{ 1 // 0 }}"),
    ("a repeated text", "{{ 'a' * 9223372036854775807 }}"),
    (
      "a text that doubles",
      "{% set n = namespace(s='ab') %}{% for i in range(100) %}{% set n.s = n.s ~ n.s %}{% endfor %}"
    ),
    (
      "a list that doubles",
      "{% set n = namespace(s=[1]) %}{% for i in range(100) %}{% set n.s = n.s + n.s %}{% endfor %}"
    ),
    (
      "loops in loops",
      "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}"
    ),
  ]

  @Test(arguments: endless.indices) func whatHasNoEndIsAnError(number: Int) {
    #expect(throws: (any Error).self, "\(Self.endless[number].name)") {
      try render(Self.endless[number].template)
    }
  }

  /// Pieces of templates in any order never end the process.
  @Test func noOrderOfPiecesIsACrash() {
    let pieces = [
      "{{", "}}", "{%", "%}", "{#", "#}", "(", ")", "[", "]", "{", "}", "'", "\"", "a", "messages",
      "if", "else", "endif", "for", "in", "endfor", "set", "=", "macro", "endmacro", "|", "trim",
      "is", "not", "defined", ".", ",", ":", "-", "+", "*", "**", "//", "%", "~", "1", "0",
      "9223372036854775807", "1.5", " ", "\n", "range", "namespace", "loop.index", "\\", "é",
    ]
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      var template = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        template += pieces[Int(state >> 33) % pieces.count]
        if state >> 60 & 1 == 0 { template += " " }
      }
      _ = try? render(template)
    }
  }
}
