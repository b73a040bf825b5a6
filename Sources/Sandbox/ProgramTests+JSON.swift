import Records

extension ProgramTests {
  /// The keys of the field `tests`.
  package static let keys = [
    "setup", "prefix", "entry_point", "test_setup", "asserts", "test", "cases",
  ]

  /// Reads the field `tests` of a record.
  ///
  ///     {"setup": "import math", "asserts": ["assert f(1) == 2"]}
  ///     {"cases": [{"input": "1 2\n", "output": "3\n"}]}
  ///     {"prefix": "def f(x):\n", "entry_point": "f", "test": "def check(candidate): …"}
  ///
  /// - Returns: nil if it is null or holds no test.
  /// - Throws: if it has another form; an unknown key is named, with the one that was meant.
  package init?(_ value: JSON) throws(RecordError) {
    guard value != .null else { return nil }
    guard let members = value.members else { throw Self.error("is no object") }
    for member in members where !Self.keys.contains(member.key) {
      let hint = NearestName.hint(member.key, among: Self.keys)
      throw Self.error(
        "has an unknown key \"\(member.key)\"\(hint.isEmpty ? ": use \(Self.list)" : hint)")
    }
    self.init(
      setup: try Self.text(value, "setup"), prefix: try Self.text(value, "prefix"),
      entryPoint: value["entry_point"] == nil ? nil : try Self.text(value, "entry_point"),
      testSetup: try Self.text(value, "test_setup"), checks: try Self.checks(of: value))
    guard !checks.isEmpty else { return nil }
    let needsEntry = checks.contains { check in
      if case .script(let code) = check { PythonCode.called(code, "") != code } else { false }
    }
    if needsEntry, entryPoint == nil,
      try Self.text(value, "test").contains("def check(")
    {
      throw Self.error("has a \"test\" that defines check, and no \"entry_point\" to call it with")
    }
  }

  private static var list: String { keys.joined(separator: ", ") }

  private static func checks(of value: JSON) throws(RecordError) -> [Check] {
    var checks = try texts(value["asserts"], "asserts").map { Check.assertion($0) }
    let script = try text(value, "test")
    if !script.allSatisfy(\.isWhitespace) { checks.append(.script(script)) }
    guard let cases = value["cases"] else { return checks }
    guard let cases = cases.array else { throw error("has a \"cases\" that is no array") }
    for item in cases {
      guard let input = item["input"]?.string, let output = item["output"]?.string else {
        throw error("has a case without the strings \"input\" and \"output\"")
      }
      checks.append(.output(input: input, expected: output))
    }
    return checks
  }

  private static func text(_ value: JSON, _ key: String) throws(RecordError) -> String {
    guard let found = value[key] else { return "" }
    guard let text = found.string else { throw error("has a \"\(key)\" that is no string") }
    return text
  }

  private static func texts(_ value: JSON?, _ key: String) throws(RecordError) -> [String] {
    guard let value else { return [] }
    guard let texts = value.array?.map(\.string), !texts.contains(nil) else {
      throw error("has \"\(key)\" that are no array of strings")
    }
    return texts.compactMap { $0 }
  }

  private static func error(_ what: String) -> RecordError {
    RecordError("the field \"tests\" \(what)")
  }
}
