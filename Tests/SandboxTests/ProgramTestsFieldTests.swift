import Records
import Sandbox
import Testing

/// The field `tests`, as it is read.
struct ProgramTestsFieldTests {
  private func read(_ text: String) throws -> ProgramTests? {
    try ProgramTests(try JSON(parsing: text))
  }

  @Test func everyKeyIsRead() throws {
    let tests = try #require(
      try read(
        #"""
        {"setup":"import math","prefix":"def f():\n","entry_point":"f","test_setup":"x = 1",
         "asserts":["assert f()"],"test":"def check(c): c()","cases":[{"input":"1","output":"2"}]}
        """#))
    #expect(
      tests
        == ProgramTests(
          setup: "import math", prefix: "def f():\n", entryPoint: "f", testSetup: "x = 1",
          checks: [
            .assertion("assert f()"), .script("def check(c): c()"),
            .output(input: "1", expected: "2"),
          ]))
    #expect(tests.calledNames == ["f"])
  }

  @Test(arguments: ["null", "{}", #"{"asserts":[]}"#, #"{"setup":"x","test":" \n"}"#])
  func noTestIsNone(text: String) throws { #expect(try read(text) == nil) }

  @Test(arguments: [
    (#"{"assert":["x"]}"#, "asserts"), (#"{"assets":[]}"#, "asserts"), (#"{"case":[]}"#, "cases"),
    (#"{"entrypoint":"f"}"#, "entry_point"), (#"{"inputs":[],"outputs":[]}"#, "setup, prefix"),
    (#"{"asserts":"x"}"#, "no array of strings"), ("[]", "no object"), (#""x""#, "no object"),
    (#"{"cases":[{"input":1,"output":"2"}]}"#, "a case without"), (#"{"setup":1}"#, "no string"),
    (#"{"test":"def check(c): c()"}"#, "no \"entry_point\""),
  ])
  func whatIsWrongIsNamed(text: String, meant: String) throws {
    let error = #expect(throws: RecordError.self) { try read(text) }
    #expect(error?.reason.contains(meant) == true, "\(error?.reason ?? "")")
  }
}
