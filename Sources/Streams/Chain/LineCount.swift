import Glibc

/// Counts and finds the ends of lines.
package enum LineCount {
  /// How many newlines there are.
  package static func of(_ bytes: [UInt8]) -> Int { of(bytes[...]) }

  /// How many newlines there are.
  package static func of(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.withUnsafeBytes { buffer in
      guard var place = buffer.baseAddress else { return 0 }
      let end = place + buffer.count
      var count = 0
      while let found = memchr(place, 0x0A, end - place) {
        count += 1
        place = UnsafeRawPointer(found) + 1
      }
      return count
    }
  }

  /// The index of the first newline at or after a position.
  package static func firstNewline(in bytes: ArraySlice<UInt8>, from position: Int) -> Int? {
    guard position < bytes.endIndex else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let start = position - bytes.startIndex
      guard let found = memchr(base + start, 0x0A, buffer.count - start) else { return nil }
      return bytes.startIndex + (UnsafeRawPointer(found) - base)
    }
  }

  /// Whole lines one by one, without their newlines.
  package static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    while let newline = firstNewline(in: bytes[...], from: start) {
      lines.append(bytes[start..<newline])
      start = newline + 1
    }
    return lines
  }

  /// The index of the last newline.
  package static func lastNewline(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.lastIndex(of: 0x0A)
  }
}
