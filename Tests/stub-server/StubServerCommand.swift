import ArgumentParser
import Glibc
import Records
import Streams
import Stubs
import Synchronization

/// A model server that is none, for tests and measurements; it is not installed.
@main
struct StubServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stub-server",
    abstract: "Answers like a model server, or fails as it is told to; on loopback only.",
    discussion: """
      Prints its base address as the first line, and at SIGTERM or SIGINT what it counted: \
      requests, those answered, those that came although they had been answered, different ones. \
      GET /v1/stub/counts tells the same.

      Example: stub-server --port 8000 --delay 50ms --faults 10% --fault huge:0.1%
      """, subcommands: [Serve.self, Batch.self], defaultSubcommand: Serve.self)
}

/// What the model is.
struct ToyOptions: ParsableArguments {
  @Option(help: "The model's name.") var name = "toy"
  @Option(help: "Whom the list of models says it belongs to, such as vllm.") var owner = "stub"
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "What it cannot: \(StubAbility.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "ability"))
  var without: [StubAbility] = []

  var model: ToyModel {
    ToyModel(
      name: name, owner: owner, abilities: Set(StubAbility.allCases).subtracting(without))
  }
}

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serves over HTTP.")

  @Option(help: "Where it listens; 0 takes a port that is free.") var port: UInt16 = 0
  @Option(
    help: ArgumentHelp(
      "How long an answer takes: 50ms, 20ms-80ms, or exponential:50ms.", valueName: "time"))
  var delay = StubDelay.fixed(0)
  @Option(help: "The share of requests that fail in a way that passes, all ways alike.")
  var faults = Share(value: 0)
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The share that fails in one way: \(StubFault.allCases.map(\.rawValue).joined(separator: ", "))"
        + ".", valueName: "fault:share"))
  var fault: [FaultShare] = []
  @Option(help: "Chooses which requests fail.") var seed: UInt64 = 1
  @OptionGroup var toy: ToyOptions

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let ways = StubFault.passing
    let alike = faults.value == 0 ? [] : ways.map { ($0, faults.value / Double(ways.count)) }
    let script = StubScript(
      model: toy.model, delay: delay, faults: alike + fault.map { ($0.fault, $0.share.value) },
      seed: seed)
    // Before the server's thread starts, so that it blocks the signals too.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let server = try StubServer(port: port, keepsRequests: false) { request, _ in
      script.react(request)
    }
    print(server.url)
    fflush(nil)
    var number: Int32 = 0
    sigwait(&signals, &number)
    print(script.counts.json.text)
  }
}

struct Batch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answers a batch file as a queue does, from standard input to standard output.")

  @Flag(help: "Give the lines in another order.") var shuffle = false
  @Option(help: "The share of lines that are given twice.") var duplicate = Share(value: 0)
  @Option(help: "The share of requests that fail.") var fail = Share(value: 0)
  @Option(help: "The share of requests that are never answered.") var expire = Share(value: 0)
  @Option(help: "Chooses which.") var seed: UInt64 = 1
  @OptionGroup var toy: ToyOptions

  func run() throws {
    var batch = StubBatch()
    batch.model = toy.model
    batch.shuffles = shuffle
    batch.duplicated = duplicate.value
    batch.failed = fail.value
    batch.expired = expire.value
    batch.seed = seed
    var lines: [String] = []
    while let line = readLine() { lines.append(line) }
    for line in try batch.answer(lines) { print(line) }
  }
}

/// A share such as 10% or 0.1.
struct Share: ExpressibleByArgument {
  var value: Double

  init(value: Double) { self.value = value }

  init?(argument: String) {
    let number =
      argument.hasSuffix("%") ? Double(argument.dropLast()).map { $0 / 100 } : Double(argument)
    guard let number, (0...1).contains(number) else { return nil }
    value = number
  }

  var defaultValueDescription: String { "\(value * 100)%" }
}

/// One fault with its share.
struct FaultShare: ExpressibleByArgument {
  var fault: StubFault
  var share: Share

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2, let fault = StubFault(rawValue: parts[0]),
      let share = Share(argument: parts[1])
    else { return nil }
    (self.fault, self.share) = (fault, share)
  }
}

extension StubAbility: ExpressibleByArgument {}

extension StubDelay: ExpressibleByArgument {
  public init?(argument: String) {
    let parts = argument.split(separator: ":").map(String.init)
    if parts.count == 2, parts[0] == "exponential", let mean = Self.seconds(parts[1]) {
      self = .exponential(mean)
      return
    }
    let ends = argument.split(separator: "-").compactMap { Self.seconds(String($0)) }
    switch ends.count {
    case 1: self = .fixed(ends[0])
    case 2 where ends[0] <= ends[1]: self = .uniform(ends[0]...ends[1])
    default: return nil
    }
  }

  private static func seconds(_ text: String) -> Double? {
    let number =
      text.hasSuffix("ms")
      ? Double(text.dropLast(2)).map { $0 / 1000 }
      : text.hasSuffix("s") ? Double(text.dropLast()) : nil
    guard let number, number >= 0 else { return nil }
    return number
  }

  public var defaultValueDescription: String {
    switch self {
    case .fixed(let seconds): "\(seconds)s"
    case .uniform(let range): "\(range.lowerBound)s-\(range.upperBound)s"
    case .exponential(let mean): "exponential:\(mean)s"
    }
  }
}
