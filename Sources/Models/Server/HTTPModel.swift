import Checkpoints
import Records
import Streams

/// A model behind one or several OpenAI-compatible servers such as vLLM or llama.cpp.
///
/// One thread drives an event loop: it pulls requests as long as there is room, and hands in
/// replies as they come. A request that the server rejects, or always fails at, has failed; a server
/// that is wrong, or fails at other requests too, ends the work with `ModelError`.
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
  /// What a person is to be told.
  private var notices = Notices()

  /// A request that is in flight or waits to be sent again.
  private struct Question {
    var request: ModelRequest
    var call: ServerCall
    /// How it was written, and what of that is a trial that an answer has to confirm.
    var dialect: ServerDialect
    var trials: [String] = []
    /// What was read of the answer.
    var reply: ModelReply?
    /// Whether the answer says why it ended.
    var saysWhyItEnded = true
  }

  /// Finds the server and what it can, and the model's name unless it is given.
  /// - Throws: `ModelError.unavailable` without a server, `.unsupported` if the model must be named.
  package init(_ settings: ServerSettings) throws(ModelError) {
    let client = try ServerClient(settings)
    self.client = client
    let isKnown = settings.probes || settings.identifies
    dialect = ServerDialect(sendsDefaults: !isKnown, body: settings.body)
    if let servedModel = settings.servedModel {
      name = servedModel
      // Whoever names the model may need no server: a journal may hold all answers.
      if isKnown { try? probe(triesAll: settings.probes) }
    } else {
      let listed = try client.ask([Self.listCall]).first
      name = try Self.onlyModel(listed, url: client.url)
      if isKnown { try probe(listed, triesAll: settings.probes) }
    }
    if !settings.asksLogprobs { dialect.omitted.insert(.logprobs) }
  }

  private static let listCall = ServerCall(path: "/models", body: .null)

  /// Finds out what the server is and can.
  private func probe(
    _ listed: ServerReading? = nil, triesAll: Bool
  ) throws(ModelError) {
    var reading = listed
    if reading == nil {
      reading = try client.ask([Self.listCall], attempts: Self.trialAttempts).first
    }
    var kind = ServerKind.unknown
    if case .success(let models)? = reading { kind = ServerKind(models: models) }
    dialect.kind = kind
    guard triesAll else { return }
    var probe = ServerProbe(model: name, dialect)
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
    case .rejected(let reason): throw .unsupported("\(url)/models: \(reason)")
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
          switch try call(for: request, dialect) {
          case .failure(let impossible): try deliver(ticket, .failed(impossible.reason))
          case .success(let call):
            questions[ticket] = Question(request: request, call: call, dialect: dialect)
            admit(ticket, questions)
          }
        }
      }
      if client.isEmpty, isEnding { return }
      let over = client.advance(
        bell: bell, call: { questions[$0]?.call ?? ServerCall(path: "", body: .null) },
        judge: { ticket, reading in judge(reading, of: &questions[ticket]) })
      for ended in over {
        guard var question = questions[ended.ticket] else { continue }
        if case .rejected(let reason) = ended.reading, try adapt(&question, to: reason, ended.url) {
          questions[ended.ticket] = question
          admit(ended.ticket, questions)
          continue
        }
        questions[ended.ticket] = nil
        let reply = try reply(to: question, ended)
        if reply.failure == nil { confirm(question) }
        try deliver(ended.ticket, reply)
      }
    }
  }

  private func admit(_ ticket: Int, _ questions: [Int: Question]) {
    guard let question = questions[ticket] else { return }
    client.admit(ticket, tokens: question.request.mostTokens)
    client.send { questions[$0]?.call ?? question.call }
  }

  package func takeNotices() -> [String] { notices.take() }

  package func preview(of request: ModelRequest) throws -> String {
    switch try call(for: request, dialect) {
    case .failure(let impossible): return "not sent: \(impossible.reason)"
    case .success(let call):
      return "POST \(client.addresses[0].url(of: call.path))\n\(call.body.text)"
    }
  }

  private struct Impossible: Error {
    var reason: String
  }

  /// What a request asks the server, or why it cannot be sent.
  private func call(
    for request: ModelRequest, _ dialect: ServerDialect
  ) throws(ModelError) -> Result<ServerCall, Impossible> {
    switch request {
    case .complete(let prompt, let sampling, let seed):
      guard let seed = Int64(exactly: seed) else {
        return .failure(Impossible(reason: "the seed \(seed) is larger than servers take"))
      }
      if sampling.logprobs, !dialect.sends(.logprobs) {
        throw .unsupported("\(client.url) gives no log-probabilities: leave out --logprobs")
      }
      if found?.prefill == false, prompt.endsInsideAnAnswer {
        return .failure(Impossible(reason: "the server cannot go on with an answer that was begun"))
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

  /// Reads an answer, which may be none after all.
  private func judge(_ reading: ServerReading, of question: inout Question?) -> ServerReading {
    guard case .success(let value) = reading, let request = question?.request else {
      return reading
    }
    switch request {
    case .complete(_, let sampling, _):
      switch CompletionReader.completion(value, sampling, name: name) {
      case .success(let completion):
        question?.reply = .completion(completion)
        question?.saysWhyItEnded = value["choices"]?[0]?["finish_reason"]?.string != nil
      case .failure(let missing): return missing.reading
      }
    case .score(let prompt, let completion, _):
      guard case .text(let text) = prompt, case .success(let scoring) = scoring else { break }
      question?.reply = scoring.score(value, prompt: text, completion: completion)
    case .probabilities: break
    }
    return reading
  }

  /// Writes a request otherwise that was rejected for something that can be left out or said in
  /// another way; what is left out for one request is left out for all once it was answered so.
  private func adapt(
    _ question: inout Question, to reason: String, _ url: String
  ) throws(ModelError) -> Bool {
    if case .score = question.request { return false }
    if case .complete(_, let sampling, _) = question.request, sampling.logprobs,
      reason.contains("logprob")
    {
      throw .unsupported("\(url) gives no log-probabilities: \(reason)")
    }
    // Another answer may have led to a change while this request was in flight.
    var changed = question.dialect
    changed.learn(dialect)
    if changed == question.dialect {
      guard let change = changed.adapt(to: reason, question.call) else { return false }
      question.trials.append(change)
    }
    question.dialect = changed
    guard case .success(let call) = try call(for: question.request, changed),
      call != question.call
    else { return false }
    question.call = call
    return true
  }

  /// Keeps what an answer has confirmed, and counts what a person should know of it.
  private func confirm(_ question: Question) {
    if !question.trials.isEmpty {
      dialect.learn(question.dialect)
      for trial in question.trials { notices.addOnce("the server rejects a request: \(trial)") }
    }
    guard case .completion(let completion)? = question.reply else { return }
    if let word = completion.finishReason, FinishWord.meaning(word) == nil {
      notices.count("unknown finish_reason \"\(word)\", taken for stop")
    }
    if !question.saysWhyItEnded { notices.count("no finish_reason, taken for stop") }
    if completion.text.isEmpty, completion.reasoning != nil {
      notices.count("no text after the reasoning")
    }
  }

  /// What a request is told.
  private func reply(
    to question: Question, _ ended: ServerClient.Ended
  ) throws(ModelError) -> ModelReply {
    switch ended.action {
    case .giveUp(let reason):
      if case .forbidden = ended.reading { return .failed(reason) }
      return .givenUp(reason)
    case .fail(let reason): throw failure(ended.url, reason)
    case .deliver, .retry, .suspect: break
    }
    switch ended.reading {
    case .success(let value):
      hasAnswered = true
      guard case .probabilities(_, let words) = question.request else {
        return question.reply ?? .failed("the server's answer cannot be read")
      }
      do {
        return try NextWords.probabilities(value, words: words)
      } catch {
        throw .unsupported("\(ended.url): \(error)")
      }
    case .misdirected(let reason): throw failure(ended.url, reason)
    default: return .failed(ended.reading.reason)
    }
  }

  /// The server as a whole fails: what is done is kept, if anything is.
  private func failure(_ url: String, _ reason: String) -> ModelError {
    let isIncomplete = reason.contains("answers 404") && !url.contains("/v1")
    let sentence = "\(url): \(reason)" + (isIncomplete ? " (does the address lack /v1?)" : "")
    return hasAnswered ? .stopped(sentence) : .unavailable(sentence)
  }
}
