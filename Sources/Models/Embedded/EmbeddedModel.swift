import Checkpoints
import Engine
import Records
import Streams

/// A model directory, computed on this machine's processors.
///
/// What is answered depends on the request alone: neither on the requests that are worked on at the
/// same time, nor on `slots` and `threads`.
package final class EmbeddedModel: LanguageModel {
  package let name: String
  package let revision: String?
  /// How the rows were made that trained it, nil if it came without.
  package let history: JSON?

  private let prompts: PromptTokens
  private var tokenizer: any Tokenizer { prompts.tokenizer }
  private let endTokens: [Int32]
  private let context: Int
  private let decoder: BatchDecoder
  private let scorer: Scorer
  /// The completions that are being drawn, by slot.
  private var drafts: [Int: Draft] = [:]
  /// The questions that wait to be scored together.
  private var questions = ScoringBatch()

  /// Prepares a model for requests.
  /// - Parameters:
  ///   - slots: how many completions are drawn at the same time.
  ///   - threads: how many work.
  package init(_ directory: ModelDirectory, name: String, slots: Int = 128, threads: Int) {
    self.name = name
    revision = directory.revision
    history = directory.history
    prompts = directory.prompts
    endTokens = directory.configuration.endTokens
    context = directory.configuration.architecture.context
    let transformer = Transformer(directory.parameters)
    let workers = Workers(threads: threads)
    decoder = BatchDecoder(transformer, slots: slots, workers: workers)
    scorer = Scorer(transformer, workers: workers)
  }

  package func preview(of request: ModelRequest) throws -> String {
    let text =
      switch request.prompt {
      case .text(let text): text
      case .messages(let messages): try prompts.text(of: messages)
      }
    return "\(name) \(JSON.object(request.members.filter { $0.key != "prompt" }).text)\n\(text)"
  }

  // MARK: - Serving

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    var ended = false
    while !ended || !drafts.isEmpty || !questions.isEmpty {
      while !ended, decoder.free > 0, !questions.isFull {
        let request = try next(drafts.isEmpty && questions.isEmpty)
        if case .end = request { ended = true }
        guard case .request(let request, let ticket) = request else { break }
        if let reason = accept(request, ticket: ticket) {
          try deliver(ticket, .failed(reason))
        }
      }
      for (ticket, reply) in try questions.answer(with: scorer) {
        try Self.check(reply)
        try deliver(ticket, reply)
      }
      for token in drafts.isEmpty ? [] : decoder.step() {
        try take(token, deliver: deliver)
      }
    }
  }

  /// Begins to work on a request.
  /// - Returns: why it cannot be answered, nil if it can.
  private func accept(_ request: ModelRequest, ticket: Int) -> String? {
    do {
      switch request {
      case .complete(let prompt, let settings, let seed):
        try begin(tokens(of: prompt), settings, seed: seed, ticket: ticket)
      case .score(let prompt, let completion, let ended):
        try score(tokens(of: prompt), completion, ended: ended, ticket: ticket)
      case .probabilities(let prompt, let words):
        try weigh(tokens(of: prompt), words, ticket: ticket)
      }
      return nil
    } catch {
      return error.reason
    }
  }

  /// The tokens of a prompt, one at least.
  private func tokens(of prompt: Prompt) throws(Impossible) -> [Int32] {
    let tokens: [Int32]
    do {
      tokens = try prompts.tokens(of: prompt)
    } catch {
      throw Impossible("\(error)")
    }
    guard !tokens.isEmpty else { throw Impossible("the prompt is empty") }
    return tokens
  }

  private func tokens(of text: String) throws(Impossible) -> [Int32] {
    do {
      return try tokenizer.encode(text)
    } catch {
      throw Impossible("\(error)")
    }
  }

  private func checkLength(_ count: Int, _ what: String) throws(Impossible) {
    guard count <= context else {
      throw Impossible("\(what) has \(count) tokens, the model's context is \(context)")
    }
  }

  // MARK: - Completions

  private func begin(
    _ prompt: [Int32], _ settings: SamplingSettings, seed: UInt64, ticket: Int
  ) throws(Impossible) {
    try checkLength(prompt.count + 1, "the prompt with one more token")
    guard settings.maxTokens > 0 else { throw Impossible("a completion of 0 tokens is asked for") }
    guard !settings.stop.contains("") else { throw Impossible("a stop text is empty") }
    let decoding = DecodingSettings(
      temperature: settings.temperature, topK: settings.topK, topP: settings.topP)
    do {
      let slot = try decoder.admit(prompt, decoding, key: seed)
      drafts[slot] = Draft(
        ticket: ticket, promptTokens: prompt.count,
        limit: min(settings.maxTokens, context - prompt.count), stop: settings.stop,
        keepsLogprobs: settings.logprobs)
    } catch {
      throw Impossible("\(error)")
    }
  }

  /// Adds a token to its draft, and delivers the completion if it is the last.
  private func take(
    _ drawn: DecodedToken, deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    guard var draft = drafts.removeValue(forKey: drawn.slot) else { return }
    try Self.check(Double(drawn.logprob))
    let bytes = endTokens.contains(drawn.token) ? nil : tokenizer.bytes(of: drawn.token)
    guard let finish = draft.add(bytes, logprob: Double(drawn.logprob)) else {
      drafts[drawn.slot] = draft
      return
    }
    decoder.release(drawn.slot)
    try deliver(draft.ticket, .completion(draft.completion(finish, model: name)))
  }

  // MARK: - Scores

  /// Ends the work of a model whose numbers run over.
  private static func check(_ logprob: Double) throws(ModelError) {
    guard logprob.isFinite else { throw .damaged("the model's numbers are not finite") }
  }

  private static func check(_ reply: ModelReply) throws(ModelError) {
    switch reply {
    case .score(let score):
      for logprob in score.tokenLogprobs + score.promptLogprobs { try check(logprob) }
    case .probabilities(let values): for value in values { try check(value) }
    case .completion, .failed, .givenUp: break
    }
  }

  private func score(
    _ prompt: [Int32], _ completion: String, ended: Bool, ticket: Int
  ) throws(Impossible) {
    let tokens = try tokens(of: completion) + (ended ? endTokens.prefix(1) : [])
    guard !tokens.isEmpty else { throw Impossible("the completion has no tokens to score") }
    try checkLength(prompt.count + tokens.count, "the prompt with its completion")
    questions.append(
      .init(ticket: ticket, promptTokens: prompt.count, isScore: true), [prompt + tokens])
  }

  /// The probability of a word is that of its whole sequence of tokens.
  private func weigh(_ prompt: [Int32], _ words: [String], ticket: Int) throws(Impossible) {
    var sequences: [[Int32]] = []
    for word in words {
      let tokens = try tokens(of: word)
      guard !tokens.isEmpty else { throw Impossible("a word is empty") }
      try checkLength(prompt.count + tokens.count, "the prompt with \"\(word)\"")
      sequences.append(prompt + tokens)
    }
    questions.append(
      .init(ticket: ticket, promptTokens: prompt.count, isScore: false), sequences)
  }
}

/// Why one request cannot be answered.
private struct Impossible: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
