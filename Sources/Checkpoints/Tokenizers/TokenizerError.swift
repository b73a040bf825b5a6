/// Why a text cannot be written in a model's tokens.
package enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// A character that no token has, and where it stands in the text, in UTF-8 bytes.
  case unknownCharacter(Unicode.Scalar, offset: Int)
  /// A token that the model has no numbers for, and how many tokens it has.
  case beyondVocabulary(Int32, count: Int)

  package var description: String {
    switch self {
    case .unknownCharacter(let scalar, let offset):
      let code = String(scalar.value, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
      return "the model has no token for \"\(scalar)\" (U+\(padded)), at byte \(offset) of the text"
    case .beyondVocabulary(let token, let count):
      return "the tokenizer gives the token \(token), the model has \(count) tokens"
    }
  }
}
