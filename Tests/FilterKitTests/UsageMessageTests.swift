import ArgumentParser
import Testing

@testable import FilterKit

/// What is said about arguments that a command does not understand.
@Suite struct UsageMessageTests {
  private enum Keep: String, ExpressibleByArgument, CaseIterable {
    case all
    case majority
  }

  private struct Toy: ParsableCommand {
    static let configuration = CommandConfiguration(version: "1")
    @Option(name: .customShort("n", allowingJoined: true), help: "How many samples.")
    var count = 1
    @Option(help: "Divides the logits.") var temperature = 1.0
    @Option(help: "Which samples stay.") var keep = Keep.all
    @Option(help: "The least share.") var minShare: Double?
    @Option(help: "The least margin.") var minMargin: Double?
    @Option(help: "How it is found.", transform: { throw ValidationError("no way \"\($0)\"") })
    var extract: Int?
    @Flag var plain = false
    @Argument(help: "A stream.") var input: String
  }

  /// What is said about arguments; nil if they are understood.
  private func message(_ arguments: String...) throws -> String? {
    do {
      _ = try Toy.parseAsRoot(arguments)
      return nil
    } catch {
      let usage = UsageMessage(try CommandDeclaration(dump: Toy._dumpHelp()))
      return usage.message(Toy.message(for: error), for: arguments)
    }
  }

  // MARK: - Names

  @Test(arguments: [
    ("--n", "\"-n\""), ("--temp", "\"--temperature\""), ("--hlep", "\"--help\""),
    ("--verison", "\"--version\""), ("--mins-hare", "\"--min-share\""),
    ("--min", "\"--min-share\" or \"--min-margin\""),
    ("--keep-majority", "\"--keep majority\""), ("--Keep", "\"--keep\""),
  ])
  func aNameThatIsNotKnownStandsForTheNearest(typed: String, meant: String) throws {
    #expect(try message(typed, "in") == "unknown option \"\(typed)\"; did you mean \(meant)?")
  }

  @Test func aNameThatIsLikeNoneIsOnlyNamed() throws {
    #expect(try message("--frobnicate", "in") == "unknown option \"--frobnicate\"")
    #expect(try message("--keep-nothing", "in") == "unknown option \"--keep-nothing\"")
  }

  /// A misspelt name is told before what is missing, and a value is no name.
  @Test func aMisspeltNameComesFirst() throws {
    #expect(try message("--hlep") == "unknown option \"--hlep\"; did you mean \"--help\"?")
    #expect(try message("--min-share", "--hlep") == "--min-share needs a value: the least share")
    #expect(try message("--", "--hlep") == nil)
  }

  @Test func valuesMayJoinAShortName() throws {
    #expect(try message("-n4", "in") == nil)
    #expect(try message("-n", "4", "in") == nil)
  }

  // MARK: - Values

  @Test func aValueThatIsNotKnownNamesThoseThatAre() throws {
    #expect(
      try message("--keep", "some", "in") == "invalid --keep \"some\": use all or majority")
    #expect(
      try message("--keep", "majorty", "in")
        == "invalid --keep \"majorty\": use all or majority; did you mean \"majority\"?")
  }

  @Test func aValueWithoutAListSaysWhatItIs() throws {
    #expect(
      try message("--min-share", "much", "in") == "invalid --min-share \"much\": the least share")
  }

  @Test func theReasonOfATypeIsKept() throws {
    #expect(try message("--extract", "x", "in") == "invalid --extract \"x\": no way \"x\"")
  }

  @Test func missingAndExtraValuesAreNamed() throws {
    #expect(try message("in", "--min-share") == "--min-share needs a value: the least share")
    #expect(try message("in", "--keep") == "--keep needs a value: use all or majority")
    #expect(try message("in", "more") == "unexpected argument \"more\"")
    #expect(try message() == "<input> is missing")
    #expect(try message("--plain=yes", "in") == "--plain takes no value, but \"yes\" was given")
  }
}
