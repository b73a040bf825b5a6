import Foundation
import ModelFixtures
import Records
import Testing

@testable import Checkpoints
@testable import Prompts

/// 10 MB of texts, and the tokens that the `tokenizers` library makes of them: GSM8K (if there is
/// the folder AUTODIDACT_DATA), code, Chinese, Japanese and Korean, emoji, odd white space, and
/// every character of Unicode once.
///
/// Arguments: the tokenizer's file, the folder of the repository, that of the data, the output:
/// 64-bit little-endian numbers, of each text the length in bytes and in tokens, then its bytes
/// and tokens.
private let program = #"""
  import glob, json, os, random, struct, subprocess, sys
  from tokenizers import Tokenizer
  file, repository, data, output = sys.argv[1:]
  random.seed(5)
  texts = []
  path = f"{data}/gsm8k/train.jsonl.zst"
  if os.path.exists(path):
      lines = subprocess.run(["zstd", "-dcq", path], capture_output=True).stdout.decode()
      texts += [v for line in lines.splitlines() for v in json.loads(line).values()]
  code = glob.glob(f"{repository}/Sources/**/*.swift", recursive=True) + glob.glob(os.path.dirname(json.__file__) + "/../*.py")
  texts += [open(name, errors="replace").read() for name in sorted(code)]
  scripts = [(0x4E00, 0x9FFF), (0x3041, 0x30FF), (0xAC00, 0xD7A3), (0x1F300, 0x1FAFF), (0x2000, 0x200F),
             (0x300, 0x36F), (0x400, 0x4FF), (0x600, 0x6FF), (0x900, 0x97F), (0x1100, 0x11FF),
             (0x2460, 0x24FF), (0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x24F), (0x1D400, 0x1D7FF)]
  odd = " \t\n\r\u000b\u000c\u0085\u00a0\u1680\u2003\u2028\u202f\u205f\u3000\ufeff\u200d\ufe0f'"
  def piece():
      low, high = random.choice(scripts)
      letters = [chr(random.randint(low, high)) for _ in range(random.randint(1, 9))]
      return "".join(letters) + "".join(random.choice(odd) for _ in range(random.randint(0, 4)))
  def word():
      return random.choice(["it's", "WE'LL", "'re", "x'D", "1234", "99", "3.5", "--", "!?", "\u0663\u0664", "  ", "\n\n", " \n ", "<|im_end|>", "<|endoftext|>"])
  size = sum(map(len, texts))
  while size < 8_000_000:
      text = "".join(piece() if random.random() < 0.7 else word() + random.choice(odd) for _ in range(300))
      texts.append(text)
      size += len(text.encode())
  banned = set(range(0xD800, 0xE000)) | set(range(0x20)) - {9, 10, 13}
  every = [chr(c) for c in range(0x110000) if c not in banned and (c < 0x40000 or c > 0xE0000)]
  for start in range(0, len(every), 500):
      texts.append("".join(f"x{c}1 {c}" for c in every[start:start + 500]))
  tokenizer = Tokenizer.from_file(file)
  lost = [c for c in "\u0004\U000f0000\U00100000" if not tokenizer.decode(tokenizer.encode(c).ids)]
  if lost:
      texts = [t for t in texts if all(ord(c) < 0xE0000 for c in t)]
  with open(output, "wb") as out:
      for text, encoding in zip(texts, tokenizer.encode_batch(texts, add_special_tokens=False)):
          raw = text.encode()
          out.write(struct.pack("<qq", len(raw), len(encoding.ids)) + raw)
          out.write(struct.pack(f"<{len(encoding.ids)}q", *encoding.ids))
  """#

/// Whether the comparison was asked for: it takes minutes.
private let isAsked = ProcessInfo.processInfo.environment["AUTODIDACT_PYTHON"] != nil

@Suite struct TokenizerComparisonTests {
  /// The committed tokenizers, and that of AUTODIDACT_MODEL if it is given.
  private static var files: [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    let model = ProcessInfo.processInfo.environment["AUTODIDACT_MODEL"]
    return ByteLevelTokenizerTests.kinds.map { folder.appending(path: "\($0).json").path }
      + (model.map { ["\($0)/tokenizer.json"] } ?? [])
  }

  @Test(.enabled(if: isAsked && python != nil, "AUTODIDACT_PYTHON is not given"), arguments: files)
  func tenMegabytesHaveTheTokensOfTheLibrary(file: String) throws {
    let scratch = try Scratch()
    let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let data = ProcessInfo.processInfo.environment["AUTODIDACT_DATA"] ?? ""
    _ = try run(
      try #require(python), program, file, repository.path, data, scratch("expected"))
    let json = try JSON(parsing: Data(contentsOf: URL(filePath: file)))
    let tokenizer = ByteLevelTokenizer(try ByteLevelParts(json: json, path: file), endOfText: 0)
    let expected = try Data(contentsOf: URL(filePath: scratch("expected")), options: .alwaysMapped)
    var (place, bytes, differing) = (0, 0, 0)
    func number() -> Int {
      defer { place += 8 }
      return expected.withUnsafeBytes {
        Int($0.loadUnaligned(fromByteOffset: place, as: Int64.self))
      }
    }
    while place < expected.count {
      let (length, count) = (number(), number())
      let text = String(decoding: expected[place..<place + length], as: UTF8.self)
      place += length
      bytes += length
      let tokens = (0..<count).map { _ in Int32(number()) }
      let found = try tokenizer.encode(text)
      if found != tokens {
        differing += 1
        let first = zip(found, tokens).enumerated().first { $0.element.0 != $0.element.1 }
        let before = tokenizer.decode(found.prefix(first?.offset ?? 0)).suffix(40)
        let after = tokenizer.decode(tokens.dropFirst(first?.offset ?? 0).prefix(12))
        if differing < 20 {
          Issue.record(
            "after \"\(String(decoding: before, as: UTF8.self))\": \(String(decoding: after, as: UTF8.self).unicodeScalars.map { String($0.value, radix: 16) })"
          )
        }
      }
      if found.contains(where: { tokenizer.bytes(of: $0).isEmpty }) { continue }
      #expect(String(decoding: tokenizer.decode(found), as: UTF8.self) == text)
    }
    #expect(differing == 0)
    #expect(bytes > 10_000_000)
  }
}
