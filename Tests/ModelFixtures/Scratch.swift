import Foundation

/// A directory that is gone when the test is.
package final class Scratch {
  package let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "models-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The bytes of a safetensors file with this header and so many bytes of numbers.
  package static func safetensors(_ header: String, numbers: [UInt8]) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(numbers)
  }
}
