import Foundation
import Testing

/// What every command keeps to, whatever it does.
struct ContractTests {
  // MARK: - Bad input

  @Test(arguments: Contract.all)
  func aBadLineEndsTheRun(_ contract: Contract) throws {
    let blank = contract.skipsBlankLines ? [] : [""]
    let bad = [#"{"id":"#, "{\"id\":\"\u{0}\u{1}\"}", "[1]", "7"] + blank + contract.badLines
    for line in bad {
      let bench = try Bench(contract)
      try bench.folder.write("\(contract.line(0))\n\(line)\n\(contract.line(1))\n", to: "in.jsonl")
      let result = try bench.run("--quiet")
      #expect(result.status == 65, "for \(line)")
      #expect(
        result.stderr.hasPrefix("\(contract.command): in.jsonl: line 2 (byte "), "for \(line)")
      #expect(!result.text.contains("p-1"), "for \(line)")
    }
  }

  @Test(arguments: Contract.all)
  func textThatIsNoUTF8EndsTheRun(_ contract: Contract) throws {
    let bench = try Bench(contract)
    try bench.folder.write(contract.line(0) + "\n", to: "good")
    let result = try bench.run(before: #"(cat good; printf '{"id":"\xff"}\n') > in.jsonl"#)
    #expect(result.status == 65)
    #expect(result.stderr.contains("line 2 (byte "))
  }

  @Test(arguments: Contract.all)
  func anIncompleteStreamEndsTheRun(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 20)
    let chain = try bench.makeChain()
    let start = try #require(chain.firstRange(of: Data("ADX1".utf8))).lowerBound + 28
    let trailer = try #require(chain.firstRange(of: Data("ADT1".utf8))).lowerBound - 8
    var damaged = chain
    damaged[try #require(chain.firstRange(of: Data("xxh64\":\"".utf8))).upperBound] ^= 1
    let inputs: [(bytes: Data, says: String)] = [
      (chain[..<(start + 20)], "cut off"), (chain[..<(chain.count - 1)], "cut off"),
      (chain[..<start], "stopped early"), (chain[..<trailer], "stopped early"),
      (damaged, "damaged"),
    ]
    for (bytes, says) in inputs where contract.readsIncomplete.contains(says) == false {
      try bytes.write(to: bench.folder.url.appending(path: "in.zst"))
      let result = try bench.run("--quiet", input: "in.zst")
      #expect(result.status == 65, "\(says)")
      #expect(result.stderr.contains(says))
    }
  }

  @Test(arguments: Contract.all)
  func nothingAtAllIsNoStream(_ contract: Contract) throws {
    let bench = try Bench(contract)
    #expect(try bench.run(before: ": |", input: contract.stdin).status == 65)
    let allowed = try bench.run(before: ": |", "--allow-empty", input: contract.stdin)
    try expectNoRecords(allowed, contract)
  }

  @Test(arguments: Contract.all)
  func aStreamOfNoRecordsIsOne(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 0)
    _ = try bench.makeChain()
    try expectNoRecords(try bench.run(input: "chain.zst"), contract)
  }

  private func expectNoRecords(_ result: Shell.Result, _ contract: Contract) throws {
    #expect(result.status == (contract.needsRecords ? 65 : 0), "\(result.stderr)")
    guard contract.kind != .text, !contract.needsRecords else { return }
    let trailer = try #require(Chain.trailer(Data(result.stdout)))
    #expect((trailer["totals"] as? [String: Any])?["lines"] as? Int == 0)
  }

  @Test(arguments: Contract.writers)
  func rejectsHoldTheBadLines(_ contract: Contract) throws {
    let bench = try Bench(contract)
    try bench.folder.write("\(contract.line(0))\n{\"id\":\n\(contract.line(1))\n", to: "in.jsonl")
    let result = try bench.run("--rejects bad.zst --max-rejects 1")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("1 rejected"))
    let rejects = try Shell.run("zstd -dcq bad.zst", in: bench.folder.url)
    #expect(rejects.status == 0)
    let row = try JSONSerialization.jsonObject(with: Data(rejects.stdout)) as? [String: Any]
    #expect(row?["line"] as? Int == 2)
    #expect(row?["raw"] as? String == #"{"id":"#)
    for limit in ["--max-rejects 0", "--max-rejects 10%", ""] {
      #expect(try bench.run("--rejects bad.zst", limit).status == 65, "\(limit)")
    }
  }

  // MARK: - Arguments

  @Test(arguments: Contract.all)
  func wrongArguments(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 1)
    #expect(try bench.run(input: "nowhere.jsonl").status == 66)
    let result = try bench.run("--no-such-option")
    #expect(result.status == 64)
    #expect(result.text.isEmpty)
    #expect(result.stderr.hasPrefix("\(contract.command): "))
  }

  @Test(arguments: Contract.all)
  func helpAndVersion(_ contract: Contract) throws {
    let folder = try Folder()
    let help = try Shell.run("\(contract.command) --help", in: folder.url)
    #expect(help.status == 0)
    #expect(help.stderr.isEmpty)
    for word in ["Example:", "Memory:", "Randomness:", "USAGE: \(contract.command) "] {
      #expect(help.text.contains(word), "\(word)")
    }
    let version = try Shell.run("\(contract.command) --version", in: folder.url)
    #expect(version.status == 0)
    #expect(version.text.wholeMatch(of: #/\d+\.\d+\.\d+\n(engine: oneDNN \d+\..*\n)?/#) != nil)
  }

  @Test(arguments: Contract.writers)
  func quietSaysNothing(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 3)
    #expect(try bench.run("--quiet").stderr.isEmpty)
    let loud = try bench.run().stderr.split(separator: "\n")
    #expect(!loud.isEmpty)
    for line in loud { #expect(line.hasPrefix("\(contract.command): "), "\(line)") }
  }

  // MARK: - Output

  @Test(arguments: Contract.all)
  func outputThatCannotBeWritten(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 3)
    #expect(try bench.run("> /dev/full").status == 74)
  }

  @Test(arguments: Contract.all)
  func aClosedOutputIsNoFailure(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 3000)
    let result = try bench.run(contract.kind == .text ? "" : "--plain", "| head -c 1")
    #expect(result.status == 0, "\(result.stderr)")
  }

  @Test(arguments: Contract.writers)
  func aFailedRunLeavesNoFile(_ contract: Contract) throws {
    let bench = try Bench(contract)
    try bench.folder.write("\(contract.line(0))\n{\"id\":\n", to: "in.jsonl")
    let before = try bench.folder.names
    #expect(try bench.run("--output out.zst").status == 65)
    #expect(try bench.folder.names == before)
  }

  @Test(arguments: Contract.writers)
  func aFailedRunHasNoTrailer(_ contract: Contract) throws {
    let bench = try Bench(contract)
    try bench.folder.write("\(contract.line(0))\n{\"id\":\n", to: "in.jsonl")
    let result = try bench.run()
    #expect(result.status == 65)
    #expect(Data(result.stdout).firstRange(of: Data("ADX1".utf8)) != nil)
    #expect(Chain.trailer(Data(result.stdout)) == nil)
  }

  @Test(arguments: Contract.writers)
  func theTrailerTellsWhatWasDone(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 3)
    #expect(try bench.run("--output out.zst").status == 0)
    let bytes = try Data(contentsOf: bench.folder.url.appending(path: "out.zst"))
    let trailer = try #require(Chain.trailer(bytes))
    let last = try #require((trailer["history"] as? [[String: Any]])?.last)
    #expect(last["filter"] as? String == contract.command)
    let ledger = try #require(trailer["ledger"] as? [String: [String: Any]])
    let records = try #require(ledger["records"])
    let samples = try #require(ledger["samples"])
    #expect(
      Chain.sum(records, "read") == Chain.sum(records, "passed", "dropped", "rejected"))
    #expect(
      Chain.sum(samples, "read", "added") == Chain.sum(samples, "written", "dropped", "rejected"))
  }

  // MARK: - Records

  @Test(arguments: Contract.maps)
  func unknownFieldsStayAsTheyAre(_ contract: Contract) throws {
    let bench = try Bench(contract)
    let field =
      #""unknown" : {"a":9007199254740993, "b":1e400,"c":-0,"d":"\u00e9\/","a":0.10,"e":[ ]}"#
    let lines = (0..<5).map { "\(contract.line($0).dropLast()),\(field)}\n" }
    try bench.folder.write(lines.joined(), to: "in.jsonl")
    let result = try bench.run("--plain")
    #expect(result.status == 0, "\(result.stderr)")
    let output = result.text.split(separator: "\n")
    #expect(!output.isEmpty)
    for line in output { #expect(line.contains(field)) }
  }

  @Test(arguments: Contract.all)
  func threadsChangeNothing(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 2000)
    let plain = contract.kind == .text ? "" : "--plain"
    let one = try bench.run(plain, "--threads 1")
    let eight = try bench.run(plain, "--threads 8")
    #expect(one.status == 0, "\(one.stderr)")
    #expect(!one.stdout.isEmpty)
    #expect(one.stdout == eight.stdout)
  }

  @Test(arguments: Contract.maps)
  func shardsChangeNothing(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 100)
    let whole = try bench.run("--plain")
    let shards = try bench.run(
      before: "split -n l/8 in.jsonl shard.; for shard in shard.*; do", "--plain",
      input: "$shard", after: "; done")
    #expect(shards.status == 0, "\(shards.stderr)")
    #expect(!whole.stdout.isEmpty)
    #expect(whole.stdout == shards.stdout)
  }

  @Test(arguments: Contract.maps)
  func concatenatedStreamsAreOne(_ contract: Contract) throws {
    let bench = try Bench(contract, records: 10)
    _ = try bench.makeChain()
    let twice = try bench.run(
      before: "cat chain.zst chain.zst |", "--plain", input: contract.stdin)
    let once = try bench.run("--plain")
    #expect(twice.text == once.text + once.text)
  }
}

/// A folder in which a command runs.
struct Bench {
  let contract: Contract
  let folder: Folder

  /// Makes a folder with the files that the command needs, and an input of so many records.
  init(_ contract: Contract, records: Int? = nil) throws {
    self.contract = contract
    folder = try Folder()
    for (name, text) in contract.files { try folder.write(text, to: name) }
    if let records {
      try folder.write((0..<records).map { contract.line($0) + "\n" }.joined(), to: "in.jsonl")
    }
  }

  /// Runs the command.
  func run(
    before: String = "", _ options: String..., input: String = "in.jsonl", after: String = ""
  ) throws -> Shell.Result {
    let words = [
      before.isEmpty || before.hasSuffix("|") || before.hasSuffix("do")
        ? before : before + ";", contract.command, contract.arguments, input,
    ]
    return try Shell.run((words + options + [after]).joined(separator: " "), in: folder.url)
  }

  /// Makes `chain.zst` of the input.
  func makeChain() throws -> Data {
    let allow = "--allow-empty --quiet"
    let result = try Shell.run(
      "holdout --share 0 --held none.zst in.jsonl --output chain.zst \(allow)", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    return try Data(contentsOf: folder.url.appending(path: "chain.zst"))
  }
}

/// What stands at the end of a chain.
enum Chain {
  /// The last trailer's JSON, nil if there is none.
  static func trailer(_ bytes: Data) -> [String: Any]? {
    guard let tag = bytes.range(of: Data("ADT1".utf8), options: .backwards) else { return nil }
    let json = try? JSONSerialization.jsonObject(with: bytes[tag.upperBound...])
    return json as? [String: Any]
  }

  /// The sum of some counts; reasons are summed too.
  static func sum(_ counts: [String: Any], _ keys: String...) -> Int {
    keys.reduce(0) { sum, key in
      let reasons = counts[key] as? [String: Int] ?? [:]
      return sum + (counts[key] as? Int ?? reasons.values.reduce(0, +))
    }
  }
}
