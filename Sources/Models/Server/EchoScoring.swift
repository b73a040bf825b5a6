import Checkpoints
import Records

/// How a server scores a given text: it gives the text back with the log-probability of every token.
///
/// Many servers accept the request and do not do it, or do it wrongly: llama-cpp-python 0.3 gives
/// of each token how likely it would be once more after itself. So a server first draws a
/// continuation of a known text, and is then asked to score both: it must cover the whole text, and
/// say of what it drew what it said when it drew it. Nothing is computed with other answers.
struct EchoScoring: Equatable, Sendable {
  /// How a server is asked.
  enum Form: Equatable, Sendable {
    /// By `echo`, and for so many drawn tokens, which are ignored.
    case echo(drawn: Int64)
    /// By vLLM's `prompt_logprobs`.
    case promptLogprobs

    /// What the history calls it.
    var name: String {
      switch self {
      case .echo: "echo"
      case .promptLogprobs: "prompt_logprobs"
      }
    }
  }

  var form: Form
  /// How many Unicode scalars the server puts before the text, for a token that begins it.
  var surplus: Int

  /// The text that a server is tried with; every language model goes on with it.
  static let knownText = "1, 2, 3, 4, 5, 6, 7,"

  /// How far, in nats, the mean of a drawn token's two log-probabilities may be apart: far more
  /// than the noise of half precision, far less than what other tokens' would be.
  private static let tolerance = 0.5

  /// The call that draws what goes on after the known text.
  static func trialCall(model: String, _ dialect: ServerDialect = ServerDialect()) -> ServerCall {
    var settings = SamplingSettings()
    settings.temperature = 0
    settings.maxTokens = 8
    return CompletionFormat.call(
      .text(knownText), settings, seed: 0, model: model, dialect)
  }

  /// The known text with what was drawn after it.
  static func trialText(_ drawn: JSON) -> String {
    knownText + (drawn["choices"]?[0]?["text"]?.string ?? "")
  }

  /// The call that scores a text.
  static func call(_ text: String, model: String, form: Form = .echo(drawn: 1)) -> ServerCall {
    let head: [JSON.Member] = [
      .init("model", .string(model)), .init("prompt", .string(text)), .init("temperature", 0.0),
    ]
    switch form {
    case .echo(let drawn):
      return ServerCall(
        path: "/completions",
        body: .object(
          head + [
            .init("max_tokens", .integer(drawn)), .init("echo", true), .init("logprobs", 1),
          ]))
    case .promptLogprobs:
      return ServerCall(
        path: "/completions",
        body: .object(head + [.init("max_tokens", 1), .init("prompt_logprobs", 0)]))
    }
  }

  // MARK: - Which form a server knows

  /// The calls that try the forms which no server takes for something else; 0 tokens are tried only
  /// where 1 is refused, since to some servers 0 is "as many as fit".
  static func calls(_ text: String, _ model: String) -> [ServerCall] {
    [.echo(drawn: 1), .promptLogprobs].map { call(text, model: model, form: $0) }
  }

  /// Judges the answers to `calls`, none if the server completes no texts.
  /// - Returns: the first form that stands the test, or why the first does not.
  static func find(
    _ readings: ArraySlice<ServerReading>, drawn: JSON, model: String,
    _ ask: ([ServerCall]) throws(ModelError) -> [ServerReading]
  ) throws(ModelError) -> Result<EchoScoring, ModelError> {
    guard let echoed = readings.first, let listed = readings.dropFirst().first else {
      return .failure(.unsupported("the server cannot score a given text: it completes none"))
    }
    var tries: [(Form, ServerReading)] = [(.echo(drawn: 1), echoed), (.promptLogprobs, listed)]
    if case .rejected = echoed {
      let none = call(trialText(drawn), model: model, form: .echo(drawn: 0))
      if let reading = try ask([none]).first { tries.append((.echo(drawn: 0), reading)) }
    }
    var failure: ModelError?
    for (form, reading) in tries {
      guard case .success(let answer) = reading else {
        failure = failure ?? .unsupported("the server cannot score a given text: \(reading.reason)")
        continue
      }
      do throws(ModelError) {
        return .success(try EchoScoring(probing: answer, drawn: drawn, form: form))
      } catch {
        failure = failure ?? error
      }
    }
    return .failure(failure ?? .unsupported("the server cannot score a given text"))
  }

  /// Judges the scores of the known text and what was drawn after it.
  init(
    probing answer: JSON, drawn: JSON, form: Form = .echo(drawn: 1)
  ) throws(ModelError) {
    let refusal = "the server cannot score a given text: "
    let text = Self.trialText(drawn)
    guard let echo = EchoedTokens(answer, of: text, form) else {
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
    let surplus = joined.unicodeScalars.count - text.unicodeScalars.count
    let begin = echo.tokens[0].unicodeScalars.count
    guard joined.hasSuffix(text), surplus == 0 || surplus == begin else {
      throw .unsupported(refusal + "its tokens, joined, are not the text that was sent")
    }
    self.form = form
    self.surplus = surplus
    guard let apart = apart(echo, drawn["choices"]?[0]?["logprobs"]) else {
      throw .unsupported(refusal + "its scores cannot be compared with what it draws")
    }
    guard apart <= Self.tolerance else {
      throw .unsupported(
        refusal + "what it draws and what it scores are \(Self.rounded(apart)) nats a token apart")
    }
  }

  /// The mean distance between the scores of drawn tokens and what was said of them when they were
  /// drawn; nil if no token is the same.
  private func apart(_ echo: EchoedTokens, _ drawn: JSON?) -> Double? {
    guard let tokens = drawn?["tokens"]?.array, let logprobs = drawn?["token_logprobs"]?.array
    else {
      return nil
    }
    let boundary = surplus + Self.knownText.unicodeScalars.count
    let first = echo.ends.prefix { $0 <= boundary }.count
    var distances: [Double] = []
    for (index, (token, logprob)) in zip(first..<echo.promptTokens, zip(tokens, logprobs)) {
      guard echo.tokens[index] == token.string, let scored = echo.logprobs[index],
        let logprob = logprob.double
      else { break }
      distances.append(abs(scored - logprob))
    }
    return distances.isEmpty ? nil : distances.reduce(0, +) / Double(distances.count)
  }

  private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  // MARK: - Scores

  /// Reads the score of a completion after its prompt; a token that straddles the boundary counts to
  /// the completion.
  func score(_ answer: JSON, prompt: String, completion: String) -> ModelReply {
    guard let echo = EchoedTokens(answer, of: prompt + completion, form),
      echo.promptTokens <= echo.ends.count
    else {
      return .failed("the server gave no log-probabilities of the text")
    }
    let count = echo.promptTokens
    let boundary = surplus + prompt.unicodeScalars.count
    let end = boundary + completion.unicodeScalars.count
    guard count > 0, echo.ends[count - 1] == end else {
      return .failed("the tokens that the server gave do not add up to the text that was sent")
    }
    let inPrompt = echo.ends.prefix(count).prefix { $0 <= boundary }.count
    let completionTokens = completion.isEmpty ? count..<count : inPrompt..<count
    var score = Score(tokenLogprobs: [], promptLogprobs: [])
    for index in 0..<count {
      guard let logprob = echo.logprobs[index] else {
        if index == 0, !completionTokens.contains(0) { continue }
        return .failed("the server gave no log-probability of token \(index + 1) of the text")
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
