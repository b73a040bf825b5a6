import Foundation
import Testing

/// What `inspect` does on a terminal, which `script` makes, and with what it need not read.
struct InspectTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    let lines = (0..<400).map { number in
      #"{"id":"p-\#(number)","prompt":"Please add these numbers, and say what you get, \#(number) and one.","#
        + #""samples":[{"text":"It is \u001b[31m\#(number + 1)\u009b1m.","correct":true}]}"# + "\n"
    }
    try folder.write(lines.joined(), to: "in.jsonl")
  }

  /// Runs a line on a terminal of some width; what comes out is what the terminal gets.
  private func onTerminal(
    _ line: String, columns: Int = 80, _ variables: String = "PAGER=cat"
  ) throws -> Shell.Result {
    let command = "stty cols \(columns) rows 24; \(line)"
    return try Shell.run(
      "env -u NO_COLOR TERM=xterm \(variables) script -qec '\(command)' /dev/null", in: folder.url)
  }

  // MARK: - Colours

  @Test func coloursAreForTerminals() throws {
    #expect(try onTerminal("inspect in.jsonl").text.contains("\u{1B}[1m── p-0\u{1B}[0m"))
    for (line, variables) in [
      ("inspect in.jsonl", "PAGER=cat NO_COLOR=1"), ("inspect in.jsonl", "PAGER=cat TERM=dumb"),
      ("inspect --color never in.jsonl", "PAGER=cat"), ("inspect in.jsonl | cat", "PAGER=cat"),
    ] {
      let result = try onTerminal(line, variables)
      #expect(result.status == 0)
      #expect(result.text.contains("── p-0"))
      #expect(!result.text.contains("\u{1B}"), "\(line) \(variables)")
    }
    let always = try Shell.run("inspect --color always in.jsonl", in: folder.url)
    #expect(always.text.contains("\u{1B}[1m── p-0"))
  }

  /// With colours there are escapes on the terminal, but none of the data's.
  @Test func theDataCannotSteerTheTerminal() throws {
    let result = try onTerminal("inspect in.jsonl")
    #expect(result.text.contains("It is ␛[31m1<U+009B>1m."))
    let looks = Set(result.text.matches(of: #/\x1B(.[0-9]*.)/#).map { "\($0.1)" })
    #expect(looks.isSubset(of: ["[0m", "[1m", "[2m", "[31m", "[32m", "[33m", "[34m"]))
    #expect(!result.text.contains("\u{1B}[31m1"))
    #expect(!result.text.unicodeScalars.contains("\u{9B}"))
  }

  // MARK: - Width

  @Test(arguments: [24, 40, 80, 200])
  func linesFitTheTerminal(columns: Int) throws {
    let result = try onTerminal("inspect --color never --quiet in.jsonl", columns: columns)
    let lines = result.text.split(whereSeparator: \.isNewline)
    #expect(lines.count > 30)
    for line in lines { #expect(line.count <= columns, "\(line)") }
    // Not a word is lost where lines are broken.
    let words = result.text.split(whereSeparator: \.isWhitespace)
    let prompt = "Please add these numbers, and say what you get, 0 and one.".split(separator: " ")
    #expect(words.firstRange(of: prompt) != nil)
  }

  @Test func whatIsNoTerminalGetsWholeLines() throws {
    let result = try Shell.run("inspect in.jsonl", in: folder.url)
    #expect(result.text.contains("Please add these numbers, and say what you get, 0 and one.\n"))
    #expect(result.text.contains("── p-399"))
  }

  // MARK: - The pager

  @Test func aTerminalGetsThePager() throws {
    let paged = try onTerminal("inspect in.jsonl", "PAGER=\"sed s/^/:/\"")
    #expect(paged.status == 0)
    #expect(paged.text.contains(":"))
    #expect(paged.text.contains("p-399"))
    let bare = try onTerminal("inspect --no-pager in.jsonl", "PAGER=\"sed s/^/:/\"")
    #expect(bare.text.contains("p-9"))
    #expect(!bare.text.contains("p-10"))
    #expect(bare.text.contains("there are more records"))
    let piped = try onTerminal("inspect in.jsonl | tail -1000", "PAGER=false")
    #expect(piped.text.contains("p-399"))
  }

  @Test func aPagerThatEndsEarlyEndsTheRunQuietly() throws {
    for pager in ["PAGER=\"head -2\"", "PAGER=true"] {
      let result = try onTerminal("inspect in.jsonl /dev/zero", pager)
      #expect(result.status == 0)
      #expect(!result.text.contains("inspect:"), "\(result.text)")
    }
  }

  @Test func aPagerThatIsNotThereIsNamed() throws {
    let result = try onTerminal("inspect in.jsonl", "PAGER=no-such-pager")
    #expect(result.status == 74)
    #expect(result.text.contains("the pager “no-such-pager” (PAGER) cannot be run"))
  }

  // MARK: - Reading no more than is needed

  @Test(arguments: ["--id p-3", "--id p-3 --id p-1", "--sample p-3/0", "--limit 2", "--around p-3"])
  func whatIsFoundEndsTheReading(options: String) throws {
    let line = "(head -20 in.jsonl; echo no record) | inspect \(options)"
    let result = try Shell.run(line, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(!result.text.isEmpty)
    let all = try Shell.run("(head -20 in.jsonl; echo no record) | inspect --id q", in: folder.url)
    #expect(all.status == 65)
  }

  @Test func theLastOfMany() throws {
    let result = try Shell.run("inspect --tail 3 --fields id in.jsonl", in: folder.url)
    let heads = result.text.split(separator: "\n").filter { $0.hasPrefix("── ") }
    #expect(heads.map { $0.split(separator: " ")[1] } == ["p-397", "p-398", "p-399"])
  }
}
