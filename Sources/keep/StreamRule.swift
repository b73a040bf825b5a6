import ArgumentParser
import Methods

/// What of a whole stream is kept by its values.
enum StreamRule: Equatable, Sendable {
  /// The best part of all values; what ties with the last one stays.
  case share(Double)
  /// So many.
  case count(Int)
  /// What is at least the mean.
  case aboveMean
  /// What is nearer to the best value than this.
  case within(Double)
  /// What belongs to the better of two heaps rather than to the other.
  case mixture
  /// So many, drawn without replacement with probabilities in proportion to the values.
  case draw(Int)
}

/// The options of a choice over the whole stream.
struct StreamRuleOptions: ParsableArguments {
  enum Level: String, ExpressibleByArgument, CaseIterable {
    case mean
  }

  enum Gate: String, ExpressibleByArgument, CaseIterable {
    case mixture
  }

  @Option(
    help: ArgumentHelp(
      "Keep this part with the largest values, ties included.", valueName: "share"),
    transform: Share.init(aboveZero:))
  var share: Share?

  @Option(help: ArgumentHelp("Keep so many with the largest values.", valueName: "n"))
  var count: Int?

  @Option(help: "Keep what is at least the mean of all values.")
  var above: Level?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep what is less than this below the largest value.", valueName: "distance"))
  var within: Double?

  @Option(help: "Keep what belongs to the higher of two normal distributions (EM) rather than not.")
  var gate: Gate?

  @Option(
    help: ArgumentHelp(
      "Draw so many, without replacement, with probabilities in proportion to the values.",
      valueName: "n"))
  var draw: Int?

  func validate() throws {
    guard count.map({ $0 > 0 }) ?? true, draw.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--count and --draw must be at least 1")
    }
    guard within.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw ValidationError("--within must be larger than 0")
    }
  }

  /// The rules that were given.
  var rules: [StreamRule] {
    [
      share.map { .share($0.value) }, count.map { .count($0) }, above.map { _ in .aboveMean },
      within.map { .within($0) }, gate.map { _ in .mixture }, draw.map { .draw($0) },
    ].compactMap { $0 }
  }
}
