import Testing

@testable import Checkpoints
@testable import Prompts

/// Filters, tests and methods as Jinja 3 and Python have them (checked against them).
@Suite struct JinjaFiltersTests {
  private func render(_ expression: String) throws -> String {
    try ChatTemplate("{{ \(expression) }}", begin: "", end: "").text(of: [])
  }

  @Test(arguments: [
    ("' a ' | trim", "a"), ("'ab' | upper", "AB"), ("'hello big world' | title", "Hello Big World"),
    ("[3, 1, 2] | sort | join", "123"), ("[3, 1, 2] | sort(reverse=true) | join", "321"),
    ("['b', 'A'] | sort | join", "Ab"), ("[1, 2, 1] | unique | join", "12"),
    ("[{'a': 2}, {'a': 1}] | sort(attribute='a') | map(attribute='a') | join", "12"),
    ("[1, 2] | sum", "3"), ("[1, 2] | max", "2"), ("[1, 2] | min", "1"), ("-3 | abs", "3"),
    ("(-3) | abs", "3"), ("2.567 | round(2)", "2.57"), ("'3.5' | float", "3.5"), ("3.9 | int", "3"),
    ("'x' | int", "0"), ("['a', 'b'] | map('upper') | join", "AB"),
    ("[1, 0, 2] | select | join", "12"), ("[1, 2, 3] | select('odd') | join", "13"),
    ("[1, 2, 3] | reject('gt', 1) | join", "1"), ("nothing | default('d')", "d"),
    ("{'b': 1, 'a': 2} | dictsort | map('first') | join", "ab"), ("'a\\nb' | indent(2)", "a\n  b"),
    ("{'a': [1, 'é']} | tojson", #"{"a": [1, "é"]}"#),
    ("{'a': [1], 'b': {}} | tojson(indent=2)", "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}"),
  ])
  func filters(expression: String, value: String) throws {
    #expect(try render(expression) == value)
  }

  @Test(arguments: [
    ("'a' is string", "True"), ("1.5 is float", "True"), ("6 is divisibleby 3", "True"),
    ("range is callable", "True"), ("2 is gt 1", "True"), ("'a' is lower", "True"),
    ("none is sameas none", "True"), ("x is not defined", "True"),
  ])
  func tests(expression: String, value: String) throws {
    #expect(try render(expression) == value)
  }

  @Test(arguments: [
    ("'a b  c'.split() | join('-')", "a-b-c"), ("'a,b,c'.split(',', 1) | join('-')", "a-b,c"),
    ("'a,b,c'.rsplit(',', 1) | join('-')", "a,b-c"), ("'abcb'.find('b')", "1"),
    ("'abcb'.rfind('b')", "3"), ("'abc'.find('x')", "-1"), ("'abab'.count('ab')", "2"),
    ("'abc'.removeprefix('ab')", "c"), ("'abc'.removesuffix('bc')", "a"),
    ("'aaa'.replace('a', 'b', 2)", "bba"), ("','.join(['a', 'b'])", "a,b"),
    ("'7'.isdigit()", "True"),
    ("[1, 2].index(2)", "1"), ("{'a': 1}.get('b', 2)", "2"),
  ])
  func methods(expression: String, value: String) throws {
    #expect(try render(expression) == value)
  }
}
