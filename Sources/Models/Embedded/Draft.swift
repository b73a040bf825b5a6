/// A completion that is being drawn, token by token.
struct Draft {
  let ticket: Int
  let promptTokens: Int
  /// The most tokens that may be drawn.
  let limit: Int
  /// Texts that end it, none of them empty.
  private let stop: [[UInt8]]
  private let keepsLogprobs: Bool
  private var bytes: [UInt8] = []
  private var tokens = 0
  private var logprob = 0.0
  private var logprobs: [Double] = []

  init(ticket: Int, promptTokens: Int, limit: Int, stop: [String], keepsLogprobs: Bool) {
    self.ticket = ticket
    self.promptTokens = promptTokens
    self.limit = limit
    self.stop = stop.map { Array($0.utf8) }
    self.keepsLogprobs = keepsLogprobs
  }

  /// Takes the next token.
  /// - Parameters:
  ///   - added: its bytes, nil for the token that ends a text.
  ///   - logprob: in nats, of the untempered distribution; it counts in any case.
  /// - Returns: why the completion is complete, nil if it is not.
  mutating func add(_ added: [UInt8]?, logprob: Double) -> Finish? {
    tokens += 1
    self.logprob += logprob
    if keepsLogprobs { logprobs.append(logprob) }
    guard let added else { return .stop }
    bytes += added
    if let end = firstStop(after: bytes.count - added.count) {
      bytes.removeSubrange(end...)
      return .stop
    }
    return tokens == limit ? .length : nil
  }

  /// Where the first stop text begins that ends behind the first `known` bytes.
  private func firstStop(after known: Int) -> Int? {
    stop.compactMap { text in
      let first = max(0, known - text.count + 1)
      let last = bytes.count - text.count
      guard first <= last else { return nil }
      return (first...last).first { bytes[$0..<$0 + text.count].elementsEqual(text) }
    }.min()
  }

  /// What is delivered; the tokens of a stop text are counted although its text is cut off.
  func completion(_ finish: Finish, model: String) -> Completion {
    Completion(
      text: String(decoding: bytes, as: UTF8.self), finish: finish, model: model,
      promptTokens: promptTokens, completionTokens: tokens, logprob: logprob,
      tokenLogprobs: keepsLogprobs ? logprobs : nil)
  }
}
