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

/// Why a text cannot be written in a model's tokens.
package enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// A character that no token has, and where it stands in the text, in UTF-8 bytes.
  case unknownCharacter(Unicode.Scalar, offset: Int)

  package var description: String {
    switch self {
    case .unknownCharacter(let scalar, let offset):
      let code = String(scalar.value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      return "the model has no token for «\(scalar)» (U+\(padded)), at byte \(offset) of the text"
    }
  }
}
