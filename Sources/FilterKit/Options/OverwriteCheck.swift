import ArgumentParser
import Glibc
import Streams

/// Whether a file may be replaced: nothing of a user's is overwritten by mistake.
package enum OverwriteCheck {
  /// Refuses a file that is an input, and where something else than a stream is to be written, a
  /// file that holds one: its name was probably forgotten.
  /// - Parameters:
  ///   - path: what is to be written.
  ///   - option: the option that names it.
  ///   - inputs: what is read.
  ///   - isStream: whether a stream is to be written.
  ///   - force: whether it is written all the same.
  /// - Throws: `Failure` with the status of wrong usage.
  package static func check(
    _ path: String, of option: String, inputs: [String], isStream: Bool, force: Bool
  ) throws(Failure) {
    guard !force, let identity = FileIdentity(of: path) else { return }
    if inputs.contains(where: { FileIdentity(of: $0) == identity }) {
      throw Failure(
        .usage, "invalid \(option) \"\(path)\": the file is an input; use another name, or --force")
    }
    guard !isStream, holdsStream(path) else { return }
    throw Failure(
      .usage,
      "invalid \(option) \"\(path)\": the file holds a stream; use another name, or --force")
  }

  /// Refuses names of streams to be written that are empty, that are inputs, or that name one file twice.
  /// - Parameters:
  ///   - outputs: the options that name what is written, with the names that were given.
  ///   - inputs: what is read.
  package static func checkStreams(
    _ outputs: [(option: String, path: String?)], inputs: [String]
  ) throws {
    var written: [(option: String, path: String)] = []
    for case (let option, let path?) in outputs {
      guard !path.isEmpty else {
        throw ValidationError("invalid \(option) \"\": use the name of a file")
      }
      guard !inputs.contains(where: { isOneFile($0, path) }) else {
        throw ValidationError(
          "invalid \(option) \"\(path)\": the file is an input, which would be lost; use another name"
        )
      }
      if let other = written.first(where: { $0.path == path || isOneFile($0.path, path) }),
        path != "/dev/null"
      {
        throw ValidationError("\(other.option) and \(option) name one file, \"\(path)\": use two")
      }
      written.append((option, path))
    }
  }

  /// Whether two paths lead to one regular file.
  private static func isOneFile(_ first: String, _ second: String) -> Bool {
    var status = stat()
    guard stat(second, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    return FileIdentity(of: first).map { $0 == FileIdentity(of: second) } ?? false
  }

  /// Whether a regular file begins as a compressed stream or as JSON Lines do.
  private static func holdsStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &start, start.count)
    guard count > 0 else { return false }
    let bytes = start[..<count]
    return Frames.looksCompressed(bytes) || bytes.first { !isSpace($0) } == UInt8(ascii: "{")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
