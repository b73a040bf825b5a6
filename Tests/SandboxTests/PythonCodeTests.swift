import Testing

@testable import Sandbox

struct PythonCodeTests {
  private static let prefix = "def f(x):\n    \"\"\"Double x.\"\"\"\n"

  @Test(arguments: [
    "    return 2 * x", "return 2 * x", "y = x\n    return 2 * y", "y = x\nreturn 2 * y",
    "if x:\n    return 2 * x\nreturn 0", "\n    return 2 * x\n", "def f(x):\n    return 2 * x",
    "from math import pi\n\ndef f(x: int) -> int:\n    return 2 * x",
  ])
  func aBodyAndAWholeProgramBothFollowTheHead(program: String) throws {
    let whole = PythonCode.joined(prefix: Self.prefix, program, "f")
    #expect(whole.hasPrefix(Self.prefix))
    try PythonRun.expect(whole + "\nassert f(2) == 4")
    try PythonRun.expect(
      PythonCode.joined(prefix: "def f(x):\n", program, "f") + "\nassert f(2) == 4")
  }

  @Test func theTestIsCalled() {
    let script = "def check(candidate):\n    assert candidate(1) == 2\n"
    #expect(PythonCode.called(script, "f") == script + "\ncheck(f)")
    #expect(PythonCode.called(script + "check(f)", "f") == script + "check(f)")
    #expect(PythonCode.called("assert f(1) == 2", "f") == "assert f(1) == 2")
    let unit = "import unittest\nclass Tests(unittest.TestCase):\n  pass"
    #expect(PythonCode.called(unit, nil).hasSuffix("wasSuccessful()"))
  }

  @Test func futureImportsComeFirst() {
    let program = Array("\"doc\"\nfrom __future__ import annotations\nx = 1".utf8)
    let (future, rest) = PythonCode.futureImports(in: program)
    #expect(String(decoding: future, as: UTF8.self) == "from __future__ import annotations\n")
    #expect(String(decoding: rest, as: UTF8.self) == "\"doc\"\n\nx = 1")
    #expect(PythonCode.futureImports(in: Array("x".utf8)).rest == Array("x".utf8))
  }

  @Test func namesAreFound() {
    #expect(PythonCode.calls(in: "assert math.isclose(f_1(2), 3) and (g)") == ["isclose", "f_1"])
    #expect(
      PythonCode.definitions(in: "def f(x): pass\nclass A:\n  async def g(self): pass\nx = 1")
        == ["f", "A", "g"])
  }
}
