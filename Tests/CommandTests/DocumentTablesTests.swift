import Foundation
import Records
import Testing

@testable import Answers

/// Tables of documents that are made from the code say what the code says.
struct DocumentTablesTests {
  static let recording = "swift test --filter DocumentTablesTests"

  // MARK: - The fields of records

  private static let fields = "Sources/Records/Records.docc/RecordFields.md"

  private static func table(_ fields: [Schema.Field]) -> String {
    let hasWriters = fields.contains { !$0.writers.isEmpty }
    let head =
      hasWriters
      ? ["| field | type | written by | meaning |", "|---|---|---|---|"]
      : ["| member | type | meaning |", "|---|---|---|"]
    let rows = fields.map { field in
      let writers = field.writers.split(separator: ", ").map { "`\($0)`" }.joined(separator: ", ")
      let cells = ["`\(field.name)`", field.type] + (hasWriters ? [writers] : []) + [field.meaning]
      return "| \(cells.joined(separator: " | ")) |"
    }
    return (head + rows).joined(separator: "\n")
  }

  @Test func fieldsAreThoseOfTheSchema() throws {
    let members = Schema.members.map { "### `\($0.0)`\n\n\(Self.table($0.1))" }
    for (part, table) in [
      ("record", Self.table(Schema.record)), ("sample", Self.table(Schema.sample)),
      ("members", members.joined(separator: "\n\n")),
    ] {
      try Document(Self.fields).expect(part, toBe: table, recordedBy: Self.recording)
    }
  }

  @Test func writersAreCommands() {
    let commands = Set(Manifest.commands.map(\.name))
    for field in Schema.record + Schema.sample {
      let writers = field.writers.split(separator: ", ").map(String.init)
      #expect(!writers.isEmpty && commands.isSuperset(of: writers), "\(field.name)")
    }
  }

  /// The commands that add to records; the others write records of another form, or text.
  private static let adding = [
    "critique", "filter-by-DS-weight", "problems", "propose", "refine", "sample", "score", "verify",
    "vote",
  ]

  /// What golden cases print has no field that neither the input nor the schema has.
  @Test(arguments: GoldenCase.all.filter { adding.contains($0.command) })
  func commandsWriteTheFieldsOfTheSchema(_ golden: GoldenCase) throws {
    let texts = try FileManager.default.contentsOfDirectory(atPath: golden.url.path)
      .filter { $0 != "stdout" }.compactMap(golden.read).joined()
    for line in (golden.read("stdout") ?? "").split(separator: "\n") where line.hasPrefix("{\"id\"")
    {
      // Cases carry a number along that is too large for jansson.
      let line = line.replacing("1e400", with: "1")
      for (path, field) in Self.keys(of: try JSON(parsing: Array(line.utf8))) {
        let known = Self.known[path] ?? []
        #expect(known.contains(field) || texts.contains("\"\(field)\""), "\(path).\(field)")
      }
    }
  }

  /// The names of the fields by their owner's path.
  private static let known = Dictionary(
    uniqueKeysWithValues: ([("record", Schema.record), ("sample", Schema.sample)] + Schema.members)
      .map { ($0.0, Set($0.1.map(\.name))) })

  /// The keys of a record, of its samples and of what is described within.
  private static func keys(of record: JSON) -> [(path: String, field: String)] {
    var found = keys("record", record)
    for sample in record["samples"]?.array ?? [] { found += keys("sample", sample) }
    return found
  }

  private static func keys(_ path: String, _ json: JSON) -> [(path: String, field: String)] {
    (json.members ?? []).flatMap { member in
      let inner = "\(path).\(member.key)"
      guard known[inner] != nil else { return [(path, member.key)] }
      let objects = member.value.array ?? [member.value]
      return [(path, member.key)] + objects.flatMap { keys(inner, $0) }
    }
  }

  // MARK: - Extractors

  @Test func extractorsAreThoseOfTheCode() throws {
    let rows = Extractor.all.map { row in
      let finds = row.finds.replacing("|", with: "\\|").replacing("\n", with: " ")
        .replacing(#/\\[a-zA-Z(\[][^\s,]*|\$[^\s,]+/#) { "`\($0.0)`" }
      return "| `\(row.usage)` | \(finds) |"
    }
    let table = ["| extractor | what it finds |", "|---|---|"] + rows
    try Document("Sources/Answers/Answers.docc/Answers.md").expect(
      "extractors", toBe: table.joined(separator: "\n"), recordedBy: Self.recording)
  }

  // MARK: - Papers

  @Test func papersAreThoseOfTheDocComments() throws {
    try Document("pipelines/papers.md").expect(
      "papers", toBe: PaperIndex.table, recordedBy: Self.recording)
  }

  @Test func everyPaperIsCitedWithACommandLineAndHasATest() {
    let cited = Set(PaperIndex.citations.map(\.id)).union(PaperIndex.pages.map(\.id))
    let missing = PaperIndex.named.subtracting(cited)
    #expect(missing.isEmpty, "cite them as (NAME, AUTHORS YEAR, arXiv ID; `COMMAND LINE`)")
    for citation in PaperIndex.citations {
      #expect(!PaperIndex.tests(of: citation.path).isEmpty, "no test of \(citation.path)")
    }
  }

  /// Command, options and words of the command lines are in the command's help; words in capitals,
  /// fields of records, numbers and names of files stand for others.
  @Test func theirCommandLinesAreWhatTheCommandsTake() throws {
    for line in Set(PaperIndex.citations.map(\.command)) {
      let words = line.split(separator: " ").map(String.init)
      let command = try #require(words.first)
      try #require(Manifest.commands.contains { $0.name == command }, "\(line)")
      let help = try Shell.run("\(command) --help", in: Shell.package).text
      for word in words.dropFirst()
      where word.contains(/^(--|[a-z]{2})/) && !word.contains(".jsonl") {
        let name = word.prefix { $0.isLetter || "-_".contains($0) }
        let isField = Schema.sample.contains { $0.name == name }
        #expect(isField || help.contains(name), "\(line): \(name)")
      }
    }
  }

  @Test func aCitationMayBreakAnywhere() {
    let text = """
      /// By rank (Some
      /// Method, Doe and Roe
      /// 2024, arXiv 2401.00001, eq. 3; `vote
      /// --keep majority`), and (Poe 2023, arXiv 2301.00002; `best -n 1`).
      """
    let found = PaperIndex.citations(in: text, path: "x")
    #expect(found.map(\.name) == ["Some Method", nil])
    #expect(found.map(\.authors) == ["Doe and Roe 2024", "Poe 2023"])
    #expect(found.map(\.id) == ["2401.00001", "2301.00002"])
    #expect(found.map(\.command) == ["vote --keep majority", "best -n 1"])
  }
}
