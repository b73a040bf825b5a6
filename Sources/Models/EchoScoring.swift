import Records

/// How a server scores a given text: it echoes the text with the log-probability of every token.
///
/// Many servers accept the request and do not do it, so one is asked first to score a text that is
/// known. Nothing is computed with an answer that does not cover the whole text.
struct EchoScoring: Equatable, Sendable {
  /// How many Unicode scalars the server puts before the text, for a token that begins it.
  var surplus: Int

  /// The text that a server is tried with.
  static let knownText = "The sea is blue, and 1 + 1 = 2."

  /// The call that scores a text.
  ///
  /// It draws one token too, which is ignored: of the servers that score, some refuse to draw none,
  /// and some take 0 for «as many as fit».
  static func call(_ text: String, model: String) -> ServerCall {
    ServerCall(
      path: "/completions",
      body: [
        "model": .string(model), "prompt": .string(text), "max_tokens": 1, "temperature": 0.0,
        "echo": true, "logprobs": 1,
      ])
  }

  /// Judges the answer to the known text.
  init(probing answer: JSON) throws(ModelError) {
    let refusal = "the server cannot score a given text: "
    guard let echo = Echo(answer) else {
      throw .unsupported(refusal + "its answer has no log-probabilities of the prompt")
    }
    let count = echo.promptTokens
    let isWhole =
      count >= 2 && echo.logprobs.count >= count && echo.logprobs.count <= count + 1
      && echo.logprobs.first == .some(nil)
      && echo.logprobs[1..<count].allSatisfy { ($0 ?? .infinity) <= 1e-3 }
    guard isWhole else {
      let known = echo.logprobs.count { $0 != nil }
      throw .unsupported(
        refusal + "it gave \(known) log-probabilities for a prompt of \(count) tokens")
    }
    let joined = echo.tokens.prefix(count).joined()
    let surplus = joined.unicodeScalars.count - Self.knownText.unicodeScalars.count
    let begin = echo.tokens[0].unicodeScalars.count
    guard joined.hasSuffix(Self.knownText), surplus == 0 || surplus == begin else {
      throw .unsupported(refusal + "its tokens, joined, are not the text that was sent")
    }
    self.surplus = surplus
  }

  /// Reads the score of a completion after its prompt; a token that straddles the boundary counts to
  /// the completion.
  func score(_ answer: JSON, prompt: String, completion: String) -> ModelReply {
    guard let echo = Echo(answer), echo.promptTokens <= echo.ends.count else {
      return .refused("the server gave no log-probabilities of the text")
    }
    let count = echo.promptTokens
    let boundary = surplus + prompt.unicodeScalars.count
    let end = boundary + completion.unicodeScalars.count
    guard count > 0, echo.ends[count - 1] == end else {
      return .refused("the tokens that the server gave do not add up to the text that was sent")
    }
    let inPrompt = echo.ends.prefix(count).prefix { $0 <= boundary }.count
    let completionTokens = completion.isEmpty ? count..<count : inPrompt..<count
    var score = Score(tokenLogprobs: [], promptLogprobs: [])
    for index in 0..<count {
      guard let logprob = echo.logprobs[index] else {
        if index == 0, !completionTokens.contains(0) { continue }
        return .refused("the server gave no log-probability of token \(index + 1) of the text")
      }
      if completionTokens.contains(index) {
        score.tokenLogprobs.append(logprob)
      } else if index > 0 {
        score.promptLogprobs.append(logprob)
      }
    }
    return .score(score)
  }
}

/// The tokens of an echoed text, and one more that was drawn.
private struct Echo {
  var tokens: [String]
  /// One a token; none is known of the first of all.
  var logprobs: [Double?]
  /// Where each token ends, in Unicode scalars from the start.
  var ends: [Int]
  /// How many of the tokens are the text's.
  var promptTokens: Int

  init?(_ answer: JSON) {
    let listed = answer["choices"]?[0]?["logprobs"]
    guard let tokens = listed?["tokens"]?.array?.compactMap(\.string),
      let logprobs = listed?["token_logprobs"]?.array, tokens.count == logprobs.count,
      !tokens.isEmpty, let promptTokens = answer["usage"]?["prompt_tokens"]?.integer
    else { return nil }
    let lengths = tokens.map(\.unicodeScalars.count)
    var starts: [Int] = []
    if let offsets = listed?["text_offset"]?.array?.compactMap(\.integer) {
      guard offsets.count == tokens.count else { return nil }
      starts = offsets
    } else {
      var start = 0
      for length in lengths {
        starts.append(start)
        start += length
      }
    }
    self.tokens = tokens
    self.logprobs = logprobs.map(\.double)
    self.promptTokens = promptTokens
    ends = starts.dropFirst() + [starts[starts.count - 1] + lengths[lengths.count - 1]]
  }
}
