import Records
import Sandbox

/// Brings the tests of programs, as data sets write them, to the form of the field `tests`.
///
///     ["assert f(1) == 2"]                                   asserts (MBPP)
///     "def check(candidate): …"                              a script (HumanEval)
///     {"inputs": ["1\n"], "outputs": ["2\n"]}                inputs and outputs (APPS)
///     {"fn_name": "f", "inputs": [[1]], "outputs": [2]}      calls of a function (APPS)
///     {"input": ["1\n"], "output": ["2\n"]}                  inputs and outputs (CodeContests)
///     [{"input": "1\n", "output": "2\n"}]                    cases (LiveCodeBench)
///     any of these as JSON text, and the field `tests` itself
package enum ProgramTestForms {
  /// The field `tests` from a value of a data set.
  /// - Throws: if `verify` could not use it: it has another form, or holds no test.
  package static func tests(from value: JSON, field name: FieldName) throws(RecordError) -> JSON {
    do throws(RecordError) {
      let tests = try known(value)
      guard try ProgramTests(tests) != nil else { throw RecordError("holds no test") }
      return tests
    } catch {
      let reason = error.reason.replacingPrefix("the field \"tests\" ", with: "")
      throw RecordError("the field \"\(name)\" \(reason)", at: error.offset)
    }
  }

  private static func known(_ value: JSON) throws(RecordError) -> JSON {
    if let text = value.string {
      guard let first = text.trimmed.first, first == "{" || first == "[" else {
        return ["test": .string(text)]
      }
      guard let inner = try? JSON(parsing: text) else {
        throw RecordError("is a text that is neither JSON nor a Python script")
      }
      return try known(inner)
    }
    if let elements = value.array {
      if elements.allSatisfy({ $0.string != nil }) { return ["asserts": value] }
      return try cases(
        elements.map { ($0["input"] ?? .null, $0["output"] ?? $0["expected_output"] ?? .null) })
    }
    let (inputs, outputs) = (value["inputs"] ?? value["input"], value["outputs"] ?? value["output"])
    guard let inputs = inputs?.array, let outputs = outputs?.array else { return value }
    guard inputs.count == outputs.count else {
      throw RecordError("has \(inputs.count) inputs and \(outputs.count) outputs")
    }
    guard let function = value["fn_name"]?.string else {
      return try cases(Array(zip(inputs, outputs)))
    }
    return calls(of: function, Array(zip(inputs, outputs)))
  }

  /// Cases of a program that reads and writes; lists are the lines of a text.
  private static func cases(_ pairs: [(JSON, JSON)]) throws(RecordError) -> JSON {
    func text(_ value: JSON) throws(RecordError) -> JSON {
      if value.string != nil { return value }
      guard let lines = value.array?.map(\.string), !lines.contains(nil) else {
        throw RecordError("has a case without an input and an output that are texts")
      }
      return .string(lines.compactMap { $0 }.map { $0 + "\n" }.joined())
    }
    var cases: [JSON] = []
    for (input, output) in pairs {
      cases.append(["input": try text(input), "output": try text(output)])
    }
    return ["cases": .array(cases)]
  }

  /// Assertions about a function, or a method of the class `Solution`.
  ///
  /// Arguments and results are given in JSON. A result may stand in a list of its own, as in APPS, and tuples are lists.
  private static func calls(of function: String, _ pairs: [(JSON, JSON)]) -> JSON {
    let asserts = pairs.map { arguments, result -> JSON in
      let given = "_json.loads(\(literal(arguments.text)))"
      return .string("assert _agrees(_called(*\(given)), _json.loads(\(literal(result.text))))")
    }
    return [
      "entry_point": .string(function),
      "test_setup": .string(
        """
        import json as _json
        _called = getattr(Solution(), '\(function)') if 'Solution' in globals() else \(function)
        def _agrees(found, wanted):
            found = _json.loads(_json.dumps(found))
            return found == wanted or [found] == wanted
        """),
      "asserts": .array(asserts),
    ]
  }

  /// A text as Python writes it: JSON's escapes are Python's, but for surrogates and slashes, which
  /// a raw JSON text as content does not have once it is escaped again.
  static func literal(_ text: String) -> String { JSON.string(text).text }
}

// MARK: - Data sets with tests in several fields

extension ProgramTestForms {
  /// HumanEval and EvalPlus: the program continues `prompt`; tests are the script `test`, or inputs
  /// for which the result is that of `canonical_solution`.
  static func humanEval(_ record: Record) throws(RecordError) -> JSON {
    func text(_ key: String) throws(RecordError) -> String {
      try record.need(key, try record.string(key))
    }
    let (prompt, entry) = (try text("prompt"), try text("entry_point"))
    var test = try record.string("test")
    if test == nil {
      let inputs = ["base_input", "plus_input"].compactMap { try? record.json($0)?.array }
      guard !inputs.joined().isEmpty else { throw try record.fields.missing("test") }
      test = comparison(
        with: prompt + (try text("canonical_solution")), entry,
        inputs: .array(Array(inputs.joined())), tolerance: try record.double("atol") ?? 0)
    }
    return try tests(
      from: [
        "prefix": .string(prompt), "entry_point": .string(entry), "test": .string(test ?? ""),
      ], field: "test")
  }

  /// A script that compares a function with the one of a solution.
  private static func comparison(
    with solution: String, _ entry: String, inputs: JSON, tolerance: Double
  ) -> String {
    """
    def check(candidate):
        import copy, json, math
        reference = {'__name__': 'reference'}
        exec(\(literal(solution)), reference)
        def agree(a, b):
            if isinstance(b, float) and isinstance(a, (int, float)):
                return a == b or math.isclose(a, b, rel_tol=1e-7, abs_tol=max(\(tolerance), 1e-6))
            if isinstance(b, (list, tuple)) and type(a) is type(b):
                return len(a) == len(b) and all(map(agree, a, b))
            return a == b
        for arguments in json.loads(\(literal(inputs.text))):
            wanted = reference['\(entry)'](*copy.deepcopy(arguments))
            assert agree(candidate(*copy.deepcopy(arguments)), wanted), arguments
    """
  }

  /// MBPP: asserts behind set-up code that may use the program, with imports; MBPP+ has a script.
  static func mbpp(_ record: Record) throws(RecordError) -> JSON {
    var members: [JSON.Member] = []
    if let imports = try record.json("test_imports")?.array, !imports.isEmpty {
      let lines = imports.compactMap(\.string).joined(separator: "\n")
      members.append(JSON.Member("setup", .string(lines)))
    }
    if let code = try record.string("test_setup_code"), !code.isEmpty {
      members.append(JSON.Member("test_setup", .string(code)))
    }
    if let script = try record.string("test") {
      members.append(JSON.Member("test", .string(script)))
      return try tests(from: .object(members), field: "test")
    }
    let asserts = try record.need("test_list", try record.json("test_list"))
    return try tests(from: .object(members + [JSON.Member("asserts", asserts)]), field: "test_list")
  }

  /// CodeContests: the cases of three fields together.
  static func codeContests(_ record: Record) throws(RecordError) -> JSON {
    var cases: [JSON] = []
    for field: FieldName in ["public_tests", "private_tests", "generated_tests"] {
      guard let value = try field.value(in: record),
        value["input"]?.array?.isEmpty != true
      else { continue }
      cases += try tests(from: value, field: field)["cases"]?.array ?? []
    }
    return try tests(from: ["cases": .array(cases)], field: "public_tests")
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
