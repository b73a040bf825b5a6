import Randomness
import Testing

@testable import Answers

@Suite struct ThinkingTests {
  private func visible(_ text: String) -> String? {
    Thinking.hidden(in: text.utf8.span).map {
      String(decoding: $0.filter { $0 != 0x0A }, as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("<think>a</think>b", "b"), ("a</think>b", "b"), ("a<think>b", "a"), ("<think>a", ""),
    ("a <think>b</think> c", "a  c"), ("<THINK>a</Think>b", "b"),
    ("<thinking>a</thinking>b", "b"), ("<reasoning>a<think>b</think>c</reasoning>d", "d"),
    ("<think>a</think>b<think>c</think>d", "bd"), ("<think>a<think>b</think>c</think>d", "d"),
    ("<think>a</think>b<think>c", "b"), ("[THINK]a[/THINK]b", "b"), ("◁think▷a◁/think▷b", "b"),
    (
      "<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|>b",
      "<|channel|>final<|message|>b"
    ),
    ("<|begin_of_thought|>a<|end_of_thought|>b", "b"), ("<scratchpad>a</scratchpad>b", "b"),
  ])
  func isHidden(_ text: String, _ visible: String) {
    #expect(self.visible(text) == visible)
  }

  @Test(arguments: ["", "a < b", "<b>a</b>", "a<think", "x[t]", "<|end|>", "think</>"])
  func nothingIsHidden(_ text: String) {
    #expect(visible(text) == nil)
  }

  @Test func offsetsStayWhatTheyAre() throws {
    let text = "<think>so \\boxed{3}</think>\\boxed{4}"
    let found = try #require(AnswerExtractor.boxed.extract(from: text))
    #expect(found.answer == "4")
    #expect(Array(text.utf8)[found.span] == Array("4".utf8)[...])
  }

  /// Whatever is thought: what each extractor finds is what it finds without the thoughts.
  @Test(arguments: [
    "number", "boxed", "latex", "hashes", "phrase", "choice", "yesno", "code", "json:a",
    "regex:\\d",
    "text",
  ])
  func noExtractorLooksInside(_ specification: String) throws {
    let extractor = try AnswerExtractor(specification)
    let pieces = [
      "\\boxed{3}", "$5$", "The answer is 7.", "#### 8", "(B)", "yes", "```\nx\n```", "{\"a\": 9}",
      "It is 11", "\n", " ",
    ]
    var generator = CounterGenerator(key: 31)
    func draw() -> String {
      (0..<3).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }
        .joined(separator: " ")
    }
    for _ in 0..<300 {
      let (thought, answer) = (draw(), draw())
      let plain = extractor.extract(from: answer)?.answer
      #expect(extractor.extract(from: "<think>\(thought)</think>\n\(answer)")?.answer == plain)
      #expect(extractor.extract(from: "\(thought)</think>\n\(answer)")?.answer == plain)
      #expect(extractor.extract(from: "<think>\(thought)") == nil)
    }
  }

  @Test func manyTagsEnd() {
    _ = visible(String(repeating: "<think>", count: 20_000))
    _ = visible(String(repeating: "</think>", count: 20_000))
  }
}
