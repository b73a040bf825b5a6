/// The program in what a model wrote.
///
/// What the model thought, up to `</think>`, is no part of it. The program is the last block of code
/// between fences that is written in the wanted language, before blocks without a language and
/// blocks in another one; output, data and commands for a shell come last. Where it is known what
/// the program defines, the last block that defines it goes before all others, so an example of its
/// use behind it is not taken for it. A text without fences is a program as a whole.
package struct ProgramText: Equatable, Sendable {
  /// The program, UTF-8; the indentation of its fences is taken off its lines.
  package var code: [UInt8]
  /// Which block of the answer it is, from 0; nil for the whole text.
  package var block: Int?

  /// Finds the program in a text.
  /// - Parameters:
  ///   - text: UTF-8.
  ///   - language: the wanted one, nil if any will do.
  ///   - isWanted: whether a block defines what the program must; nil if that is not known.
  /// - Returns: nil if the text ends before its thinking does.
  package static func find(
    in text: [UInt8], language: ProgramLanguage?, isWanted: (([UInt8]) -> Bool)? = nil
  ) -> ProgramText? {
    guard let answer = answer(in: text) else { return nil }
    let blocks = FencedCode.blocks(in: answer.span).enumerated().map { number, block in
      (rank: rank(block.language, language), number: number, code: code(of: block, answer))
    }
    guard let best = blocks.map(\.rank).min() else {
      return ProgramText(code: Array(answer.drop { $0 == 0x0A || $0 == 0x0D }), block: nil)
    }
    if let isWanted {
      let wanted = blocks.filter { isWanted($0.code) }
      if let least = wanted.map(\.rank).min(), let block = wanted.last(where: { $0.rank == least })
      {
        return ProgramText(code: block.code, block: block.number)
      }
    }
    let block = blocks.last { $0.rank == best }
    return block.map { ProgramText(code: $0.code, block: $0.number) }
  }

  /// The text behind the thinking; nil if that has no end.
  private static func answer(in text: [UInt8]) -> [UInt8]? {
    let (begin, end): (StaticString, StaticString) = ("<think>", "</think>")
    var start = 0
    var isOpen = false
    for place in text.indices where text[place] == UInt8(ascii: "<") {
      if text.span.has(begin, at: place) {
        isOpen = true
      } else if text.span.has(end, at: place) {
        isOpen = false
        start = place + end.utf8CodeUnitCount
      }
    }
    return isOpen ? nil : Array(text[start...])
  }

  private static func rank(_ label: String, _ wanted: ProgramLanguage?) -> Int {
    if let wanted {
      if wanted.names.contains(label) { return 0 }
      if label.isEmpty { return 1 }
    } else if label.isEmpty {
      return 0
    }
    if ProgramLanguage.noPrograms.contains(label) || ProgramLanguage.shell.names.contains(label) {
      return 3
    }
    return wanted == nil ? 0 : 2
  }

  /// The lines of a block without as much white space as stands before its opening fence.
  private static func code(of block: FencedCode.Block, _ text: [UInt8]) -> [UInt8] {
    let content = text[block.content]
    guard block.indentation > 0 else { return Array(content) }
    let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      let spaces = line.prefix(block.indentation).prefix { $0 == 0x20 || $0 == 0x09 }
      return line.dropFirst(spaces.count)
    }
    return Array(lines.joined(separator: [0x0A]))
  }
}

/// A language that programs are written in, by the names that Markdown has for it.
package struct ProgramLanguage: Equatable, Sendable {
  /// In lower case.
  package var names: Set<String>

  package static let python = ProgramLanguage(names: ["python", "python3", "py", "py3", "ipython"])
  package static let shell = ProgramLanguage(
    names: ["sh", "bash", "shell", "zsh", "dash", "console", "terminal", "shell-session", "cmd"])

  /// Labels of blocks that hold no program.
  static let noPrograms: Set<String> = [
    "output", "text", "txt", "plaintext", "plain", "stdout", "stdin", "input", "log", "json",
    "jsonl", "yaml", "yml", "toml", "xml", "csv", "tsv", "markdown", "md", "diff", "latex", "tex",
    "math", "mermaid", "pycon", "traceback",
  ]

  /// The language of the program that a command runs, by the command's first word; nil if that does
  /// not say it.
  package init?(command: String) {
    let word = command.split { $0 == " " || $0 == "\t" }.first ?? ""
    let file = word.split(separator: "/").last ?? ""
    let name = file.prefix { !$0.isNumber && $0 != "." }
    switch name {
    case "python", "pypy": self = .python
    case "sh", "bash", "zsh", "dash": self = .shell
    case "node", "deno", "bun": names = ["javascript", "js", "typescript", "ts", "mjs"]
    case "ruby": names = ["ruby", "rb"]
    case "perl": names = ["perl", "pl"]
    case "php": names = ["php"]
    case "lua", "luajit": names = ["lua"]
    case "Rscript", "R": names = ["r"]
    case "julia": names = ["julia", "jl"]
    case "gcc", "cc", "tcc": names = ["c"]
    case "g++", "c++", "clang++": names = ["cpp", "c++", "cc", "cxx"]
    case "java", "javac": names = ["java"]
    case "go": names = ["go", "golang"]
    case "rustc": names = ["rust", "rs"]
    case "swift", "swiftc": names = ["swift"]
    default: return nil
    }
  }

  private init(names: Set<String>) { self.names = names }
}
