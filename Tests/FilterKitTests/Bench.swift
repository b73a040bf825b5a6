import ArgumentParser
import Glibc
import Records
import Streams
import Testing

@testable import FilterKit

/// A folder of its own for one test, removed with it.
final class Bench {
  private let folder: String
  /// What a filter that writes plain lines to the file `out` is given.
  let options: StreamOptions

  init() throws {
    var name = Array("/tmp/kit-tests-XXXXXX".utf8CString)
    let made = name.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    folder = String(cString: try #require(made))
    options = try StreamOptions.parse(["--output", folder + "/out", "--plain", "--quiet"])
  }

  deinit {
    for name in names { unlink(path(name)) }
    rmdir(folder)
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func remove(_ name: String) { unlink(path(name)) }

  /// The files, hidden ones included.
  var names: [String] {
    let files = ["in", "out", "chain", "rejects"]
    return (files + files.map { ".\($0).partial" }).filter { access(path($0), F_OK) == 0 }
  }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let file = try #require(fopen(path(name), "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return path(name)
  }

  func read(_ name: String) -> [UInt8]? {
    guard let file = fopen(path(name), "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// The raw lines of a stream, however it is written.
  func lines(of name: String) throws -> [UInt8] {
    let reader = RecordReader(inputs: [path(name)], options: options.reading.input, threads: 1)
    var lines: [UInt8] = []
    while let located = try reader.next() { lines += located.record.bytes + [0x0A] }
    return lines
  }

  /// The last trailer of a chain.
  func trailer(of name: String) throws -> Trailer {
    let input = try InputFile(path: path(name))
    let reader = BlockReader(input, lineLimit: 1 << 20, allowEmpty: false)
    var trailer: Trailer?
    while let block = try reader.next() {
      if case .trailer(let json, _) = block { trailer = try Trailer(parsing: json) }
    }
    return try #require(trailer)
  }

  /// A chain with a trailer, in frames of some lines each.
  func chain(_ frames: [[UInt8]]) throws -> [UInt8] {
    let writer = try StreamWriter(
      try OutputFile(path: path("chain")), form: .chain(level: 1), threads: 1)
    for frame in frames {
      try writer.append(frame[...])
      try writer.flush()
    }
    try writer.finish {
      Trailer(totals: $0, ledger: .null, history: [["filter": "made"]]).bytes
    }
    try writer.commit()
    return try #require(read("chain"))
  }

  /// A loop over some lines that writes to the file `out`.
  /// - Parameters:
  ///   - rejects: whether bad lines go to the file `rejects`, however many there are.
  ///   - plain: whether `out` has plain lines.
  func loop(_ lines: String, rejects: Bool = false, plain: Bool = true) throws -> RecordLoop {
    var options = options
    options.inputs = [try write(Array(lines.utf8), as: "in")]
    options.writing.plain = plain
    options.running.threads = 2
    if rejects {
      options.reading.rejects = path("rejects")
      options.reading.maxRejects = .share(1)
    }
    return try RecordLoop(RunDescription("test"), options)
  }
}
