import Records

/// The log-probabilities of an answer's tokens, in chat's form or in that of completions.
struct TokenLogprobs {
  private let tokens: [String?]
  private let logprobs: [Double?]

  /// Servers write less for a token whose probability they do not know: OpenAI and vLLM -9999.
  private static let unknown = -9000.0

  /// Reads `logprobs` of a choice; nil if it has none.
  init?(_ value: JSON?) {
    var found: [(token: String?, logprob: Double?)]
    if let content = value?["content"]?.array {
      found = content.map { ($0["token"]?.string, $0["logprob"]?.double) }
    } else if let values = value?["token_logprobs"]?.array {
      let named = value?["tokens"]?.array ?? []
      found = values.enumerated().map { place, logprob in
        (named.indices.contains(place) ? named[place].string : nil, logprob.double)
      }
    } else {
      return nil
    }
    guard !found.isEmpty else { return nil }
    tokens = found.map(\.token)
    logprobs = found.map { $0.logprob.flatMap { $0 > Self.unknown ? $0 : nil } }
  }

  /// One number a token; nil if one is missing.
  var all: [Double]? { Self.whole(logprobs[...]) }

  /// The numbers of the tokens that make up a text, and of the end token behind them if there is
  /// one; nil if one is missing, or no tokens in a row at the end make up the text.
  /// - Parameter isThoughtful: reasoning came before the text, whose tokens may be among these.
  ///   Without it tokens that do not add up are taken for the text's, since servers write odd
  ///   bytes and spaces in their own ways.
  func numbers(of text: String, isThoughtful: Bool) -> [Double]? {
    let known = tokens.compactMap { $0 }
    guard known.count == tokens.count else { return isThoughtful ? nil : all }
    for end in [tokens.count, tokens.count - 1] {
      var rest = Array(text.utf8)[...]
      var place = end
      while place > 0, !rest.isEmpty,
        rest.suffix(known[place - 1].utf8.count)
          .elementsEqual(known[place - 1].utf8)
      {
        rest = rest.dropLast(known[place - 1].utf8.count)
        place -= 1
      }
      if rest.isEmpty, place < end || text.isEmpty, place > 0 || end > 0 {
        return Self.whole(logprobs[place...])
      }
    }
    return isThoughtful ? nil : all
  }

  private static func whole(_ numbers: ArraySlice<Double?>) -> [Double]? {
    let known = numbers.compactMap { $0 }
    return known.count < numbers.count || known.isEmpty ? nil : known
  }
}
