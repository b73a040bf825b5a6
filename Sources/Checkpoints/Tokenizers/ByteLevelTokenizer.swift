@_spi(_Unicode) import Swift

/// Byte pair encoding over bytes, as GPT-2 began it and `tokenizer.json` describes it.
///
/// It gives the tokens that the `tokenizers` library gives, and throws where that would drop a byte
/// for which there is no token.
package final class ByteLevelTokenizer: Tokenizer {
  package let count: Int
  package let endOfText: Int32
  package let textStart: [Int32]

  /// The bytes of every token, none for specials and numbers that are no token.
  private let bytes: [[UInt8]]
  /// The tokens that are found before a text is normalised, and those that are found after.
  private let raw: AddedTokens
  private let normalized: AddedTokens
  /// Whether texts are brought to Unicode's composed form (NFC) first.
  private let composes: Bool
  private let preTokenizer: PreTokenizer
  /// The token of every byte, −1 if it has none.
  private let byteTokens: [Int32]
  private let merges: MergeTable
  /// Words that are one token whatever the merges say (`ignore_merges`), by their bytes.
  private let wholeWords: [[UInt8]: Int32]

  /// Puts together what a file holds.
  init(_ parts: ByteLevelParts, endOfText: Int32) {
    self.endOfText = endOfText
    textStart = parts.textStart
    let added = parts.rawTokens + parts.normalizedTokens
    let most = max(parts.vocabulary.keys.max() ?? -1, added.map(\.id).max() ?? -1)
    count = Int(most) + 1
    var bytes = Array(repeating: [UInt8](), count: count)
    var byteTokens = Array(repeating: Int32(-1), count: 256)
    for (id, content) in parts.vocabulary {
      bytes[Int(id)] = content
      if content.count == 1 { byteTokens[Int(content[0])] = id }
    }
    for token in added { bytes[Int(token.id)] = token.isSpecial ? [] : token.content }
    self.bytes = bytes
    self.byteTokens = byteTokens
    raw = AddedTokens(parts.rawTokens)
    normalized = AddedTokens(parts.normalizedTokens)
    composes = parts.composes
    preTokenizer = parts.preTokenizer
    merges = parts.merges
    wholeWords =
      parts.ignoresMerges
      ? Dictionary(parts.vocabulary.map { ($0.value, $0.key) }, uniquingKeysWith: { a, _ in a })
      : [:]
  }

  package func bytes(of token: Int32) -> [UInt8] {
    bytes.indices.contains(Int(token)) ? bytes[Int(token)] : []
  }

  // MARK: - Encoding

  /// The tokens of a text; added tokens are found in it wherever they stand, as the `tokenizers`
  /// library does.
  package func encode(_ text: String) throws(TokenizerError) -> [Int32] {
    var encoding = Encoding()
    try withBytes(of: text) { bytes throws(TokenizerError) in
      for part in raw.parts(of: bytes, in: bytes.indices) {
        switch part {
        case .token(let token): encoding.tokens.append(token.id)
        case .text(let range): try normalize(bytes, range, &encoding)
        }
      }
    }
    return encoding.tokens
  }

  /// The tokens so far, and memory that is used again.
  private struct Encoding {
    var tokens: [Int32] = []
    var symbols: [Int32] = []
    var list = MergeList()
  }

  private func normalize(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ encoding: inout Encoding
  ) throws(TokenizerError) {
    guard composes, !text[range].allSatisfy({ $0 < 0x80 }) else {
      return try cut(text, range, &encoding)
    }
    var composed = ""
    for scalar in String(decoding: text[range], as: UTF8.self)._nfc {
      composed.unicodeScalars.append(scalar)
    }
    try withBytes(of: composed) { bytes throws(TokenizerError) in
      try cut(bytes, bytes.indices, &encoding)
    }
  }

  private func cut(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ encoding: inout Encoding
  ) throws(TokenizerError) {
    for part in normalized.parts(of: text, in: range) {
      switch part {
      case .token(let token): encoding.tokens.append(token.id)
      case .text(let range):
        try preTokenizer.forEachPiece(of: text, in: range) { piece throws(TokenizerError) in
          try encodePiece(text, piece, &encoding)
        }
      }
    }
  }

  private func encodePiece(
    _ text: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>, _ encoding: inout Encoding
  ) throws(TokenizerError) {
    if !wholeWords.isEmpty, let token = wholeWords[Array(text[piece])] {
      encoding.tokens.append(token)
      return
    }
    encoding.symbols.removeAll(keepingCapacity: true)
    for place in piece {
      let token = byteTokens[Int(text[place])]
      guard token >= 0 else { throw Self.unknown(text, place) }
      encoding.symbols.append(token)
    }
    encoding.list.merge(encoding.symbols, with: merges, into: &encoding.tokens)
  }

  private static func unknown(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> TokenizerError {
    var start = place
    while start > 0, UTF8.isContinuation(text[start]) { start -= 1 }
    let scalar = CharacterReader(text: text, end: text.count).scalar(at: start)
    return .unknownCharacter(scalar, offset: start)
  }

  private func withBytes(
    of text: String,
    _ body: (UnsafeBufferPointer<UInt8>) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    var text = text
    let result = text.withUTF8 { bytes in
      Result { () throws(TokenizerError) in try body(bytes) }
    }
    try result.get()
  }
}
