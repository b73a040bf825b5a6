/// A tokenizer with more tokens than the model has numbers for, as one to which a token was added
/// without making the model larger: only the use of such a token is an error.
struct BoundedTokenizer: Tokenizer {
  private let tokenizer: any Tokenizer
  private let vocabulary: Int

  /// Bounds a tokenizer by a model's vocabulary.
  init(_ tokenizer: any Tokenizer, vocabulary: Int) {
    self.tokenizer = tokenizer
    self.vocabulary = vocabulary
  }

  var count: Int { vocabulary }
  var endOfText: Int32 { tokenizer.endOfText }
  var textStart: [Int32] { tokenizer.textStart }

  func encode(_ text: String) throws(TokenizerError) -> [Int32] {
    let tokens = try tokenizer.encode(text)
    if let token = tokens.first(where: { $0 >= vocabulary }) {
      throw .beyondVocabulary(token, count: vocabulary)
    }
    return tokens
  }

  func bytes(of token: Int32) -> [UInt8] { tokenizer.bytes(of: token) }
}
