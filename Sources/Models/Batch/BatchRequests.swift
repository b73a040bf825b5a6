import Checkpoints
import Records
import Streams

/// Writes the requests of batches, a line each, in files that appear when they are complete.
///
/// A file takes as many lines and bytes as OpenAI's batches do; what is more goes to further files,
/// `requests-2.jsonl` beside `requests.jsonl`.
final class BatchRequests {
  /// The files.
  private(set) var paths: [String] = []
  /// How many requests were written.
  private(set) var count = 0

  private let path: String
  private var files: [OutputFile] = []
  private var lines = 0
  private var bytes = 0
  private var pending: [UInt8] = []
  private var endpoint: String?
  private static let mostLines = 50_000
  private static let mostBytes = 200_000_000

  /// Begins the first file.
  init(path: String) throws {
    self.path = path
    try begin()
  }

  deinit {
    // A run that failed leaves none.
    for file in files { file.abandon() }
  }

  private func begin() throws {
    var next = path
    if !files.isEmpty {
      let name = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      let end = path[name...].firstIndex(of: ".") ?? path.endIndex
      next = "\(path[..<end])-\(files.count + 1)\(path[end...])"
    }
    paths.append(next)
    files.append(try OutputFile(path: next))
    (lines, bytes) = (0, 0)
  }

  /// Adds a request.
  /// - Throws: `ModelError.unsupported` if it goes to another endpoint than those before it.
  func add(_ id: String, _ call: ServerCall) throws {
    guard endpoint == nil || endpoint == call.path else {
      throw ModelError.unsupported(
        "some prompts are text and some are conversations, and a batch has one endpoint: --chat "
          + "makes conversations of all")
    }
    endpoint = call.path
    let line: JSON = [
      "custom_id": .string(id), "method": "POST", "url": .string("/v1" + call.path),
      "body": call.body,
    ]
    let text = Array((line.text + "\n").utf8)
    if lines == Self.mostLines || bytes + text.count > Self.mostBytes && lines > 0 {
      try flush()
      try begin()
    }
    pending += text
    lines += 1
    bytes += text.count
    count += 1
    if pending.count > 1 << 20 { try flush() }
  }

  private func flush() throws {
    try files[files.count - 1].write(pending)
    pending = []
  }

  /// Puts the files in their places.
  func finish() throws {
    try flush()
    for file in files { try file.commit() }
  }
}
