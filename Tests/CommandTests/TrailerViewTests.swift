import FilterKit
import Foundation
import Records
import Streams
import Testing

/// What `inspect` shows of trailers that no command wrote, but that are whole: anybody may have.
struct TrailerViewTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// Writes a stream of one record with a trailer.
  private func write(ledger: JSON, history: [JSON]) throws {
    let file = try OutputFile(path: folder.url.appending(path: "in.zst").path)
    let writer = try StreamWriter(file, form: .chain(level: 1), threads: 1)
    try writer.append(Array("{\"id\":\"a\",\"samples\":[]}\n".utf8)[...])
    try writer.finish { Trailer(totals: $0, ledger: ledger, history: history).bytes }
    try writer.commit()
  }

  @Test func aLedgerCannotSteerTheTerminal() throws {
    try write(
      ledger: ["re\u{1B}cords": ["dropped": ["\u{1B}]0;x\u{7}": 3, "a\nb": 4]]], history: [])
    let result = try Shell.run("inspect --ledger in.zst", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(
      result.text == """
        re␛cords
          dropped                        7
            ␛]0;x␇                       3
            a␊b                          4

        """)
  }

  @Test func aHistoryForgesNoEntry() throws {
    try write(
      ledger: .null,
      history: [
        ["filter": "vo\u{1B}te", "arguments": ["a\n[9] verify"], "note": "x\n[8] best", "read": 1]
      ])
    let result = try Shell.run("inspect --history in.zst", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(
      result.text == "[0] vo␛te 'a␊[9] verify'\n   1 read, 0 written, note x␊[8] best\n")
  }

  /// Counts beside which another has no room in an integer.
  @Test(arguments: ["--history", "--ledger", "--check", "--diff other.zst"])
  func noCountEndsAView(mode: String) throws {
    let counts: JSON = [
      "read": .integer(.max), "added": 1, "written": .integer(.min), "rejected": .integer(.max),
      "dropped": ["a": .integer(.max), "b": .integer(.max)],
    ]
    let ledger: JSON = ["records": counts, "samples": counts]
    try write(ledger: ledger, history: [["filter": "best", "read": 1, "samples": counts]])
    try folder.write("{\"id\":\"b\",\"samples\":[]}\n", to: "other.jsonl")
    let result = try Shell.run(
      "vote -q other.jsonl -o other.zst; inspect \(mode) in.zst || [ $? = 1 ]; "
        + "report in.zst --html page.html > table", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(!result.text.isEmpty)
  }
}
