import Foundation
import Testing

/// What every command says when it is asked for help, or misunderstood.
@Suite struct HelpTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// `-h` fits a screen of 24 lines and 80 columns.
  @Test(arguments: Manifest.commands)
  func theShortHelpFitsAScreen(_ command: Manifest.Target) throws {
    let result = try Shell.run("\(command.name) -h", in: folder.url)
    #expect(result.status == 0)
    #expect(result.stderr == "")
    let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 25, "\(lines.count - 1) lines")
    for line in lines { #expect(line.count <= 80, "\(line)") }
    #expect(result.text.contains("Example:"))
    #expect(result.text.contains("\(command.name) --help"))
  }

  /// The options of the short help are options of the command.
  @Test(arguments: Manifest.commands)
  func theShortHelpShowsOptionsThatThereAre(_ command: Manifest.Target) throws {
    let source = try command.files.joined()
    let list = try #require(source.firstMatch(of: #/commonOptions = \[([^\]]*)\]/#))
    let help = try Shell.run("\(command.name) -h", in: folder.url).text
    for name in list.1.matches(of: #/"([^"]+)"/#).map({ String($0.1) }) {
      #expect(help.contains(name), "no option \(name)")
    }
  }

  /// No default is printed as a program holds it.
  @Test(arguments: Manifest.commands)
  func defaultsAreWords(_ command: Manifest.Target) throws {
    let help = try Shell.run("\(command.name) --help", in: folder.url).text
    let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for match in words.matches(of: #/default: ([^)]*)/#) {
      #expect(!match.1.contains("("), "\(match.1)")
      #expect(match.1.wholeMatch(of: #/.*\d{7,}.*/#) == nil, "\(match.1): too long a number")
    }
  }

  // MARK: - Mistakes

  @Test(arguments: Manifest.commands)
  func namesWithSwappedLettersAreUnderstood(_ command: Manifest.Target) throws {
    for (typed, meant) in [("--hlep", "--help"), ("--verison", "--version")] {
      let result = try Shell.run("\(command.name) \(typed)", in: folder.url)
      #expect(result.status == 64)
      #expect(
        result.stderr
          == "\(command.name): unknown option \"\(typed)\"; did you mean \"\(meant)\"?\n"
          + "Try \"\(command.name) -h\".\n")
    }
  }

  @Test func aConditionWithoutQuotesIsNoticed() throws {
    let result = try Shell.run(
      "echo '{\"id\":\"1\"}' > in; inspect --where share>=0.8 in || (rm =0.8; exit 3)",
      in: folder.url)
    #expect(result.status == 3)
    #expect(result.stderr.contains("invalid --where \"share\""))
    #expect(result.stderr.contains("quote the condition: \"FIELD>=0.8\""))
  }
}
