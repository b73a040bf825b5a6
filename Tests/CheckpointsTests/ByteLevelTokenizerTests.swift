import Foundation
import Records
import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct ByteLevelTokenizerTests {
  static let kinds = ["gpt2", "smollm2", "llama3", "qwen2"]

  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  }

  private static func json(_ name: String) throws -> JSON {
    try JSON(parsing: Data(contentsOf: folder.appending(path: name)))
  }

  static func tokenizer(_ kind: String) throws -> ByteLevelTokenizer {
    let parts = try ByteLevelParts(json: json("\(kind).json"), path: "t")
    return ByteLevelTokenizer(parts, endOfText: 0)
  }

  @Test(arguments: kinds) func tokensAreThoseOfTheLibrary(kind: String) throws {
    let tokenizer = try Self.tokenizer(kind)
    let expected = try Self.json("tokens.json")
    let texts = try #require(expected["texts"]?.array).compactMap(\.string)
    #expect(texts.count == 22)
    for (index, text) in texts.enumerated() {
      let tokens = tokenizer.textStart + (try tokenizer.encode(text))
      let numbers = expected["tokens"]?[kind]?[index]?.array?.compactMap(\.integer)
      #expect(tokens.map(Int.init) == numbers, "text \(index)")
      let specials = ["<|endoftext|>", "<|im_end|>", "<|eot_id|>", "<|eot"]
      guard !specials.contains(where: text.contains) else { continue }
      // What is composed is equal as Swift compares texts.
      #expect(String(decoding: tokenizer.decode(tokens), as: UTF8.self) == text)
    }
  }

  @Test func specialTokensAreNoText() throws {
    let tokenizer = try Self.tokenizer("qwen2")
    let tokens = try tokenizer.encode("a<|im_end|><tool_call>b")
    #expect(tokens.count == 4)
    #expect(tokenizer.decode(tokens) == Array("a<tool_call>b".utf8))
    #expect(tokenizer.bytes(of: -1).isEmpty && tokenizer.bytes(of: 1 << 30).isEmpty)
  }

  @Test func aByteWithoutTokenIsNamed() throws {
    var text = try String(contentsOf: Self.folder.appending(path: "gpt2.json"), encoding: .utf8)
    text.replace(#""ð":"#, with: #""<|nothing|>":"#)
    let parts = try ByteLevelParts(json: JSON(parsing: text), path: "t")
    let tokenizer = ByteLevelTokenizer(parts, endOfText: 0)
    #expect(throws: TokenizerError.unknownCharacter("😀", offset: 2)) {
      try tokenizer.encode("a 😀")
    }
  }

  @Test(arguments: [
    (#""type":"BPE""#, #""type":"Unigram""#, "the tokenizer is Unigram; only BPE"),
    (#""normalizer":null"#, #""normalizer":{"type":"NFKC"}"#, "this normalizer cannot be used: "),
    (#""dropout":null"#, #""dropout":0.1"#, "the model's dropout is 0.1"),
    (
      #""pre_tokenizer":{"type":"ByteLevel""#, #""pre_tokenizer":{"type":"Metaspace""#,
      "the pre_tokenizer does not end with ByteLevel"
    ),
    (
      #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false"#,
      #""pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true"#,
      "this pre_tokenizer cannot be used: "
    ),
    (
      #""decoder":{"type":"ByteLevel""#, #""decoder":{"type":"Fuse""#,
      "this decoder cannot be used: "
    ),
    (#""lstrip":false"#, #""lstrip":true"#, "the added token \"<|endoftext|>\" has lstrip"),
    (
      #""post_processor":{"type":"ByteLevel""#, #""post_processor":{"type":"BertProcessing""#,
      "this post_processor cannot be used: "
    ),
  ])
  func whatWouldBeDifferentIsRefused(old: String, new: String, says: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: "gpt2.json"), encoding: .utf8)
    #expect(text.contains(old))
    let json = try JSON(parsing: text.replacing(old, with: new))
    let error = #expect(throws: ModelError.self) { try ByteLevelParts(json: json, path: "t") }
    #expect(error?.description.hasPrefix("t: \(says)") == true, "\(error as Any)")
  }

  @Test func anUnknownPatternIsRefused() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "qwen2.json"), encoding: .utf8)
    let json = try JSON(parsing: text.replacing(#"|\\p{N}|"#, with: #"|\\p{N}{1,2}|"#))
    let error = #expect(throws: ModelError.self) { try ByteLevelParts(json: json, path: "t") }
    #expect(error?.description.contains(#"{1,2}"#) == true)
  }
}
