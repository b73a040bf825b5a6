/// What turns text into the numbers that a model sees, and back.
package protocol Tokenizer: Sendable {
  /// How many tokens there are; they are numbered from 0.
  var count: Int { get }
  /// The token that ends a text.
  var endOfText: Int32 { get }
  /// The tokens that stand before every text.
  var textStart: [Int32] { get }

  /// The tokens of a text, without those that stand before every one: texts can be encoded in parts.
  /// - Throws: `TokenizerError` if it cannot be written in these tokens.
  func encode(_ text: String) throws(TokenizerError) -> [Int32]

  /// What a token adds to a text: possibly no whole character, and nothing for a special token or
  /// a number that is no token.
  func bytes(of token: Int32) -> [UInt8]
}

extension Tokenizer {
  package var textStart: [Int32] { [] }

  /// The bytes of a text, which are UTF-8 unless a character's tokens are incomplete.
  package func decode(_ tokens: some Sequence<Int32>) -> [UInt8] { tokens.flatMap(bytes(of:)) }
}
