import Answers
import Testing

struct FencedCodeTests {
  private func last(_ text: String) -> String? {
    FencedCode.last(in: text.utf8.span).map {
      String(decoding: Array(text.utf8)[$0], as: UTF8.self)
    }
  }

  @Test func theLastPairOfFencesCounts() {
    #expect(last("a\n```python\nx = 1\ny\n```\nb") == "x = 1\ny")
    #expect(last("```\none\n```\nthen\n```py\ntwo\n```") == "two")
    #expect(last("~~~\ncode\n~~~") == "code")
    #expect(last("1. so:\n   ```\n   code\n   ```") == "   code")
    #expect(last("```\r\ncode\r\n```\r\n") == "code\r")
  }

  @Test func withoutAPairWhatTheFenceOpens() {
    #expect(last("so\n```python\nx = 1\n") == "x = 1\n")
    #expect(last("```\na\n```\nand\n```\nb") == "a")
    #expect(last("```") == "")
  }

  @Test func noFenceNoCode() {
    for text in ["", "x = 1", "``\nx\n``", "a ```x``` b", "```x```"] {
      #expect(last(text) == nil, "\(text)")
    }
  }

  @Test func aFenceIsClosedByItsOwnKind() {
    #expect(last("````\n```\nx\n```\n````") == "```\nx\n```")
    #expect(last("```\n~~~\nx\n```") == "~~~\nx")
    #expect(last("```\n```python\nx\n```") == "```python\nx")
    #expect(last("```\n```") == "")
  }
}
