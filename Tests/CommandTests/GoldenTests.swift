import Foundation
import Testing

/// Every folder of cases is a test of a command.
///
/// It lies in `Cases/<command>/<case>`:
///
///     cmd      a line for bash; it runs in a copy of the folder
///     …        its input files, plain text
///     stdout   what it prints, exactly; nothing if the file is not there
///     stderr   a pattern of what it says (`*` any text, `?` one character), likewise
///     status   its exit status, 0 if the file is not there
///
/// `RECORD=1 swift test --filter GoldenTests` writes what the commands do now, and fails, so that
/// somebody reads the difference.
struct GoldenTests {
  @Test(arguments: GoldenCase.all)
  func golden(_ golden: GoldenCase) throws {
    let line = try #require(golden.read("cmd"))
    let folder = try Folder(copying: golden.url)
    for name in ["cmd", "stdout", "stderr", "status"] {
      try? FileManager.default.removeItem(at: folder.url.appending(path: name))
    }
    let result = try Shell.run(line, in: folder.url)
    let status = golden.read("status").flatMap { Int32($0.trimmingCharacters(in: .newlines)) } ?? 0
    let pattern = golden.read("stderr") ?? ""
    let says = Glob.matches(result.stderr, pattern)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try golden.record(result, stderr: says ? pattern : Glob.hidingSeconds(result.stderr))
      Issue.record("recorded; read the difference and run again without RECORD")
      return
    }
    #expect(result.status == status, "\(result.stderr)")
    #expect(result.text == golden.read("stdout") ?? "")
    #expect(says, "stderr is:\n\(result.stderr)")
  }

  @Test func everyCaseHasALine() {
    #expect(!GoldenCase.all.isEmpty)
    for golden in GoldenCase.all { #expect(golden.read("cmd") != nil, "\(golden)") }
  }

  @Test func globs() {
    #expect(Glob.matches("took 1.5 s\n", "took * s\n"))
    #expect(Glob.matches("abc", "a?c"))
    #expect(Glob.matches("", "*"))
    #expect(Glob.matches("[x]{y}", "[x]{*}"))
    #expect(!Glob.matches("abc", "ab"))
    #expect(!Glob.matches("abc", "?bcd"))
    #expect(Glob.hidingSeconds("a: 2 read; 0.0 s\nb: 1:05 min\n") == "a: 2 read; * s\nb: * min\n")
  }
}

/// One folder.
struct GoldenCase: CustomTestStringConvertible {
  let url: URL

  /// All folders.
  static let all: [GoldenCase] = {
    let root = Shell.package.appending(path: "Tests/CommandTests/Cases")
    return subfolders(of: root).flatMap(subfolders).map(GoldenCase.init)
  }()

  private static func subfolders(of folder: URL) -> [URL] {
    let entries = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (entries ?? []).filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
  }

  /// The command that it tests.
  var command: String { url.deletingLastPathComponent().lastPathComponent }

  var testDescription: String { "\(command)/\(url.lastPathComponent)" }

  /// The text of one of its files, nil if it is not there.
  func read(_ name: String) -> String? {
    try? String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  /// Makes a result the one that is expected.
  func record(_ result: Shell.Result, stderr: String) throws {
    try write(result.text, to: "stdout")
    try write(stderr, to: "stderr")
    try write(result.status == 0 ? "" : "\(result.status)\n", to: "status")
  }

  private func write(_ text: String, to name: String) throws {
    let file = url.appending(path: name)
    if text.isEmpty {
      try? FileManager.default.removeItem(at: file)
    } else {
      try Data(text.utf8).write(to: file)
    }
  }
}

/// Patterns with `*` and `?`; all other characters are themselves.
enum Glob {
  /// Whether a pattern covers the whole text.
  static func matches(_ text: String, _ pattern: String) -> Bool {
    let text = Array(text.unicodeScalars)
    // reachable[n]: the pattern so far covers the first n characters.
    var reachable = [true] + Array(repeating: false, count: text.count)
    for part in pattern.unicodeScalars {
      if part == "*" {
        let first = reachable.firstIndex(of: true) ?? reachable.count
        for place in reachable.indices where place > first { reachable[place] = true }
      } else {
        for place in stride(from: text.count, to: 0, by: -1) {
          reachable[place] = reachable[place - 1] && (part == "?" || part == text[place - 1])
        }
        reachable[0] = false
      }
    }
    return reachable[text.count]
  }

  /// Makes a pattern of what was said: durations become `*`.
  static func hidingSeconds(_ text: String) -> String {
    text.replacing(#/[0-9][0-9.:]* (?<unit>s|min|h)(?=\n|$)/#) { "* \($0.unit)" }
  }
}
