import Foundation
import Testing

/// Whether a program can be run apart from the machine.
private let canRun: Bool = {
  let line = #"{"samples":[{"text":"exit 0"}],"prompt":"?"}"#
  let folder = try? Folder()
  let result = folder.flatMap {
    try? Shell.run("echo '\(line)' | verify --program 'exit 0' --quiet", in: $0.url)
  }
  return result?.status == 0
}()

/// What `verify` makes of programs, where it can run them.
@Suite(.enabled(if: canRun, "no sandbox can be made here"))
struct VerifyProgramsTests {
  /// One record with samples of some texts, verified; its samples.
  private func verify(
    _ options: String, tests: String, texts: [String], more: String = ""
  ) throws -> [[String: Any]] {
    let samples = texts.enumerated().map {
      ["index": $0.offset, "text": $0.element] as [String: Any]
    }
    let encoded = try JSONSerialization.data(withJSONObject: samples)
    let folder = try Folder()
    try folder.write(
      #"{"id":"a","prompt":"Say «é».","reference":"7","tests":\#(tests)\#(more),"samples":"#
        + String(decoding: encoded, as: UTF8.self) + "}\n",
      to: "in.jsonl")
    let result = try Shell.run("verify \(options) in.jsonl --plain", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let record = try JSONSerialization.jsonObject(with: Data(result.stdout)) as? [String: Any]
    return try #require(record?["samples"] as? [[String: Any]])
  }

  @Test func testsArePassedFailedAndCounted() throws {
    let samples = try verify(
      "--tests --timeout 2 --max-output 4 --reward --partial-reward --threads 8",
      tests: #"{"setup":"import math","asserts":["assert f(2) == 4","assert f(0) == 0"]}"#,
      texts: [
        "So:\n```python\ndef f(x):\n    return x * 2\n```\nDone.",
        "```\ndef f(x):\n    return x + 2\n```", "def f(x):\n  while True: pass",
        "import sys; sys.exit(0)", "while True: print('y' * 1000)",
      ])
    #expect(
      samples.map { $0["verdict"] as? String }
        == ["correct", "wrong", "timeout", "wrong", "output-limit"])
    #expect(samples.map { $0["correct"] as? Bool } == [true, false, false, false, false])
    #expect(samples.map { $0["reward"] as? Double } == [1, 0.5, 0, 0, 0])
    let executions = samples.map { $0["execution"] as? [String: Any] ?? [:] }
    #expect(executions.map { $0["passed"] as? Int } == [2, 1, 0, 0, 0])
    #expect(executions.allSatisfy { $0["total"] as? Int == 2 })
    #expect(executions.map { $0["failed"] as? Int } == [nil, 1, 0, 0, 0])
    #expect(
      executions.map { $0["ending"] as? String }
        == ["exit 0", "exit 1", "timeout", "exit 0", "output limit"])
    #expect((executions[1]["log"] as? String)?.contains("AssertionError") == true)
    #expect(((executions[4]["log"] as? String) ?? "").utf8.count == 2000)
  }

  @Test func programsReadInputsAndWriteOutputs() throws {
    let tests = #"{"cases":[{"input":"1 2\n","output":"3"},{"input":"5 5","output":"10\n"}]}"#
    let samples = try verify(
      "--tests --run 'sh program'", tests: tests,
      texts: ["read a b; echo $((a + b))", "read a b; echo 3", "exit 3"])
    #expect(samples.map { $0["verdict"] as? String } == ["correct", "wrong", "wrong"])
    let passed = samples.map { ($0["execution"] as? [String: Any])?["passed"] as? Int }
    #expect(passed == [2, 1, 0])
  }

  @Test func aProgramJudges() throws {
    let samples = try verify(
      #"--program 'grep -q "$(cat reference)" text && cmp -s text program && grep -q é prompt'"#,
      tests: "null", texts: ["It is 7.", "It is 8."])
    #expect(samples.map { $0["verdict"] as? String } == ["correct", "wrong"])
    let failed = try verify("--program 'echo broken >&2; exit 3'", tests: "null", texts: ["7"])
    #expect(failed[0]["verdict"] as? String == "program-failed")
    #expect(failed[0]["correct"] is NSNull)
    #expect((failed[0]["execution"] as? [String: Any])?["log"] as? String == "broken\n")
  }

  @Test func withoutTestsNothingIsDecided() throws {
    for tests in ["null", "{}", #"{"asserts":[],"cases":[]}"#] {
      let samples = try verify("--tests --reward", tests: tests, texts: ["x = 1"])
      #expect(samples[0]["verdict"] as? String == "no-tests", "\(tests)")
      #expect(samples[0]["correct"] is NSNull)
      #expect(samples[0]["execution"] == nil)
    }
  }

  @Test(arguments: [
    "[]", "7", #"{"asserts":"assert 1"}"#, #"{"asserts":[1]}"#, #"{"cases":[{"input":"a"}]}"#,
    #"{"setup":1,"asserts":["assert 1"]}"#,
  ])
  func testsOfAnotherFormAreABadLine(_ tests: String) throws {
    let folder = try Folder()
    try folder.write(
      #"{"id":"a","tests":\#(tests),"samples":[{"text":"x"}]}"# + "\n", to: "in.jsonl")
    let result = try Shell.run("verify --tests in.jsonl --plain", in: folder.url)
    #expect(result.status == 65)
    #expect(
      result.stderr.contains("line 1 (byte 0, id “a”): the field \"tests\""), "\(result.stderr)")
  }

  @Test func anInterruptLeavesNoProgramBehind() throws {
    let folder = try Folder()
    let nap = "sleep 50.\(Int.random(in: 100_000..<1_000_000))"
    try folder.write(
      #"{"id":"a","prompt":"?","samples":[{"text":"\#(nap)"}]}"# + "\n", to: "in.jsonl")
    let result = try Shell.run(
      """
      verify --program 'sh text' in.jsonl --plain & process=$!
      for i in $(seq 100); do pgrep -f '^\(nap)' > found && break; sleep 0.05; done
      kill -TERM $process; wait $process || echo $?
      for i in $(seq 100); do pgrep -f '^\(nap)' > left || break; sleep 0.05; done
      wc -l < found; wc -l < left
      """, in: folder.url)
    #expect(result.text == "143\n1\n0\n", "\(result.stderr)")
  }
}
