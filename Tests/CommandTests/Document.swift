import Foundation
import Testing

/// A document of the package.
///
/// Its generated parts stand between two comments:
///
///     <!-- generated: NAME -->
///     …
///     <!-- end -->
struct Document {
  /// Where it lies below the package's folder.
  let path: String
  let text: String

  private var url: URL { Shell.package.appending(path: path) }

  /// Reads a document.
  init(_ path: String) throws {
    self.path = path
    text = try String(contentsOf: Shell.package.appending(path: path), encoding: .utf8)
  }

  /// Fails unless a generated part is what it is expected to be; with `RECORD=1` in the environment it
  /// is written first, and the failure asks to read the difference.
  /// - Parameters:
  ///   - name: the part's name in its first comment.
  ///   - content: what should stand there, without a newline at the end.
  ///   - command: how to write it anew, for the message.
  func expect(_ name: String, toBe content: String, recordedBy command: String) throws {
    let (begin, end) = ("<!-- generated: \(name) -->\n", "<!-- end -->")
    let first = try #require(text.range(of: begin), "\(path) lacks \(begin)")
    let last = try #require(
      text.range(of: end, range: first.upperBound..<text.endIndex), "\(path): no \(end)")
    let wanted = content.isEmpty ? "" : "\(content)\n"
    let found = text[first.upperBound..<last.lowerBound]
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let whole = text[..<first.upperBound] + wanted + text[last.lowerBound...]
      try Data(whole.utf8).write(to: url)
      Issue.record("recorded \(path); read the difference and run again without RECORD")
    } else {
      #expect(found == wanted, "\(path) is out of date: RECORD=1 \(command) writes it anew")
    }
  }

  /// The content of its first fenced code block of a language.
  func block(_ language: String) throws -> String {
    let start = try #require(text.range(of: "\n```\(language)\n"), "\(path): no \(language)")
    let end = try #require(
      text.range(of: "\n```\n", range: start.upperBound..<text.endIndex), "\(path): no end")
    return String(text[start.upperBound..<end.lowerBound]) + "\n"
  }
}
