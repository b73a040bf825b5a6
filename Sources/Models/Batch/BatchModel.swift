import ArgumentParser
import Checkpoints
import Records
import Streams

/// Which files of a batch queue take the place of a model.
package struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask nobody: write the requests that have no answer yet in OpenAI's batch form.",
      valueName: "file"))
  package var emitBatch: String?

  @Option(
    help: ArgumentHelp(
      "Ask nobody: take the answers from what a batch queue wrote; may be repeated.",
      valueName: "file"))
  package var ingestBatch: [String] = []

  package init() {}

  /// Whether a batch queue is asked.
  package var isGiven: Bool { emitBatch != nil || !ingestBatch.isEmpty }
}

/// A batch queue in the place of a model: what it has answered is replied, what it has not is
/// written for it.
///
/// A request and its answer are joined by `custom_id`, a hash of the whole request: address of the
/// endpoint, model, prompt as rendered, settings and seed. So results belong to whoever asks the
/// same, in whatever file or order they come.
package final class BatchModel: LanguageModel {
  package let name: String
  package var revision: String? { nil }
  /// The reply to a request that no batch has answered.
  package static let missing = ModelReply.refused("no batch has answered it yet")

  private let results: BatchResults
  private let requests: BatchRequests?
  /// How often each request came: equal ones are told apart by a number.
  private var asked: [String: Int] = [:]
  private var missing = 0
  private var found = 0

  /// Puts files in the place of a model.
  init(name: String, _ options: BatchOptions) throws {
    self.name = name
    results = try BatchResults(options.ingestBatch)
    requests = try options.emitBatch.map { try BatchRequests(path: $0) }
  }

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    while true {
      switch try next(true) {
      case .end: return
      case .notYet: continue
      case .request(let request, let ticket): try deliver(ticket, try reply(to: request))
      }
    }
  }

  private func reply(to request: ModelRequest) throws -> ModelReply {
    guard case .complete(let prompt, let settings, let seed) = request else {
      throw ModelError.unsupported("a batch draws completions only")
    }
    guard let seed = Int64(exactly: seed) else {
      return .refused("the seed \(seed) is larger than servers take")
    }
    var dialect = ServerDialect()
    // A queue cannot be asked again without them at once, where they are refused.
    dialect.asksLogprobs = settings.logprobs
    let call = CompletionFormat.call(prompt, settings, seed: seed, model: name, dialect)
    let id = name(of: call)
    if let reply = try results.reply(id, settings, name: name) {
      found += 1
      return reply
    }
    missing += 1
    try requests?.add(id, call)
    return Self.missing
  }

  private func name(of call: ServerCall) -> String {
    let text = Array((call.path + call.body.text).utf8)
    let hash =
      ContentHash.digits(ContentHash.of(text)) + ContentHash.digits(ContentHash.of(text, seed: 1))
    let times = asked[hash, default: 0]
    asked[hash] = times + 1
    return times == 0 ? hash : "\(hash)-\(times)"
  }

  /// Puts the requests in their place, and says what there was.
  func close(_ say: (String) -> Void) throws {
    try requests?.finish()
    if let requests {
      say("\(requests.count) requests were written to \(requests.paths.joined(separator: ", "))")
    } else if missing > 0 {
      say("warning: \(missing) requests have no answer yet; --emit-batch writes them")
    }
    let strange = results.count - found
    if strange > 0, missing > 0 {
      say("warning: \(strange) results are of no use: they failed, or belong to other requests")
    }
    for path in results.cutOff { say("warning: \(path) ends within a line, which is left out") }
  }
}
