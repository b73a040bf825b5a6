import Foundation
import Testing

/// What documents say that somebody can type does what they say.
///
/// - A block `sh` runs as it is written, all of a document's one after the other in one folder, unless it
///   begins with the comment `# needs …`, which says what a reader must have first.
/// - A block `console` shows lines behind `$` and what they print; `…` is any text, and durations are
///   not compared. `cat FILE` of a file that is not there shows what the file is to contain.
/// - A line or a code span that begins with `make` is understood by make, in the package's folder or in
///   that of pipelines if the document lies there; it is not run.
/// - Every option in a code block or span is one of a command, or of a program that is named.
struct DocumentCodeTests {
  static let documents = [
    "README.md", "pipelines/README.md", "pipelines/bench/README.md", "pipelines/papers.md",
    "Sources/Streams/Streams.docc/StreamFormat.md", "Sources/Records/Records.docc/RecordFields.md",
    "Sources/Models/Models.docc/Servers.md", "Sources/train/train.docc/Training.md",
    "Sources/Answers/Answers.docc/Answers.md",
  ]

  /// No document beside the code is missing in the list.
  @Test func theListIsComplete() throws {
    let paths = try FileManager.default.subpathsOfDirectory(
      atPath: Shell.package.appending(path: "Sources").path)
    let found = paths.filter { $0.hasSuffix(".md") }.map { "Sources/\($0)" }
    #expect(Set(found).isSubset(of: Self.documents))
  }

  // MARK: - Shell

  @Test(arguments: documents)
  func shellBlocksRun(_ path: String) throws {
    let folder = try Folder()
    for block in CodeBlock.all(of: try Document(path)) where block.language == "sh" {
      guard !block.text.hasPrefix("# needs ") else { continue }
      let result = try Shell.run(block.text, in: folder.url)
      #expect(result.status == 0, "\(block.text)\n\(result.stderr)")
    }
  }

  @Test(arguments: documents)
  func consoleBlocksPrintWhatTheyShow(_ path: String) throws {
    let folder = try Folder()
    for block in CodeBlock.all(of: try Document(path)) where block.language == "console" {
      for (line, output) in block.dialogue {
        let words = line.split(separator: " ").map(String.init)
        if words.count == 2, words[0] == "cat", !folder.has(words[1]) {
          try folder.write(output, to: words[1])
          continue
        }
        let result = try Shell.run("{ \(line)\n} 2>&1", in: folder.url)
        #expect(result.status == 0, "\(line)\n\(result.text)")
        let pattern = Self.hidingDurations(output.replacing("*", with: "?"))
          .replacing("…", with: "*")
        #expect(
          Glob.matches(Self.hidingDurations(result.text), pattern), "\(line)\n\(result.text)")
      }
    }
  }

  /// Durations become the same word.
  private static func hidingDurations(_ text: String) -> String {
    text.replacing(#/\b[0-9][0-9.:]* (?:s|min|h)\b/#, with: "TIME")
  }

  /// Lines with commands stand in blocks that a test sees.
  @Test(arguments: documents)
  func commandsStandInShellBlocks(_ path: String) throws {
    let commands = Set(Manifest.commands.map(\.name))
    for block in CodeBlock.all(of: try Document(path)) where block.language.isEmpty {
      for line in block.text.split(separator: "\n") {
        let first = line.prefix { !$0.isWhitespace }
        let isPicture = line.contains("▶") || line.contains("→")
        #expect(isPicture || !commands.contains(String(first)), "as a block of sh: \(line)")
      }
    }
  }

  // MARK: - make

  @Test(arguments: documents)
  func makeKnowsWhatIsAskedOfIt(_ path: String) throws {
    let document = try Document(path)
    let folder = Shell.package.appending(
      path: path.hasPrefix("pipelines/") && path != "pipelines/bench/README.md" ? "pipelines" : "")
    let blocks = CodeBlock.all(of: document).filter { !$0.text.hasPrefix("# needs ") }
    let lines = blocks.flatMap { $0.text.split(separator: "\n").map(String.init) }
    for line in Set(lines + CodeBlock.spans(of: document)) where line.hasPrefix("make ") {
      let result = try Shell.run("make -n \(line.dropFirst(5)) > /dev/null", in: folder)
      #expect(result.status == 0, "\(line)\n\(result.stderr)")
    }
  }

  // MARK: - Options

  /// Options of other programs that documents name.
  private static let foreign: Set<String> = ["--filter"]

  @Test(arguments: documents)
  func optionsExist(_ path: String) throws {
    let document = try Document(path)
    let texts = CodeBlock.all(of: document).filter { $0.language != "python" }.map(\.text)
    let named = (texts + CodeBlock.spans(of: document)).flatMap { text in
      text.matches(of: /(?:^|[ (\[])(--[a-z][a-z-]+)/).map { "\($0.1)" }
    }
    let unknown = Set(named).subtracting(try Self.options).subtracting(Self.foreign)
    #expect(unknown.isEmpty, "\(path)")
  }

  /// The options of all commands.
  private static var options: Set<String> {
    get throws {
      var found: Set<String> = []
      for command in Manifest.commands {
        let help = try Shell.run("\(command.name) --help", in: Shell.package).text
        found.formUnion(help.matches(of: /--[a-z][A-Za-z-]*[a-z]/).map { "\($0.0)" })
      }
      return found
    }
  }

  // MARK: - Links

  @Test(arguments: documents)
  func linksLeadToFiles(_ path: String) throws {
    let folder = Shell.package.appending(path: path).deletingLastPathComponent()
    for match in try Document(path).text.matches(of: /\]\(([^)#]+?)(?:#[^)]*)?\)/) {
      let target = "\(match.1)"
      guard !target.hasPrefix("http") else { continue }
      #expect(
        FileManager.default.fileExists(atPath: folder.appending(path: target).path), "\(target)")
    }
  }
}
