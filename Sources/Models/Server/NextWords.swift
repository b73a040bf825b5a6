import Checkpoints
import Glibc
import Records

/// How likely words are as the next one, read from the likeliest next tokens.
enum NextWords {
  /// Reads how likely each word is as the next one.
  ///
  /// A token counts to a word if it is that word once white space around it is taken off, or begins
  /// with it and goes on with neither letter nor digit ("Yes."). A word that no listed token counts
  /// to has probability 0; if that is so of all, the answer says nothing and fails.
  static func probabilities(_ answer: JSON, words: [String]) throws(ModelError) -> ModelReply {
    guard let listed = likeliest(answer["choices"]?[0]?["logprobs"]) else {
      throw .unsupported("the server gives no probabilities of next tokens")
    }
    guard !listed.isEmpty else {
      return .failed("the model ends at once, and the server tells no probabilities then")
    }
    let found = words.map { word in
      listed.filter { counts($0.token, as: word) }.map { exp($0.logprob) }
    }
    guard found.contains(where: { !$0.isEmpty }) else {
      let tokens = listed.prefix(5).map { JSON.string($0.token).text }.joined(separator: ", ")
      return .failed("none of the words is among the likeliest next tokens: \(tokens), …")
    }
    return .probabilities(found.map { min($0.reduce(0, +), 1) })
  }

  /// The likeliest next tokens with their log-probabilities, in chat's form or in completions';
  /// nil if the server gives no such thing.
  private static func likeliest(_ logprobs: JSON?) -> [(token: String, logprob: Double)]? {
    if let content = logprobs?["content"]?.array {
      return (content.first?["top_logprobs"]?.array ?? []).compactMap { entry in
        guard let token = entry["token"]?.string, let logprob = entry["logprob"]?.double else {
          return nil
        }
        return (token, logprob)
      }
    }
    guard let places = logprobs?["top_logprobs"]?.array else { return nil }
    return (places.first?.members ?? []).compactMap { member in
      member.value.double.map { (member.key, $0) }
    }
  }

  private static func counts(_ token: String, as word: String) -> Bool {
    let trimmed = token.drop(while: \.isWhitespace)
    guard !word.isEmpty, trimmed.hasPrefix(word) else { return false }
    guard let following = trimmed.dropFirst(word.count).first else { return true }
    return !following.isLetter && !following.isNumber
  }
}
