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

  /// A role stands where no further line of a message does, wrapped ones neither.
  @Test func noWrappedLineLooksLikeAMessage() throws {
    let words = String(repeating: "words ", count: 10) + "so assistant: yes, "
    let text = String(repeating: words, count: 20)
    try folder.write(
      #"{"id":"a","prompt":[{"role":"user","content":"\#(text)"}]}"# + "\n", to: "in.jsonl")
    for columns in 60..<90 {
      let result = try onTerminal("inspect --color never in.jsonl", columns: columns)
      let lines = result.text.split(whereSeparator: \.isNewline)
      #expect(lines.count { $0.hasPrefix("prompt     user: words") } == 1)
      #expect(!lines.contains { $0.hasPrefix("           assistant:") }, "\(columns) columns")
    }
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

  @Test func aloneOnATerminalItSaysWhatToDo() throws {
    let result = try onTerminal("inspect", "PAGER=\"head -2\"")
    #expect(result.status == 64)
    #expect(result.text.contains("there is no input"))
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

  /// On a terminal without a pager no more than ten are shown: what was not read is not missing.
  @Test func idsBeyondTheTenAreNotMissing() throws {
    let ids = (0..<12).map { "--id p-\($0)" }.joined(separator: " ")
    let result = try onTerminal("inspect --no-pager \(ids) in.jsonl")
    #expect(result.status == 0)
    #expect(result.text.contains("there are more records"))
    #expect(!result.text.contains("has the id"))
    let missing = try onTerminal("inspect --no-pager --id p-3 --id q in.jsonl")
    #expect(missing.status == 65)
  }

  // MARK: - Differences

  /// Makes two streams of 40,000 records, more than wait in memory, with 3 changed, 5 gone, 2 new.
  private func makeTwo() throws {
    let made = """
      seq 1 40000 | sed 's/.*/{"id":"r&","prompt":"&","meta":{"n":&}}/' > a.jsonl
      sed -e '1,2d;20000,20001d;40000d' -e '/"r\\(3\\|20002\\|39999\\)"/s/"n":/"n":-/' a.jsonl > b.jsonl
      echo '{"id":"new 1"}' >> b.jsonl; sed -i '1i {"id":"new 2"}' b.jsonl
      shuf --random-source=a.jsonl b.jsonl > c.jsonl; tac b.jsonl > d.jsonl
      """
    #expect(try Shell.run(made, in: folder.url).status == 0)
  }

  @Test(arguments: ["b", "c", "d"])
  func differencesDoNotDependOnTheOrder(stream: String) throws {
    try makeTwo()
    let result = try Shell.run("inspect --diff a.jsonl \(stream).jsonl", in: folder.url)
    #expect(result.status == 1, "\(result.stderr)")
    let lines = result.text.split(separator: "\n").map(String.init)
    let names = lines.filter { "-+~".contains($0.prefix(1)) }
      .map { $0.split(separator: "  ")[0] }
    #expect(
      Set(names) == [
        "~ r3", "~ r20002", "~ r39999", "- r1", "- r2", "- r20000", "- r20001", "- r40000",
        "+ new 1", "+ new 2",
      ])
    #expect(names.count == 10)
    #expect(
      lines.contains(
        "records    40000 → 39997  39992 the same  3 changed  5 removed  2 added"))
    // What went is told in its stream's order.
    #expect(
      names.filter { $0.hasPrefix("-") }.map { $0.dropFirst(3) } == [
        "1", "2", "20000", "20001", "40000",
      ])
  }

  @Test func aStreamInAnotherOrderIsTheSame() throws {
    try makeTwo()
    let result = try Shell.run("inspect --diff b.jsonl d.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains("39997 the same  0 changed  0 removed  0 added"))
  }

  /// Where much is missing in one stream, they meet again behind it.
  @Test func aLongGapIsPassedOver() throws {
    try makeTwo()
    let line = "tail -n 100 a.jsonl > end.jsonl; inspect --limit 1 --diff end.jsonl a.jsonl"
    let result = try Shell.run(line, in: folder.url)
    #expect(result.status == 1, "\(result.stderr)")
    #expect(result.text.contains("100 → 40000  100 the same  0 changed  0 removed  39900 added"))
  }

  /// What is done for a sample does not grow with how many there are that changed otherwise.
  @Test func aRecordOfManySamplesIsCompared() throws {
    for (name, isCorrect) in [("a", "true"), ("b", "false")] {
      let samples = (0..<20_000).map { #"{"index":\#($0),"x\#($0)":\#(isCorrect)}"# }
      try folder.write(
        #"{"id":"a","samples":[\#(samples.joined(separator: ","))]}"# + "\n", to: "\(name).jsonl")
    }
    let result = try Shell.run("inspect --diff a.jsonl b.jsonl", in: folder.url)
    #expect(result.status == 1, "\(result.stderr)")
    #expect(result.text.contains("sample     19999  ~x19999 true → false\n"))
  }

  @Test func samplesThatChangedAlikeAreOneLine() throws {
    let before =
      #"{"id":"a","samples":[{"index":0,"x":1},{"index":1},{"index":2},{"index":3,"x":4}]}"#
    let after =
      #"{"id":"a","samples":[{"index":0},{"index":1,"x":2},{"index":2,"x":3},{"index":3}]}"#
    try folder.write(before + "\n", to: "a.jsonl")
    try folder.write(after + "\n", to: "b.jsonl")
    let result = try Shell.run("inspect --diff a.jsonl b.jsonl", in: folder.url)
    #expect(result.text.contains("sample     0, 3  -x\nsample     1-2  +x\n"), "\(result.text)")
  }

  @Test func fieldsBeyondTheFirstThousandAreCounted() throws {
    let line = """
      (echo '{"id":"a","probs":{'; seq 1 1200 | sed 's/.*/"w&":0.5,/'; echo '"last":1}}') | tr -d '\\n' \
        | inspect --schema
      """
    let result = try Shell.run(line, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains("203 more values have names beyond the first 1000"))
    #expect(result.text.contains("record.probs.w998 "))
    #expect(!result.text.contains("record.probs.w999 "))
  }
}
