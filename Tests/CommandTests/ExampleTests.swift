import Foundation
import Testing

/// What a person meets first: the examples of `--help` run, and a slip of the pen is understood.
struct ExampleTests {
  /// The files that examples name, with the commands that make them; `base` is what the example of
  /// train saves.
  private static let makers = [
    "problems reverse --count 50 -o gold.jsonl.zst",
    "problems copy --count 50 -o round1.jsonl.zst",
    "problems reverse --count 10 --difficulty 1-4 -o valid.jsonl.zst",
    "problems reverse --count 10 | sample --model base -n 4 | vote -o voted.jsonl.zst",
  ]

  /// No example needs the network: those that ask a model ask `base`, or recorded answers.
  @Test func everyExampleRuns() throws {
    let files = try Folder()
    for line in [try Self.example(of: "train")] + Self.makers {
      let result = try Shell.run(line, in: files.url)
      try #require(result.status == 0, "\(line)\n\(result.stderr)")
    }
    for command in Manifest.commands where command.name != "train" {
      let line = try Self.example(of: command.name)
      #expect(!line.contains("http"))
      #expect(line.contains(command.name))
      let folder = try Folder(copying: files.url)
      let result = try Shell.run(line, in: folder.url)
      #expect(result.status == 0, "\(line)\n\(result.stderr)")
      #expect(!result.stdout.isEmpty || line.contains(" > "), "\(line)")
    }
  }

  /// The example of a command's `--help`: what follows the word up to an empty line.
  private static func example(of command: String) throws -> String {
    let help = try Shell.run("\(command) --help", in: Shell.package).text
    let match = try #require(help.firstMatch(of: #/\n *Example: ((?:.|\n)*?)\n *\n/#), "\(command)")
    return match.1.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  // MARK: - Slips

  @Test(arguments: Contract.all)
  func aMisspeltOptionIsUnderstood(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 1)
    let help = try Shell.run("\(contract.command) --help", in: bench.folder.url).text
    let options = help.matches(of: #/\n  (?:-\w, )?(--[a-z][a-z-]{4,})/#).map { "\($0.1)" }
      .filter { $0 != "--version" }
    #expect(options.count >= 3)
    for option in [options.first, options[options.count / 2], options.last].compactMap({ $0 }) {
      // The letter before the last is missing.
      let slip = option.dropLast(2) + option.suffix(1)
      let result = try bench.run("\(slip)")
      #expect(result.status == 64)
      let meant = result.stderr.firstMatch(of: #/did you mean "(--[a-z-]+)"/#)?.1
      #expect(meant.map { options.contains("\($0)") } ?? false, "\(slip): \(result.stderr)")
    }
  }

  /// Options that take the name of a field, with a slip in it, and what was meant.
  @Test(arguments: [
    ("best -n 1 --by rewrad", "reward"), ("rows --as kto --label corect", "correct"),
    ("rows --weight vote.shaer", "vote.share"), ("keep --only corect=true", "correct"),
    ("compute gain=rewrad-1", "reward"),
    ("pair --by best-vs-worst --score rewrad", "reward"),
    ("pair --by best-vs-worst --score reward --weight vote.shar", "vote.share"),
    ("vote --cross langauge", "language"),
    ("refine --model replay:answers.jsonl --only corect=false", "correct"),
    ("report --by meta.dificulty", "meta.difficulty"),
    ("problems file --prompt promt --reference reference", "prompt"),
    ("problems file --prompt prompt --reference refrence", "reference"),
    ("inspect --where corect=false", "correct"), ("inspect --fields difficulty", "meta.difficulty"),
    ("inspect --id p-l", "p-1"),
  ])
  func aMisspeltFieldIsUnderstood(line: String, meant: String) throws {
    let folder = try Folder()
    try folder.write(#"{"prompt":"*","text":"7"}"# + "\n", to: "answers.jsonl")
    try folder.write(
      #"{"id":"p-1","prompt":"?","reference":"1","meta":{"difficulty":1},"vote":{"answer":"1","share":0.5},"#
        + #""samples":[{"text":"1","correct":true,"reward":1,"language":"en"},"#
        + #"{"text":"2","correct":false,"reward":0,"language":"de"}]}"# + "\n", to: "in.jsonl")
    let result = try Shell.run("\(line) in.jsonl", in: folder.url)
    #expect(result.stderr.contains("did you mean \"\(meant)\"?"), "\(result.stderr)")
  }
}
