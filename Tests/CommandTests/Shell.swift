import Foundation
import Glibc

/// Runs shell lines with the commands that were just built.
enum Shell {
  /// What a line left behind.
  struct Result {
    var status: Int32
    var stdout: [UInt8]
    var stderr: String

    /// The output as text; bytes that are none are replaced.
    var text: String { String(decoding: stdout, as: UTF8.self) }
  }

  /// The folder of the built commands: the one that the running tests lie in.
  static let binaries: URL = {
    let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return URL(filePath: executable ?? CommandLine.arguments[0]).deletingLastPathComponent()
  }()

  /// The package's folder.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What every line sees of the environment.
  private static let environment = [
    "PATH=\(binaries.path):/usr/local/bin:/usr/bin:/bin", "NO_COLOR=1", "LC_ALL=C.UTF-8", "TZ=UTC",
  ]

  /// Runs a line with `bash -euo pipefail` in a folder.
  ///
  /// A line that hangs is ended after a minute, with status 124.
  static func run(_ line: String, in folder: URL) throws -> Result {
    let outputs = try Folder()
    let stdout = outputs.url.appending(path: "stdout")
    let stderr = outputs.url.appending(path: "stderr")
    let status = try spawn(
      ["/usr/bin/env", "-C", folder.path, "timeout", "60", "bash", "-euo", "pipefail", "-c", line],
      stdout: stdout, stderr: stderr)
    return Result(
      status: status, stdout: Array(try Data(contentsOf: stdout)),
      stderr: String(decoding: try Data(contentsOf: stderr), as: UTF8.self))
  }

  private static func spawn(_ arguments: [String], stdout: URL, stderr: URL) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, file) in [(Int32(1), stdout), (2, stderr)] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, file.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // A thread of tests may hold signals back; who starts a command from a shell does not.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, arguments[0], &actions, &attributes, &words, &variables)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0, errno == EINTR {}
    let signal = state & 0x7F
    return signal == 0 ? state >> 8 & 0xFF : 128 + signal
  }
}

/// A folder that is removed when nobody needs it any more.
final class Folder: Sendable {
  let url: URL

  /// Makes an empty folder.
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "autodidact-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Makes a copy of another folder.
  init(copying original: URL) throws {
    url = FileManager.default.temporaryDirectory.appending(path: "autodidact-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: original, to: url)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  /// Whether a file is there.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appending(path: name).path)
  }

  /// The names of all files, hidden ones too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}
