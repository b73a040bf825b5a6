import Checkpoints
import Records
import Streams

/// What batch queues answered, by `custom_id`: files in the form of OpenAI's batches, which vLLM's
/// `run-batch` and others write too.
///
/// Lines may come in any order and more than once, answers and errors in different files; of several
/// lines for one request an answer is taken before an error, and the first before later ones. A batch
/// that expired or was cancelled, and a server that was busy or failed, leave a request unanswered.
///
/// Memory: about 100 bytes a line; the files are mapped.
final class BatchResults {
  /// How good a line is; more is better.
  private enum Worth: Int {
    case unanswered
    case rejected
    case answered
  }
  private struct Entry {
    var file: Int
    var range: Range<Int>
    var worth: Worth
  }

  private let files: [MappedFile]
  private var entries: [String: Entry] = [:]
  /// How many requests have a line.
  var count: Int { entries.count }
  /// The files that end within a line.
  private(set) var cutOff: [String] = []

  /// Reads what lies in some files.
  /// - Throws: `ModelError.damaged` with the path and the line that is no result.
  init(_ paths: [String]) throws {
    files = try paths.map { try MappedFile(path: $0) }
    for (file, path) in zip(files.indices, paths) { try read(file, path) }
  }

  private func read(_ file: Int, _ path: String) throws {
    let bytes = files[file].bytes
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      throw ModelError.damaged("\(path) is compressed: give it as text (zstd -d)")
    }
    var start = 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      defer { start = end + 1 }
      number += 1
      guard bytes[start..<end].contains(where: { $0 > 0x20 }) else { continue }
      guard let value = try? JSON(parsing: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      else {
        // A download that broke off is used for what it holds.
        guard end < bytes.count else {
          cutOff.append(path)
          return
        }
        throw ModelError.damaged("\(path), line \(number): it is no JSON value")
      }
      guard let id = value["custom_id"]?.string else {
        throw ModelError.damaged("\(path), line \(number): it has no custom_id")
      }
      let worth = Self.worth(of: value)
      if entries[id].map({ $0.worth.rawValue < worth.rawValue }) ?? true {
        entries[id] = Entry(file: file, range: start..<end, worth: worth)
      }
    }
  }

  private static func worth(of value: JSON) -> Worth {
    guard let response = value["response"], response != .null else {
      return isFinal(value["error"]) ? .rejected : .unanswered
    }
    let body = response["body"] ?? .null
    let complaint = ServerComplaint(inSuccess: body, secrets: [], now: 0)
    let status = response["status_code"]?.integer ?? 200
    switch StatusMeaning(status) {
    case .success: return complaint == nil ? .answered : .rejected
    case .rejected, .forbidden, .misdirected: return .rejected
    case .retry, .limit, .account: return .unanswered
    }
  }

  /// Whether a request would fail again: not if it was only never worked on.
  private static func isFinal(_ error: JSON?) -> Bool {
    guard let code = error?["code"]?.string ?? error?["type"]?.string,
      let status = StatusMeaning.status(of: code.lowercased())
    else { return error?["code"] != nil || error?["type"] != nil }
    return ![.retry, .limit, .account].contains(StatusMeaning(status))
  }

  /// What a batch says of a request.
  enum Finding {
    case reply(ModelReply)
    /// The server rejected it: the reason.
    case rejected(String)
  }

  /// What is known of a request for a completion, nil if nothing is.
  /// - Parameter name: the model, for an answer that names none.
  func result(_ id: String, _ settings: SamplingSettings, name: String) throws -> Finding? {
    guard let entry = entries[id], entry.worth != .unanswered else { return nil }
    let value = try JSON(
      parsing: UnsafeRawBufferPointer(rebasing: files[entry.file].bytes[entry.range]))
    let body = value["response"]?["body"]
    guard entry.worth == .answered, let body else {
      let failed = body ?? ["error": value["error"] ?? .null]
      return .rejected(
        ServerComplaint(failed, text: Array(failed.text.utf8), secrets: [], now: 0).message)
    }
    switch CompletionReader.completion(body, settings, name: name) {
    case .success(let completion): return .reply(.completion(completion))
    case .failure(.rejected(let reason)): return .reply(.failed(reason))
    case .failure: return nil
    }
  }
}
