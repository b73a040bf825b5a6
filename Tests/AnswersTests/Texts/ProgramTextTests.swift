import Answers
import Testing

struct ProgramTextTests {
  private func find(
    _ text: String, _ language: ProgramLanguage? = .python, defining name: String? = nil
  ) -> (code: String, block: Int?)? {
    let isWanted = name.map { name in
      { (code: [UInt8]) in String(decoding: code, as: UTF8.self).contains("def \(name)(") }
    }
    return ProgramText.find(in: Array(text.utf8), language: language, isWanted: isWanted).map {
      (String(decoding: $0.code, as: UTF8.self), $0.block)
    }
  }

  @Test func theLastBlockOfTheLanguage() throws {
    let program = "```python\ndef f(): return 1\n```\n"
    for behind in ["output\n1", "bash\npython f.py", "json\n{}", "text\nx", "\n1", "cpp\nint x;"] {
      let found = try #require(find("\(program)Then:\n```\(behind)\n```"))
      #expect(found == ("def f(): return 1", 0), "\(behind)")
    }
    #expect(try #require(find(program + "```py\nx = 2\n```")) == ("x = 2", 1))
    #expect(try #require(find("```json\n{}\n```\n```\nx\n```\n```sh\nls\n```")) == ("x", 1))
    #expect(try #require(find("```text\nx = 1\n```")) == ("x = 1", 0))
  }

  @Test func whatDefinesTheEntryGoesFirst() throws {
    let use = "```python\ndef f(): return 1\n```\nUse it:\n```python\nprint(f())\n```"
    #expect(try #require(find(use, defining: "f")) == ("def f(): return 1", 0))
    #expect(try #require(find(use, defining: "g")) == ("print(f())", 1))
    let unlabelled = "```\ndef f(): pass\n```\n```python\nprint(f())\n```"
    #expect(try #require(find(unlabelled, defining: "f")) == ("def f(): pass", 0))
  }

  @Test func indentedFencesGiveCodeWithoutTheIndentation() throws {
    let text = "1. So:\n\n   ```python\n   def f():\n     return 1\n\n   x = 2\n   ```"
    #expect(try #require(find(text)).code == "def f():\n  return 1\n\nx = 2")
  }

  @Test func thinkingIsNoPartOfIt() throws {
    let thought = "<think>\n```python\nx = 1\n```\n</think>\n"
    #expect(try #require(find(thought + "```python\nx = 2\n```")) == ("x = 2", 0))
    #expect(try #require(find(thought + "    return 2")) == ("    return 2", nil))
    #expect(try #require(find("x = 1\n</think>\n\nx = 2")).code == "x = 2")
    #expect(find("<think>\n```python\nx = 1\n```") == nil)
  }

  @Test(arguments: [
    ("{.python}", 0), (" Python title=\"a\"", 0), ("python3", 0), ("{python, echo=TRUE}", 0),
    ("pycon", 1), ("PlainText", 1),
  ])
  func labelsAreReadAsMarkdownWritesThem(label: String, block: Int) throws {
    #expect(try #require(find("```\(label)\na\n```\n```\nb\n```")).block == block)
  }

  @Test func theCommandSaysTheLanguage() {
    #expect(ProgramLanguage(command: "python3 -I program") == .python)
    #expect(ProgramLanguage(command: "/usr/bin/python3.11 program") == .python)
    #expect(ProgramLanguage(command: "sh program") == .shell)
    #expect(ProgramLanguage(command: "./anything") == nil)
    #expect(find("```python\na\n```\n```bash\nb\n```", .shell)?.code == "b")
    #expect(find("```rust\na\n```\n```bash\nb\n```", nil)?.code == "a")
  }
}
