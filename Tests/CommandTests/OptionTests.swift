import Foundation
import Testing

@testable import FilterKit

/// Every option of every command is used or refused: none is accepted and ignored.
///
/// The options come from the commands themselves (`--experimental-dump-help`); for each of them a
/// trial says with which line it makes a difference. An option without a trial fails the test.
@Suite struct OptionTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    for (name, text) in OptionTrial.files { try folder.write(text, to: name) }
  }

  /// What a line leaves behind.
  private struct Trace: Equatable {
    var status: Int32
    var output: [UInt8]
    var says: String
    var files: [String]
  }

  private func trace(_ line: String) throws -> Trace {
    let folder = try Folder(copying: folder.url)
    let result = try Shell.run(line, in: folder.url)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
    return Trace(
      status: result.status, output: Self.data(of: result.stdout),
      says: Glob.hidingSeconds(result.stderr), files: files.sorted())
  }

  /// A stream without its trailer, which holds the command line.
  private static func data(of output: [UInt8]) -> [UInt8] {
    guard let trailer = output.firstRange(of: Array("ADT1".utf8)) else { return output }
    return Array(output[..<trailer.lowerBound])
  }

  private func options(of command: String) throws -> [CommandDeclaration.Argument] {
    let dump = try Shell.run("\(command) --experimental-dump-help", in: folder.url)
    return try CommandDeclaration(dump: dump.text).arguments.filter { option in
      option.isShown && !option.names.isEmpty
        && option.names.allSatisfy { OptionTrial.testedElsewhere[$0] == nil }
    }
  }

  // MARK: - Trials

  @Test(arguments: OptionTrial.own.keys.sorted())
  func everyOptionHasATrial(_ command: String) throws {
    let trials = OptionTrial.own[command, default: []] + OptionTrial.shared
    for option in try options(of: command) {
      #expect(
        trials.contains { option.names.contains($0.option) },
        "\(command) \(option.names.joined(separator: ", "))")
    }
  }

  @Test(arguments: OptionTrial.own.flatMap { command, trials in trials.map { (command, $0) } })
  func itMakesADifference(_ command: String, _ trial: OptionTrial) throws {
    let (without, with) = (
      try trace("\(command) \(trial.without)"), try trace("\(command) \(trial.with)")
    )
    #expect(without != with, "\(command) ignores \(trial.option)")
    #expect(![64, 70].contains(with.status), "\(with.says)")
  }

  /// The options that all commands share, each with every command that has them.
  @Test(arguments: Contract.all)
  func sharedOptionsMakeADifference(_ contract: Contract) throws {
    let there = Set(try options(of: contract.command).flatMap(\.names))
    for (name, text) in contract.files { try folder.write(text, to: name) }
    try folder.write((0..<100).map { contract.line($0) + "\n" }.joined(), to: "good.jsonl")
    try folder.write(contract.line(0) + "\n[]\n", to: "bad.jsonl")
    let command = "\(contract.command) \(contract.arguments)"
    for trial in OptionTrial.shared where there.contains(trial.option) {
      // What a command prints for a person is its output; it has no summary to leave out.
      if contract.kind == .text, trial.option == "--quiet" { continue }
      let stdin = contract.stdin.isEmpty ? "" : " \(contract.stdin)"
      let without = try trace("\(command) \(trial.without)\(stdin)")
      let with = try trace("\(command) \(trial.with)\(stdin)")
      #expect(without != with, "\(contract.command) ignores \(trial.option)")
    }
  }

  // MARK: - Refusals

  /// What nothing would use is refused by name.
  @Test(arguments: OptionTrial.refused)
  func whatNothingUsesIsRefused(_ line: String, _ says: String) throws {
    let result = try Shell.run(line + " in.jsonl", in: folder.url)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stderr.contains(says), "\(result.stderr)")
  }
}
