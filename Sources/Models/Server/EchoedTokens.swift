import Records

/// The tokens of a text that was given back, and maybe one more that was drawn.
struct EchoedTokens {
  var tokens: [String]
  /// One a token; none is known of the first of all.
  var logprobs: [Double?]
  /// Where each token ends, in Unicode scalars from the start.
  var ends: [Int]
  /// How many of the tokens are the text's.
  var promptTokens: Int

  /// Reads an answer; nil if it has no log-probabilities of the text in this form.
  init?(_ answer: JSON, of text: String, _ form: EchoScoring.Form) {
    let choice = answer["choices"]?[0]
    switch form {
    case .echo: self.init(echo: choice?["logprobs"], answer["usage"]?["prompt_tokens"]?.integer)
    case .promptLogprobs: self.init(listed: choice?["prompt_logprobs"], of: text)
    }
  }

  private init?(echo listed: JSON?, _ promptTokens: Int?) {
    guard let tokens = listed?["tokens"]?.array?.compactMap(\.string),
      let logprobs = listed?["token_logprobs"]?.array, tokens.count == logprobs.count,
      !tokens.isEmpty, let promptTokens
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

  /// vLLM names every token but the first, which is what is left of the text: its beginning, or
  /// nothing if a token that stands for no text begins it.
  private init?(listed: JSON?, of text: String) {
    guard let entries = listed?.array, entries.count >= 2, entries[0] == .null else { return nil }
    var tokens: [String] = [""]
    var logprobs: [Double?] = [nil]
    for entry in entries.dropFirst() {
      guard let token = entry.members?.first?.value, let logprob = token["logprob"]?.double,
        let decoded = token["decoded_token"]?.string
      else { return nil }
      tokens.append(decoded)
      logprobs.append(logprob)
    }
    let known = tokens.joined()
    guard text.hasSuffix(known) else { return nil }
    tokens[0] = String(text.unicodeScalars.dropLast(known.unicodeScalars.count))
    var ends: [Int] = []
    for token in tokens { ends.append((ends.last ?? 0) + token.unicodeScalars.count) }
    (self.tokens, self.logprobs, self.ends) = (tokens, logprobs, ends)
    promptTokens = tokens.count
  }
}
