import Foundation
import Testing

/// Where the records and samples of a pipe went: what one command writes the next one reads.
struct LedgerTests {
  @Test(arguments: [
    ["vote --keep majority", "best -n 2 --by reward", "verify", "blend -"],
    [
      "verify --reward", "vote --min-share 0.5", "holdout --share 30% --held held.zst",
      "filter-by-DS-weight --valid valid.jsonl --keep 60%", "best", "rows",
    ],
    ["vote", "filter-by-DS-weight --valid valid.jsonl --threshold 2", "pair --by most-vs-least"],
    ["verify", "rows --as kto"], ["rows --as group"],
    ["vote --rejects bad.zst --max-rejects 50%", "blend - --count 20"],
  ])
  func whatOneWritesTheNextReads(stages: [String]) throws {
    let folder = try Folder()
    let lines = (0..<60).map { number in
      let samples = (0..<number % 5).map { index in
        let text = (number + index) % 3 == 0 ? "no idea" : "It is \((number + index) % 2)."
        return #"{"index":\#(index),"text":"\#(text)","nll":\#(index + 1),"reward":\#(index)}"#
      }
      return #"{"id":"\#(number)","prompt":"?","reference":"1","samples":["#
        + samples.joined(separator: ",") + "]}"
    }
    let bad = stages[0].contains("--rejects") ? [#"{"id":"bad","samples":[{"text":7}]}"#, "{"] : []
    try folder.write((lines + bad).joined(separator: "\n") + "\n", to: "in.jsonl")
    try folder.write(#"{"id":"v","samples":[{"nll":1}]}"# + "\n", to: "valid.jsonl")
    let result = try Shell.run(
      "cat in.jsonl | \(stages.joined(separator: " -q | ")) -q -o out.zst; inspect --history out.zst",
      in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")

    let bytes = try Data(contentsOf: folder.url.appending(path: "out.zst"))
    let trailer = try #require(Chain.trailer(bytes))
    let history = try #require(trailer["history"] as? [[String: Any]])
    let entries = history.filter { ($0["filter"] as? String) != "unknown" }
    #expect(entries.compactMap { $0["filter"] as? String } == stages.map(Self.command))
    var before: [String: Any]?
    for entry in entries {
      let samples = try #require(entry["samples"] as? [String: Any])
      #expect(Chain.sum(entry, "read") == Chain.sum(entry, "passed", "dropped", "rejected"))
      #expect(
        Chain.sum(samples, "read", "added") == Chain.sum(samples, "written", "dropped", "rejected"))
      if let before, !stages.contains(where: { $0.contains("--count") }) {
        let sent = try #require(before["samples"] as? [String: Any])
        #expect(Chain.sum(entry, "read") == Chain.sum(before, "written"))
        #expect(Chain.sum(samples, "read") == Chain.sum(sent, "written"))
      }
      before = entry
      // A person sees the same.
      #expect(result.text.contains("\(Chain.sum(entry, "read")) read, "))
      #expect(result.text.contains("samples: \(Chain.sum(samples, "read")) read, "))
    }
    let written = try Shell.run("zstd -dcq out.zst | wc -l", in: folder.url)
    #expect(Int(written.text.dropLast()) == Chain.sum(try #require(before), "written"))
  }

  private static func command(_ stage: String) -> String {
    String(stage.prefix { $0 != " " })
  }
}
