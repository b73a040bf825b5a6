@testable import Sandbox
import Streams
import Testing

struct ProgramTestsTests {
  private func report(_ output: String, _ ending: Sandbox.Ending = .exit(0)) -> Sandbox.Report {
    Sandbox.Report(ending: ending, output: Array(output.utf8), errors: [])
  }

  @Test func anOutputIsComparedWithoutWhiteSpaceAtTheEnds() {
    let tests = ProgramTests(checks: [.output(input: "3", expected: "1 2\n\n3\n")])
    for output in ["1 2\n\n3", "1 2 \r\n\t\n3\n\n\n"] {
      #expect(tests.passes(0, report(output), seal: ""), "\(output)")
    }
    for output in ["", "1 2\n3\n", "1  2\n\n3", " 1 2\n\n3", "1 2\n\n3\n4"] {
      #expect(!tests.passes(0, report(output), seal: ""), "\(output)")
    }
    #expect(!tests.passes(0, report("1 2\n\n3", .exit(1)), seal: ""))
    #expect(!tests.passes(0, report("1 2\n\n3", .timeout), seal: ""))
  }

  @Test func anAssertionIsPassedWhenTheSealStandsAtTheEnd() {
    let tests = ProgramTests(checks: [.assertion("assert f(1) == 2")])
    #expect(tests.passes(0, report("noise\nab12\n"), seal: "ab12"))
    for output in ["", "ab12\n", "noise\nab12\nmore", "noiseab12\n"] {
      #expect(!tests.passes(0, report(output), seal: "ab12"), "\(output)")
    }
    #expect(!tests.passes(0, report("\nab12\n", .exit(1)), seal: "ab12"))
  }

  @Test func eachCheckIsAJob() {
    let tests = ProgramTests(
      setup: "import math",
      checks: [.assertion("assert f()"), .output(input: "3\n", expected: "4")])
    let jobs = tests.jobs(program: Array("def f(): pass".utf8), command: "run", seal: "ab12")
    #expect(jobs.map(\.command) == ["run", "run"])
    let first = String(decoding: jobs[0].files["program"] ?? [], as: UTF8.self)
    #expect(
      first == """
        __import__('sys').modules['solution'] = __import__('sys').modules['__main__']
        __name__ = 'solution'
        import math
        def f(): pass
        assert f()
        __import__('os').write(1, b'\\nab12\\n')

        """)
    #expect(jobs[1].files == ["program": Array("def f(): pass".utf8)])
    #expect(jobs[1].input == Array("3\n".utf8))
  }

  /// Programs as people write them, against the forms of tests that data sets have.
  @Test(.enabled(if: refusal == nil, "no sandbox can be made here"))
  func rightProgramsPass() throws {
    let humanEval = ProgramTests(
      prefix: "from typing import List\n\ndef f(x: List[int]) -> int:\n    \"\"\"Sum.\"\"\"\n",
      entryPoint: "f",
      checks: [
        .script("METADATA = {}\n\ndef check(candidate):\n    assert candidate([1, 2]) == 3\n")
      ])
    let mbpp = ProgramTests(
      setup: "import math", testSetup: "root = Node(3)", checks: [.assertion("assert f(root) == 3")]
    )
    let echo = ProgramTests(checks: [.output(input: "0.5 2\n", expected: "1.0")])
    let node = "class Node:\n  def __init__(self, x): self.x = x\n"
    let cases: [(ProgramTests, String)] = [
      (humanEval, "    return sum(x)"), (humanEval, "return sum(x)"),
      (humanEval, "def f(x: List[int]) -> int:\n    return sum(x)"),
      (humanEval, "def f(x):\n  return sum(x)\nif __name__ == '__main__':\n  print(f(input()))"),
      (humanEval, "from __future__ import annotations\ndef f(x: Any) -> int:\n  return sum(x)"),
      (mbpp, node + "def f(n): return math.floor(n.x)"),
      (
        mbpp,
        "from dataclasses import dataclass\n@dataclass\nclass Node:\n  x: 'int'\ndef f(n): return n.x"
      ),
      (echo, "a, b = map(float, input().split())\nprint(a * b)"),
      (
        echo,
        "if __name__ == '__main__':\n  a, b = map(float, input().split())\n  print(f'{a*b:.6f}')"
      ),
    ]
    var jobs = cases.enumerated().map { number, item in
      let (tests, program) = item
      return (
        tests.jobs(program: Array(program.utf8), command: "python3 -I program", seal: "ab12")[0],
        number
      )
    }
    try Sandbox(limits: Sandbox.Limits()).serve(
      count: 2,
      next: { _ in jobs.popLast().map { .request($0.0, ticket: $0.1) } ?? .end },
      deliver: { number, report in
        let passes = cases[number].0.passes(0, report, seal: "ab12")
        #expect(passes, "\(cases[number].1): \(String(decoding: report.errors, as: UTF8.self))")
      })
  }

  @Test(.enabled(if: refusal == nil, "no sandbox can be made here"))
  func programsThatCheatPassNothing() throws {
    let cheats = [
      "import sys\nsys.exit(0)", "import os\nos._exit(0)", "raise SystemExit",
      "class Liar:\n  def __eq__(self, other): return False\ndef f(x): return Liar()",
      "assert False", "def f(x): return", "def f(x):", "",
    ]
    let tests = ProgramTests(checks: [.assertion("assert f(1) == 2")])
    var jobs = (cheats + ["def f(x): return x + 1"]).enumerated().map { number, program in
      (
        tests.jobs(program: Array(program.utf8), command: "python3 -I program", seal: "ab12")[0],
        number
      )
    }
    var passed: [Int] = []
    try Sandbox(limits: Sandbox.Limits()).serve(
      count: 2,
      next: { _ in jobs.popLast().map { .request($0.0, ticket: $0.1) } ?? .end },
      deliver: { if tests.passes(0, $1, seal: "ab12") { passed.append($0) } })
    #expect(passed == [cheats.count])
  }
}
