import Records
import Streams

/// What a model is asked: plain text to continue, or a conversation to answer.
package enum Prompt: Hashable, Sendable {
  case text(String)
  case messages([Message])
}

/// One turn of a conversation.
package struct Message: Hashable, Sendable {
  /// `system`, `user`, `assistant` or `tool`.
  package var role: String
  /// What was said.
  package var content: String

  /// Makes a message.
  package init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// How completions are drawn.
package struct SamplingSettings: Equatable, Sendable {
  /// Divides the logits; 0 takes the likeliest token always.
  package var temperature = 1.0
  /// Draws from the smallest set of tokens whose probabilities reach this sum; 1 is all of them.
  package var topP = 1.0
  /// Draws from this many likeliest tokens; 0 is all of them.
  package var topK = 0
  /// The longest completion, in tokens.
  package var maxTokens = 512
  /// Texts that end a completion; they are not part of it.
  package var stop: [String] = []
  /// Whether the log-probability of every token is wanted, beside their sum.
  package var logprobs = false

  /// Makes settings that draw from the model's own distribution.
  package init() {}
}

/// One question to a model.
package enum ModelRequest: Equatable, Sendable {
  /// Draw one completion; equal seeds, below 2^63, give equal completions where the model can
  /// promise it.
  case complete(Prompt, SamplingSettings, seed: UInt64)
  /// How likely is this completion? `ended` counts the end token after it too.
  case score(Prompt, completion: String, ended: Bool)
  /// How likely is each word as the beginning of the completion?
  case probabilities(Prompt, words: [String])
}

extension ModelRequest {
  /// What the model is shown.
  var prompt: Prompt {
    switch self {
    case .complete(let prompt, _, _), .score(let prompt, _, _), .probabilities(let prompt, _):
      prompt
    }
  }
}

/// Why a completion ended.
package enum Finish: String, Sendable {
  case stop
  case length
  case filter
  case error

  /// Whether there is no answer because none was to be had.
  var isRefusal: Bool { self == .filter || self == .error }
}

/// One drawn completion.
package struct Completion: Equatable, Sendable {
  package var text: String
  package var finish: Finish
  /// The model as the server resolved it.
  package var model: String
  /// Lengths in tokens, nil where a server does not tell.
  package var promptTokens: Int?
  package var completionTokens: Int?
  /// The sum over the completion's tokens, and the end token if `finish` is stop, in nats, of the
  /// untempered distribution; nil where a server does not tell.
  package var logprob: Double?
  /// The same, token by token, if it was asked for.
  package var tokenLogprobs: [Double]?

  /// Makes a completion.
  package init(
    text: String, finish: Finish, model: String, promptTokens: Int? = nil,
    completionTokens: Int? = nil, logprob: Double? = nil, tokenLogprobs: [Double]? = nil
  ) {
    self.text = text
    self.finish = finish
    self.model = model
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.logprob = logprob
    self.tokenLogprobs = tokenLogprobs
  }
}

/// How likely a given completion is, in nats, of the untempered distribution.
package struct Score: Equatable, Sendable {
  /// One number a token of the completion, the end token included if it was asked for.
  package var tokenLogprobs: [Double]
  /// One number a token of the prompt after its first.
  package var promptLogprobs: [Double]

  /// Makes a score.
  package init(tokenLogprobs: [Double], promptLogprobs: [Double]) {
    self.tokenLogprobs = tokenLogprobs
    self.promptLogprobs = promptLogprobs
  }
}

/// What a model answers.
package enum ModelReply: Equatable, Sendable {
  case completion(Completion)
  case score(Score)
  /// One probability a word, in the order of the request.
  case probabilities([Double])
  /// This request cannot be answered, others may: the reason.
  case refused(String)
}

extension ModelReply {
  /// Why there is no answer, nil if there is one.
  var refusal: String? {
    switch self {
    case .refused(let reason): reason
    case .completion(let completion) where completion.finish.isRefusal:
      "finish \(completion.finish.rawValue)"
    case .completion, .score, .probabilities: nil
    }
  }
}

/// What a model is given when it asks for work.
package typealias NextRequest = Pull<ModelRequest>

/// A model that completes and scores text.
///
/// A model pulls its work: it calls `next` whenever it has room, so an engine keeps its batch full
/// and a server client keeps its connections busy, and it hands in replies in any order.
package protocol LanguageModel: AnyObject {
  /// The name that goes into the records.
  var name: String { get }
  /// What tells this model from another of its name, such as a hash of its weights.
  var revision: String? { get }
  /// Where the model is, if it is not on this machine: the base address of its server.
  var address: String? { get }
  /// Whether `score` can count the end token; a server that is given a text cannot say how likely
  /// its end is, and throws `unsupported` when it is asked.
  var scoresEnd: Bool { get }
  /// What was found out about it before the first request, for the history; nil if nothing was.
  var abilities: JSON? { get }

  /// Answers requests until there are no more.
  /// - Parameters:
  ///   - next: gives the next request; with `wait` it blocks until there is one or none will come.
  ///   - deliver: takes the reply to a ticket.
  /// - Throws: `ModelError` when the model as a whole fails, and whatever the closures throw.
  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws
}

extension LanguageModel {
  package var address: String? { nil }
  package var scoresEnd: Bool { true }
  package var abilities: JSON? { nil }
}

extension LanguageModel {
  /// Answers some requests, all of them held in memory.
  package func replies(to requests: [ModelRequest]) throws -> [ModelReply] {
    var replies = [ModelReply?](repeating: nil, count: requests.count)
    var issued = 0
    try serve(
      next: { _ in
        guard issued < requests.count else { return .end }
        defer { issued += 1 }
        return .request(requests[issued], ticket: issued)
      },
      deliver: { ticket, reply in replies[ticket] = reply })
    return replies.compactMap { $0 }
  }
}

/// Why a model as a whole cannot go on.
package enum ModelError: StatusError, Equatable, CustomStringConvertible {
  /// The server cannot be reached, or keeps failing.
  case unavailable(String)
  /// The directory is no model that can be loaded.
  case damaged(String)
  /// The model cannot do what is asked, whatever the request.
  case unsupported(String)
  /// The work stops, and what is done of it is kept: to run the same again goes on.
  case stopped(String)

  package var description: String {
    switch self {
    case .unavailable(let reason), .damaged(let reason), .unsupported(let reason),
      .stopped(let reason):
      reason
    }
  }

  package var status: ExitStatus {
    switch self {
    case .unavailable: .unavailable
    case .damaged: .badData
    case .unsupported: .usage
    case .stopped: .stoppedHalfway
    }
  }
}
