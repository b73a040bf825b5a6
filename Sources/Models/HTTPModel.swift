import Randomness
import Records
import Streams

/// Where a server is and how it is to be treated.
package struct ServerSettings: Sendable {
  /// Such as `http://host:8000/v1`.
  package var url: String
  /// The model to ask; nil is the only one that the server has.
  package var servedModel: String?
  /// Sent as a bearer token; it enters no message and no record.
  package var key: String?
  package var retry = RetryPolicy()
  /// Seconds until a connection must stand.
  package var connectTimeout = 10.0
  /// Seconds until one answer must be complete.
  package var timeout = 600.0
  /// Chooses the pauses between attempts, nothing that is recorded; processes that share a server
  /// should differ in it.
  package var jitter: UInt64 = 0

  /// Makes the settings for a server that needs no key.
  package init(url: String) {
    self.url = url
  }
}

/// A model behind an OpenAI-compatible server such as vLLM or llama.cpp.
///
/// One thread drives an event loop: it pulls requests as long as fewer than `concurrency` are held,
/// and hands in replies as they come. A request that the server refuses is refused; a server that
/// is wrong or keeps failing ends the work with `ModelError`.
package final class HTTPModel: LanguageModel {
  package let name: String
  package var revision: String? { nil }
  package var address: String? { url }
  package var scoresEnd: Bool { false }

  private let settings: ServerSettings
  private let url: String
  private let transferSettings: Transfers.Settings
  private var generator: CounterGenerator
  /// How the server scores, once that is known.
  private var scoring: EchoScoring?
  /// Whether completions are asked for with log-probabilities; some servers refuse that.
  private var asksLogprobs = true
  /// Whether the server has ever answered as it should.
  private var hasAnswered = false

  /// A request that is in flight or waits to be sent again.
  private struct Held {
    var request: ModelRequest
    /// Whether log-probabilities were asked for when it was last sent.
    var askedLogprobs: Bool
  }

  /// Finds the server, and the model's name unless it is given.
  /// - Throws: `ModelError.unavailable` without a server, `.unsupported` if the model must be named.
  package init(_ settings: ServerSettings) throws(ModelError) {
    let address = try ServerAddress(settings.url)
    var transferSettings = Transfers.Settings(
      connectTimeout: settings.connectTimeout, timeout: settings.timeout,
      connections: settings.retry.concurrency, isLocal: address.isLocal)
    if let key = settings.key, !key.isEmpty {
      guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw .unsupported("the server's key has characters that no key has")
      }
      transferSettings.headers = ["Authorization: Bearer \(key)"]
    }
    self.settings = settings
    self.transferSettings = transferSettings
    url = address.url
    generator = CounterGenerator(key: settings.jitter)
    if let servedModel = settings.servedModel {
      name = servedModel
    } else {
      let models = try Self.ask(
        address.url, "/models", nil, transferSettings, settings, using: &generator)
      name = try Self.onlyModel(models, url: address.url)
    }
  }

  private static func onlyModel(_ models: JSON, url: String) throws(ModelError) -> String {
    let names = (models["data"]?.array ?? []).compactMap { $0["id"]?.string }
    if names.count == 1 { return names[0] }
    let found = names.isEmpty ? "names no model" : "has \(names.joined(separator: ", "))"
    throw .unsupported("\(url) \(found): say which with --served-model")
  }

  /// Asks one thing and waits for the answer.
  private static func ask(
    _ url: String, _ path: String, _ body: [UInt8]?, _ transferSettings: Transfers.Settings,
    _ settings: ServerSettings, using generator: inout CounterGenerator
  ) throws(ModelError) -> JSON {
    let transfers = Transfers(transferSettings)
    var schedule = RequestSchedule(policy: settings.retry)
    schedule.admit(0)
    transfers.start(0, url: url + path, body: body)
    while true {
      let due = schedule.nextDue(at: Transfers.now()) ?? .infinity
      for ended in transfers.advance(waitingAtMost: due - Transfers.now()) {
        let answer = ended.result.read(secret: settings.key)
        switch schedule.finish(0, answer.outcome, at: Transfers.now(), using: &generator) {
        case .retry: continue
        case .refuse(let reason), .fail(let reason): throw .unavailable("\(url): \(reason)")
        case .deliver: break
        }
        switch answer {
        case .success(let value): return value
        case .refused(let reason): throw .unsupported("\(url)\(path): \(reason)")
        case .misdirected(let reason), .forbidden(let reason), .busy(let reason, _),
          .broken(let reason):
          throw .unavailable("\(url)\(path): \(reason)")
        }
      }
      if schedule.takeDue(at: Transfers.now()) != nil {
        transfers.start(0, url: url + path, body: body)
      }
    }
  }

  // MARK: - Serving

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    let transfers = Transfers(transferSettings)
    var schedule = RequestSchedule(policy: settings.retry)
    var held: [Int: Held] = [:]
    var isEnding = false
    while true {
      var isStarved = false
      while !isEnding, !isStarved, schedule.hasRoom(at: Transfers.now()) {
        switch try next(schedule.isEmpty) {
        case .end: isEnding = true
        case .notYet: isStarved = true
        case .request(let request, let ticket):
          if let reason = try start(request, ticket, transfers) {
            try deliver(ticket, .refused(reason))
          } else {
            schedule.admit(ticket)
            held[ticket] = Held(request: request, askedLogprobs: asksLogprobs)
          }
        }
      }
      if schedule.isEmpty, isEnding { return }
      let now = Transfers.now()
      // Nobody can wake this loop when a request turns up, so it looks again soon.
      let pause = isStarved ? 0.01 : 1
      for ended in transfers.advance(
        waitingAtMost: min(pause, (schedule.nextDue(at: now) ?? .infinity) - now))
      {
        guard let question = held[ended.ticket] else { continue }
        let answer = ended.result.read(secret: settings.key)
        if try dropsLogprobs(question, answer) {
          held[ended.ticket]?.askedLogprobs = false
          _ = try start(question.request, ended.ticket, transfers)
          continue
        }
        let action = schedule.finish(
          ended.ticket, answer.outcome, at: Transfers.now(), using: &generator)
        guard let reply = try reply(to: question.request, answer, action) else { continue }
        held[ended.ticket] = nil
        try deliver(ended.ticket, reply)
      }
      while let ticket = schedule.takeDue(at: Transfers.now()), let question = held[ticket] {
        held[ticket]?.askedLogprobs = asksLogprobs
        _ = try start(question.request, ticket, transfers)
      }
    }
  }

  /// Sends a request, or says why it cannot be sent.
  private func start(
    _ request: ModelRequest, _ ticket: Int, _ transfers: Transfers
  ) throws(ModelError) -> String? {
    let call: ServerCall
    switch request {
    case .complete(let prompt, let sampling, let seed):
      guard let seed = Int64(exactly: seed) else {
        return "the seed \(seed) is larger than servers take"
      }
      call = CompletionFormat.call(
        prompt, sampling, seed: seed, model: name, logprobs: asksLogprobs)
    case .probabilities(let prompt, _):
      call = CompletionFormat.wordsCall(prompt, model: name)
    case .score(let prompt, let completion, let ended):
      call = EchoScoring.call(
        try scoredText(prompt, ended: ended) + completion, model: name)
    }
    transfers.start(ticket, url: url + call.path, body: Array(call.body.text.utf8))
    return nil
  }

  /// The text before a completion that is to be scored, from a server that can score.
  private func scoredText(_ prompt: Prompt, ended: Bool) throws(ModelError) -> String {
    guard case .text(let text) = prompt else {
      throw .unsupported(
        "\(url) cannot score the answer in a conversation: leave out --chat, and write the"
          + " conversation as the model's text with --template")
    }
    guard !ended else {
      throw .unsupported("\(url) cannot score the end of a completion")
    }
    if scoring == nil {
      let drawn = try ask(EchoScoring.trialCall(model: name))
      let scored = try ask(EchoScoring.call(EchoScoring.trialText(drawn), model: name))
      do {
        scoring = try EchoScoring(probing: scored, drawn: drawn)
      } catch {
        throw .unsupported("\(url): \(error)")
      }
    }
    return text
  }

  /// Asks one thing apart from the requests in flight.
  private func ask(_ call: ServerCall) throws(ModelError) -> JSON {
    try Self.ask(
      url, call.path, Array(call.body.text.utf8), transferSettings, settings, using: &generator)
  }

  /// Whether log-probabilities are why a completion was refused; then it is asked for without.
  private func dropsLogprobs(
    _ question: Held, _ answer: ServerReading
  ) throws(ModelError) -> Bool {
    guard case .complete(_, let sampling, _) = question.request, question.askedLogprobs else {
      return false
    }
    switch answer {
    case .refused(let reason) where reason.contains("logprob"),
      .busy(let reason, _) where reason.contains("logprob"):
      if sampling.logprobs {
        throw .unsupported("\(url) gives no log-probabilities: \(reason)")
      }
      asksLogprobs = false
      return true
    default: return false
    }
  }

  /// What a request is told, nil if it will be sent again.
  private func reply(
    to request: ModelRequest, _ answer: ServerReading, _ action: RetryAction
  ) throws(ModelError) -> ModelReply? {
    switch action {
    case .retry: return nil
    case .refuse(let reason): return .refused(reason)
    case .fail(let reason): throw .unavailable("\(url): \(reason)")
    case .deliver: break
    }
    switch answer {
    case .misdirected(let reason): throw .unavailable("\(url): \(reason)")
    case .forbidden(let reason) where !hasAnswered: throw .unavailable("\(url): \(reason)")
    case .forbidden(let reason), .refused(let reason), .busy(let reason, _), .broken(let reason):
      return .refused(reason)
    case .success(let value):
      hasAnswered = true
      switch request {
      case .complete(_, let sampling, _):
        return CompletionFormat.completion(value, name: name, tokens: sampling.logprobs)
      case .probabilities(_, let words):
        do {
          return try CompletionFormat.probabilities(value, words: words)
        } catch {
          throw .unsupported("\(url): \(error)")
        }
      case .score(let prompt, let completion, _):
        guard case .text(let text) = prompt, let scoring else { return nil }
        return scoring.score(value, prompt: text, completion: completion)
      }
    }
  }
}
