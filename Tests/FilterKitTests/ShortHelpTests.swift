import ArgumentParser
import Testing

@testable import FilterKit

@Suite struct ShortHelpTests {
  private enum Keep: String, ExpressibleByArgument, CaseIterable {
    case all
    case majority
  }

  private struct Toy: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "toy", abstract: "Does nothing.",
      discussion:
        "Much text.\n\nExample: problems reverse --count 10 | toy -n 2 --keep all --share 3 | cat")
    @Option(name: .shortAndLong, help: "How many samples go on.") var number = 1
    @Option(help: "Which samples stay.") var keep = Keep.all
    @Option(
      help: ArgumentHelp(
        "A share that has an explanation which is so long that no terminal has it on one line.",
        valueName: "share"))
    var leastShareOfAll: Double?
    @Option(help: "Not for everybody.") var rare: Int?
    @Argument var inputs: [String] = []
  }

  @Test func showsTheOptionsThatMostPeopleNeed() throws {
    let declaration = try CommandDeclaration(dump: Toy._dumpHelp())
    let help = ShortHelp(
      "toy", declaration, showing: ["--number", "--keep", "--least-share-of-all"])
    #expect(
      help.text == """
        Does nothing.

        Usage: toy [options] [inputs ...]

          -n, --number NUMBER   How many samples go on (default: 1)
          --keep KEEP           Which samples stay (all, majority; default: all)
          --least-share-of-all SHARE
                                A share that has an explanation which is so long that no
                                terminal has it on one line

        Example:
          problems reverse --count 10 | toy -n 2 --keep all --share 3 | cat

        toy --help shows all options, and what goes in and comes out.
        """)
  }
}
