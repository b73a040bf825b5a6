import Checkpoints
import Records
import Testing

@Suite struct CharacterTokenizerTests {
  @Test func charactersAreNumberedInTheirOrder() throws {
    let tokenizer = try CharacterTokenizer(alphabet: "ba\r\né😀a".unicodeScalars)
    #expect(tokenizer.count == 8)
    #expect(try tokenizer.encode("ab\r\n😀é") == [3, 2, 4, 5, 7, 6])
    #expect(tokenizer.decode([0, 3, 1, 7, 99, -1, 6]) == Array("a😀é".utf8))
    #expect(tokenizer.endOfText == 0)
  }

  @Test func anUnknownCharacterIsNamed() throws {
    let tokenizer = try CharacterTokenizer(alphabet: "aé".unicodeScalars)
    let error = #expect(throws: TokenizerError.self) { try tokenizer.encode("éaß") }
    #expect(error == .unknownCharacter("ß", offset: 3))
    #expect(
      error?.description == "the model has no token for \"ß\" (U+00DF), at byte 3 of the text")
    // Characters that look alike are different: é is one scalar here, not two.
    #expect(throws: TokenizerError.unknownCharacter("e", offset: 0)) {
      try tokenizer.encode("e\u{301}")
    }
  }

  @Test func aSpecialTokensNameIsTextAsAnyOther() throws {
    let tokenizer = try CharacterTokenizer(
      alphabet: CharacterTokenizer.endOfTextName.unicodeScalars)
    #expect(try !tokenizer.encode(CharacterTokenizer.endOfTextName).contains(0))
  }

  @Test func whatWasWrittenIsRead() throws {
    let tokenizer = try CharacterTokenizer(alphabet: "0\"\\ \n\u{212B}\u{C5}😀".unicodeScalars)
    let json = try JSON(parsing: tokenizer.json.text)
    #expect(try CharacterTokenizer(json: json, path: "t") == tokenizer)
  }

  @Test func anotherTokenizerIsRefusedByName() throws {
    #expect(
      throws: ModelError.unsupported(
        "t: the tokenizer is BPE; only character-level tokenizers (WordLevel) can be used")
    ) { try CharacterTokenizer(json: ["model": ["type": "BPE", "vocab": [:]]], path: "t") }
    let words: JSON = [
      "model": ["type": "WordLevel", "vocab": ["<|endoftext|>": 0, "<|padding|>": 1, "cat": 2]]
    ]
    #expect(
      throws: ModelError.unsupported(
        "t: the token \"cat\" is no single character; only character-level tokenizers can be used")
    ) { try CharacterTokenizer(json: words, path: "t") }
    let text = try CharacterTokenizer(alphabet: "ab".unicodeScalars).json.text
    let lower = text.replacing(#""normalizer":null"#, with: #""normalizer":{"type":"Lowercase"}"#)
    #expect(
      throws: ModelError.unsupported(
        #"t: normalizer is not that of a character-level tokenizer: {"type":"Lowercase"}"#)
    ) { try CharacterTokenizer(json: JSON(parsing: lower), path: "t") }
    let gap = text.replacing(#""b":3"#, with: #""b":9"#)
    #expect(
      throws: ModelError.damaged("t: the vocabulary's numbers are not 0 to 3, each once")
    ) { try CharacterTokenizer(json: JSON(parsing: gap), path: "t") }
  }

  @Test func theNullCharacterIsRefused() {
    #expect(throws: ModelError.self) { try CharacterTokenizer(alphabet: ["\0"]) }
  }
}
