import Foundation
import Testing

/// The whole of public data sets, where they are at hand: in the folder that AUTODIDACT_DATA names.
struct DataSetTests {
  private static let folder = ProcessInfo.processInfo.environment["AUTODIDACT_DATA"]

  @Test(
    .enabled(if: folder != nil, "AUTODIDACT_DATA names no folder"),
    arguments: [
      ("gsm8k", "gsm8k/train.jsonl.zst", 7473), ("gsm8k", "gsm8k/test.jsonl.zst", 1319),
      ("svamp", "svamp/SVAMP.json", 1000),
    ])
  func everyProblemHasANumberForReference(form: String, file: String, count: Int) throws {
    let path = try #require(Self.folder) + "/" + file
    let here = try Folder()
    let made = try Shell.run(
      "problems \(form) '\(path)' -q -o made.zst; inspect --check made.zst; zstd -dcq made.zst",
      in: here.url)
    #expect(made.status == 0, "\(made.stderr)")
    let lines = made.text.split(separator: "\n")
    #expect(lines.first == "made.zst: whole; \(count) records, 0 samples, every id once")
    let references = try lines.dropFirst().map { line in
      let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return record?["reference"] as? String ?? ""
    }
    #expect(references.count == count)
    #expect(references.allSatisfy { $0.wholeMatch(of: #/-?[0-9]+(\.[0-9]+)?/#) != nil })
  }
}
