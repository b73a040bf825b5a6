import Foundation
import ModelFixtures
import Records
import Stubs
import Synchronization
import Testing

/// Runs of `sample` that are killed while a server answers them.
@Suite(.serialized) struct KilledRunTests {
  /// The seeds that the server was asked for, in their order.
  private final class Asked: Sendable {
    private let seeds = Mutex<[Int]>([])

    /// Takes a request and gives its number.
    func take(_ request: StubRequest) -> Int {
      seeds.withLock { seeds in
        seeds.append(request.body["seed"]?.integer ?? -1)
        return seeds.count
      }
    }

    /// What was asked since the last time.
    func clear() -> [Int] {
      seeds.withLock { seeds in
        defer { seeds = [] }
        return seeds
      }
    }
  }

  /// Runs a line of the shell with the commands that were built with this test.
  private func shell(_ line: String, in scratch: Scratch) throws -> (status: Int32, text: String) {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let commands = URL(filePath: own).deletingLastPathComponent().path
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "-i", "-C", scratch.path, "PATH=\(commands):/usr/bin:/bin", "OPENAI_API_KEY=sk-secret",
      "bash", "-c", line,
    ]
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// A server that takes a moment, and never gives the same answer twice.
  private func server(_ asked: Asked, _ milliseconds: Int) throws -> StubServer {
    try StubServer { request, _ in
      let number = asked.take(request)
      let answer: JSON = [
        "model": "toy-1",
        "choices": [["text": .string("answer \(number)"), "finish_reason": "stop"]],
        "usage": ["prompt_tokens": 5, "completion_tokens": 4],
      ]
      return .after(Double(milliseconds) / 1000, .json(answer))
    }
  }

  /// The seeds that a journal has answers to.
  private func kept(_ name: String, in scratch: Scratch) throws -> Set<Int> {
    let text = try shell("zstd -dcqf \(name) 2>&-", in: scratch).text
    // A frame that is being written when the kill comes may end within a line.
    return Set(
      text.split(separator: "\n").compactMap { try? JSON(parsing: String($0))["seed"]?.integer })
  }

  @Test func nothingThatIsAnsweredIsSentTwice() throws {
    let scratch = try Scratch()
    let asked = Asked()
    let server = try server(asked, 4)
    defer { server.stop() }
    let problems = (0..<60).map { #"{"id":"p-\#($0)","prompt":"\#($0)"}"# + "\n" }.joined()
    try Data(problems.utf8).write(to: URL(filePath: scratch("in.jsonl")))
    let sample =
      "sample in.jsonl --quiet --model \(server.url) --served-model toy --no-probe -n 5 --concurrency 4"
    var runs = 0
    while true {
      let before = try kept("out.zst.journal", in: scratch)
      // Killed when a dozen answers or so have come, at no particular moment.
      let line = """
        size() { stat -c %s out.zst.journal 2>&- || echo 0; }
        end=$(($(size) + \(10000 + runs * 37 % 11 * 700)))
        \(sample) --output out.zst & run=$!
        while kill -0 $run 2>&- && [ $(size) -lt $end ]; do sleep 0.00\(1 + runs % 7); done
        kill -KILL $run 2>&-; wait $run 2>&-
        """
      let result = try shell(line, in: scratch)
      runs += 1
      let again = before.intersection(asked.clear())
      #expect(again.isEmpty, "asked again in run \(runs): \(again)")
      try #require(runs < 100)
      if result.status == 0 {
        #expect(!FileManager.default.fileExists(atPath: scratch("out.zst.journal")))
        break
      }
      // A kill may come when everything is done.
      if FileManager.default.fileExists(atPath: scratch("out.zst")) { break }
    }
    #expect(runs > 3)
    let lines = try shell("zstd -dcq out.zst", in: scratch).text.split(separator: "\n")
    #expect(lines.count == 60)
    #expect(lines.allSatisfy { $0.matches(of: /"text":"answer \d+"/).count == 5 })
  }

  @Test func theLinesAreThoseOfARunOverTheSameAnswers() throws {
    let scratch = try Scratch()
    let asked = Asked()
    let server = try server(asked, 2)
    let problems = (0..<20).map { #"{"id":"p-\#($0)","prompt":"\#($0)"}"# + "\n" }.joined()
    try Data(problems.utf8).write(to: URL(filePath: scratch("in.jsonl")))
    let sample =
      "sample in.jsonl --quiet --plain --model \(server.url) --served-model toy -n 3 --journal kept"
    for run in 0..<4 {
      _ = try shell("timeout -s KILL 0.0\(3 + run) \(sample) --concurrency 2", in: scratch)
    }
    let first = try shell("\(sample) --output out.jsonl; cat out.jsonl", in: scratch)
    #expect(first.status == 0)
    #expect(asked.clear().count >= 60)
    server.stop()
    let second = try shell("\(sample) --concurrency 7", in: scratch)
    #expect(second.status == 0)
    #expect(second.text == first.text)
    #expect(asked.clear().isEmpty)
    #expect(try kept("kept", in: scratch).count == 60)
    let check = try shell("inspect --check kept && inspect --limit 1 kept", in: scratch)
    #expect(check.status == 0)
    #expect(check.text.contains("kept: whole; 60 records, 0 samples, every id once\n"))
    #expect(check.text.contains("answer "))
    // The key of the server is nowhere.
    let secret = try shell(
      "grep -lr sk-secret . || zstd -dcq kept | grep -c sk-secret", in: scratch)
    #expect(secret.text == "0\n")
  }
}
