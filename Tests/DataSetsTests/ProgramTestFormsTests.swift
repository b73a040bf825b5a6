import Records
import Sandbox
import Testing

@testable import DataSets

struct ProgramTestFormsTests {
  private func tests(_ text: String) throws -> JSON {
    try ProgramTestForms.tests(from: try JSON(parsing: text), field: "tests")
  }

  @Test(arguments: [
    (#"["assert f(1) == 2"]"#, #"{"asserts":["assert f(1) == 2"]}"#),
    (#""assert f(1) == 2""#, #"{"test":"assert f(1) == 2"}"#),
    (
      #"{"inputs":["1\n"],"outputs":["2\n"]}"#, #"{"cases":[{"input":"1\n","output":"2\n"}]}"#
    ),
    (
      #"{"input":["1"],"output":["2"]}"#, #"{"cases":[{"input":"1","output":"2"}]}"#
    ),
    (
      #"[{"input":"1","output":"2","testtype":"stdin"}]"#,
      #"{"cases":[{"input":"1","output":"2"}]}"#
    ),
    (
      #""{\"inputs\": [[\"1\", \"2\"]], \"outputs\": [\"3\"]}""#,
      #"{"cases":[{"input":"1\n2\n","output":"3"}]}"#
    ),
    (#"{"setup":"x = 1","asserts":["assert x"]}"#, #"{"setup":"x = 1","asserts":["assert x"]}"#),
  ])
  func formsOfDataSets(text: String, expected: String) throws {
    #expect(try tests(text).text == expected)
  }

  @Test(arguments: [
    ("[]", "holds no test"), (#""""#, "holds no test"), ("{}", "holds no test"),
    (#""{\"inputs\": [}""#, "neither JSON nor a Python script"), ("7", "is no object"),
    (#"{"inputs":["1"],"outputs":[]}"#, "1 inputs and 0 outputs"), ("[1]", "texts"),
    (#"{"assert":["x"]}"#, "did you mean"), (#"{"inputs":[{}],"outputs":["1"]}"#, "texts"),
  ])
  func whatVerifyCouldNotUseIsRefused(text: String, reason: String) {
    let error = #expect(throws: RecordError.self) { try tests(text) }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    #expect(error?.reason.hasPrefix("the field \"tests\" ") == true)
  }

  @Test func callsOfFunctionsAreAssertions() throws {
    let value = try tests(#"{"fn_name":"f","inputs":[[1,[2]]],"outputs":[[3]]}"#)
    let parsed = try #require(try ProgramTests(value))
    #expect(parsed.checks.count == 1)
    #expect(parsed.calledNames == ["f"])
  }

  @Test func literalsAreThoseOfPython() {
    #expect(ProgramTestForms.literal("a\"b\\n\n'") == #""a\"b\\n\n'""#)
  }
}
