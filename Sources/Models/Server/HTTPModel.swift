import Checkpoints
import Records
import Streams

/// A model behind one or several OpenAI-compatible servers such as vLLM or llama.cpp.
///
/// One thread drives an event loop: it pulls requests as long as there is room, and hands in
/// replies as they come. A request that the server refuses is refused; a server that is wrong or
/// keeps failing ends the work with `ModelError`.
package final class HTTPModel: LanguageModel {
  package let name: String
  package var revision: String? { nil }
  package var address: String? { client.url }
  package var scoresEnd: Bool { false }
  package var abilities: JSON? { found?.json }
  /// What was found out about the server, if that was tried.
  package private(set) var found: ServerAbilities?

  private let client: ServerClient
  private var dialect: ServerDialect
  /// How the server scores, or why it cannot, once that is known.
  private var scoring: Result<EchoScoring, ModelError>?
  /// Whether the server has ever answered as it should.
  private var hasAnswered = false

  /// A request that is in flight or waits to be sent again.
  private struct Question {
    var request: ModelRequest
    var call: ServerCall
    /// What was read of the answer.
    var reply: ModelReply?
  }

  /// Finds the server and what it can, and the model's name unless it is given.
  /// - Throws: `ModelError.unavailable` without a server, `.unsupported` if the model must be named.
  package init(_ settings: ServerSettings) throws(ModelError) {
    let client = try ServerClient(settings)
    self.client = client
    dialect = ServerDialect()
    if let servedModel = settings.servedModel {
      name = servedModel
      // Whoever names the model may need no server: a journal may hold all answers.
      if settings.probes { try? probe() }
    } else {
      let listed = try client.ask([Self.listCall]).first
      name = try Self.onlyModel(listed, url: client.url)
      if settings.probes { try probe(listed) }
    }
    if !settings.asksLogprobs { dialect.asksLogprobs = false }
  }

  private static let listCall = ServerCall(path: "/models", body: .null)

  /// Finds out what the server is and can.
  private func probe(_ listed: ServerReading? = nil) throws(ModelError) {
    var reading = listed
    if reading == nil {
      reading = try client.ask([Self.listCall], attempts: Self.trialAttempts).first
    }
    var kind = ServerKind.unknown
    if case .success(let models)? = reading { kind = ServerKind(models: models) }
    dialect.kind = kind
    var probe = ServerProbe(model: name, kind: kind)
    let finding = try probe.run { calls throws(ModelError) in
      try client.ask(calls, attempts: Self.trialAttempts)
    }
    found = finding.abilities
    dialect = finding.dialect
    scoring = finding.scoring
  }

  /// How often a trial is sent: a server may fail at something that it does not know.
  private static let trialAttempts = 2

  private static func onlyModel(
    _ reading: ServerReading?, url: String
  ) throws(ModelError) -> String {
    switch reading {
    case .success(let models):
      let names = (models["data"]?.array ?? []).compactMap { $0["id"]?.string }
      if names.count == 1 { return names[0] }
      let found = names.isEmpty ? "names no model" : "has \(names.joined(separator: ", "))"
      throw .unsupported("\(url) \(found): say which with --served-model")
    case .refused(let reason): throw .unsupported("\(url)/models: \(reason)")
    default: throw .unavailable("\(url)/models: \(reading?.reason ?? "it gave no answer")")
    }
  }

  // MARK: - Serving

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    var questions: [Int: Question] = [:]
    var isEnding = false
    while true {
      var isStarved = false
      var bell: Doorbell?
      while !isEnding, !isStarved, client.hasRoom {
        switch try next(client.isEmpty) {
        case .end: isEnding = true
        case .notYet(let ring): (isStarved, bell) = (true, ring)
        case .request(let request, let ticket):
          switch try call(for: request) {
          case .failure(let refusal): try deliver(ticket, .refused(refusal.reason))
          case .success(let call):
            questions[ticket] = Question(request: request, call: call)
            client.admit(ticket, tokens: Self.mostTokens(request))
            client.send { questions[$0]?.call ?? call }
          }
        }
      }
      if client.isEmpty, isEnding { return }
      let over = client.advance(
        bell: bell, call: { questions[$0]?.call ?? ServerCall(path: "", body: .null) },
        judge: { ticket, reading in judge(reading, of: &questions[ticket]) })
      for ended in over {
        guard let question = questions[ended.ticket] else { continue }
        if case .refused(let reason) = ended.reading,
          let call = try adaptedCall(for: question, to: reason, ended.url)
        {
          questions[ended.ticket]?.call = call
          client.admit(ended.ticket, tokens: Self.mostTokens(question.request))
          continue
        }
        questions[ended.ticket] = nil
        try deliver(ended.ticket, try reply(to: question, ended))
      }
    }
  }

  private struct Refusal: Error {
    var reason: String
  }

  /// What a request asks the server, or why it cannot be sent.
  private func call(for request: ModelRequest) throws(ModelError) -> Result<ServerCall, Refusal> {
    switch request {
    case .complete(let prompt, let sampling, let seed):
      guard let seed = Int64(exactly: seed) else {
        return .failure(Refusal(reason: "the seed \(seed) is larger than servers take"))
      }
      if sampling.logprobs, !dialect.asksLogprobs {
        throw .unsupported("\(client.url) gives no log-probabilities: leave out --logprobs")
      }
      if found?.prefill == false, prompt.endsInsideAnAnswer {
        return .failure(Refusal(reason: "the server cannot go on with an answer that was begun"))
      }
      return .success(
        CompletionFormat.call(prompt, sampling, seed: seed, model: name, dialect))
    case .probabilities(let prompt, _):
      return .success(CompletionFormat.wordsCall(prompt, model: name, dialect))
    case .score(let prompt, let completion, let ended):
      let text = try scoredText(prompt, ended: ended) + completion
      return .success(EchoScoring.call(text, model: name, form: try scoringForm().form))
    }
  }

  /// What a request may cost: four bytes of a prompt are taken for a token.
  private static func mostTokens(_ request: ModelRequest) -> Int {
    func length(_ prompt: Prompt) -> Int {
      switch prompt {
      case .text(let text): text.utf8.count
      case .messages(let messages): messages.reduce(0) { $0 + $1.content.utf8.count + 16 }
      }
    }
    return switch request {
    case .complete(let prompt, let sampling, _): length(prompt) / 4 + sampling.maxTokens
    case .score(let prompt, let completion, _): (length(prompt) + completion.utf8.count) / 4 + 1
    case .probabilities(let prompt, _): length(prompt) / 4 + 1
    }
  }

  /// The text before a completion that is to be scored.
  private func scoredText(_ prompt: Prompt, ended: Bool) throws(ModelError) -> String {
    guard case .text(let text) = prompt else {
      throw .unsupported(
        "\(client.url) cannot score the answer in a conversation: leave out --chat, and write the"
          + " conversation as the model's text with --template")
    }
    guard !ended else {
      throw .unsupported("\(client.url) cannot score the end of a completion")
    }
    return text
  }

  /// How the server scores; it is tried now if it was not before, and nothing is in flight.
  private func scoringForm() throws(ModelError) -> EchoScoring {
    if scoring == nil {
      let url = client.url
      func asked(_ calls: [ServerCall]) throws(ModelError) -> [ServerReading] {
        try client.ask(calls)
      }
      guard case .success(let drawn) = try asked([EchoScoring.trialCall(model: name, dialect)])[0]
      else { throw .unsupported("\(url): the server cannot score a given text") }
      let readings = try asked(EchoScoring.calls(EchoScoring.trialText(drawn), name))
      scoring = try EchoScoring.find(readings[...], drawn: drawn, model: name, asked)
    }
    switch scoring {
    case .success(let scoring): return scoring
    case .failure(let error): throw .unsupported("\(client.url): \(error)")
    case nil: throw .unsupported("\(client.url): the server cannot score a given text")
    }
  }

  // MARK: - Answers

  /// Reads an answer; one that is none after all counts as broken.
  private func judge(_ reading: ServerReading, of question: inout Question?) -> ServerReading {
    guard case .success(let value) = reading, let request = question?.request else {
      return reading
    }
    switch request {
    case .complete(_, let sampling, _):
      do throws(CompletionFormat.Missing) {
        question?.reply = try CompletionFormat.completion(value, sampling, name: name)
      } catch {
        return .broken(reason: error.reason)
      }
    case .score(let prompt, let completion, _):
      guard case .text(let text) = prompt, case .success(let scoring) = scoring else { break }
      question?.reply = scoring.score(value, prompt: text, completion: completion)
    case .probabilities: break
    }
    return reading
  }

  /// The call without what a server refuses, if that was in it and can be left out.
  private func adaptedCall(
    for question: Question, to reason: String, _ url: String
  ) throws(ModelError) -> ServerCall? {
    guard case .complete(_, let sampling, _) = question.request else { return nil }
    if sampling.logprobs, reason.contains("logprob") {
      throw .unsupported("\(url) gives no log-probabilities: \(reason)")
    }
    dialect.adapt(to: reason)
    // Another answer may have led to the change while this request was in flight.
    guard case .success(let call) = try call(for: question.request), call != question.call else {
      return nil
    }
    return call
  }

  /// What a request is told.
  private func reply(
    to question: Question, _ ended: ServerClient.Ended
  ) throws(ModelError) -> ModelReply {
    switch ended.action {
    case .refuse(let reason): return .refused(reason)
    case .fail(let reason): throw failure("\(ended.url): \(reason)")
    case .deliver, .retry: break
    }
    switch ended.reading {
    case .success(let value):
      hasAnswered = true
      guard case .probabilities(_, let words) = question.request else {
        return question.reply ?? .refused("the server's answer cannot be read")
      }
      do {
        return try CompletionFormat.probabilities(value, words: words)
      } catch {
        throw .unsupported("\(ended.url): \(error)")
      }
    case .misdirected(let reason): throw failure("\(ended.url): \(reason)")
    case .forbidden(let reason) where !hasAnswered:
      throw .unavailable("\(ended.url): \(reason)")
    default: return .refused(ended.reading.reason)
    }
  }

  /// The server as a whole fails: what is done is kept, if anything is.
  private func failure(_ reason: String) -> ModelError {
    hasAnswered ? .stopped(reason) : .unavailable(reason)
  }
}
