import ArgumentParser
import FilterKit
import Foundation
import Records

/// A folder with streams for one test.
final class StreamFolder {
  let url: URL
  /// The same as text.
  var path: String { url.path }

  /// Makes an empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "views-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes lines as a stream, and gives what reads it.
  func reader(_ lines: [String], threads: Int = 1) throws -> RecordReader {
    let file = url.appending(path: UUID().uuidString)
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: file)
    let options = try InputOptions.parse(["--allow-empty"])
    return RecordReader(inputs: [file.path], options: options, threads: threads)
  }
}

/// A record of a line.
func record(_ line: String) throws -> Record { try Record(line: Array(line.utf8)[...]) }
