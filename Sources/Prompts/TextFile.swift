import Glibc
import Records

/// A small text file that an option names.
package enum TextFile {
  /// The whole file.
  /// - Throws: `ModelError.damaged` with the path and the system's reason.
  package static func text(_ path: String) throws(ModelError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      throw .damaged("\(path) is compressed: give it as text (zstd -d)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .damaged("\(path) is not UTF-8")
    }
    return text
  }

  /// The JSON values of a file of JSON Lines.
  /// - Throws: `ModelError.damaged` with the path and the line.
  package static func jsonLines(_ path: String) throws(ModelError) -> [JSON] {
    var values: [JSON] = []
    let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      do {
        values.append(try JSON(parsing: String(line)))
      } catch {
        throw .damaged("\(path), line \(index + 1): \(error)")
      }
    }
    return values
  }

  private static func failure(_ path: String) -> ModelError {
    .damaged("\(path): \(String(cString: strerror(errno)))")
  }
}
