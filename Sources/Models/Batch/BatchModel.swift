import Checkpoints
import Records
import Streams

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
  package static let missing = ModelReply.givenUp("no batch has answered it yet")

  private let results: BatchResults
  private let requests: BatchRequests?
  /// How often each request came: equal ones are told apart by a number.
  private var asked: [String: Int] = [:]
  private var missing = 0
  private var found = 0
  private let dialect: ServerDialect
  /// What rejected requests showed that the queue does not take.
  private var learned = ServerDialect()
  private var notices = Notices()

  /// Puts files in the place of a model.
  /// - Parameters:
  ///   - body: members that are merged into the body of every request.
  init(name: String, _ options: BatchOptions, body: JSON? = nil) throws {
    self.name = name
    dialect = ServerDialect(body: body)
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
      return .failed("the seed \(seed) is larger than servers take")
    }
    var form = dialect
    // A queue cannot be asked again without them at once, where they are rejected.
    if !settings.logprobs { form.omitted.insert(.logprobs) }
    while true {
      let call = CompletionFormat.call(prompt, settings, seed: seed, model: name, form)
      let id = name(of: call)
      switch try results.result(id, settings, name: name) {
      case .reply(let reply):
        found += 1
        return reply
      case .rejected(let reason):
        // One that was rejected for its form is written otherwise.
        if let change = form.adapt(to: reason, call) {
          notices.addOnce("the queue rejects a request: \(change)")
          learned.learn(form)
          continue
        }
        found += 1
        return .failed(reason)
      case nil:
        var known = form
        known.learn(learned)
        if known != form {
          form = known
          continue
        }
        missing += 1
        try requests?.add(id, call)
        return Self.missing
      }
    }
  }

  package func takeNotices() -> [String] { notices.take() }

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
