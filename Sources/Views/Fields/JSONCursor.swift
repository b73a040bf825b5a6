import Glibc
import Records

/// A place in a line that was checked as JSON before.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    _ = next()
  }

  var byte: UInt8 { bytes[position] }

  /// The next byte that is no space.
  mutating func next() -> UInt8 {
    while byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
    return byte
  }

  /// Passes over a string, and gives the range between its quotes.
  mutating func string() -> Range<Int> {
    let start = position + 1
    position = start
    while let base = bytes.baseAddress,
      let found = memchr(base + position, 0x22, bytes.count - position)
    {
      let quote = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      var slashes = 0
      while quote - slashes > start, bytes[quote - slashes - 1] == UInt8(ascii: "\\") {
        slashes += 1
      }
      position = quote + 1
      if slashes.isMultiple(of: 2) { break }
    }
    return start..<position - 1
  }

  /// Passes over a number.
  mutating func number() -> NumberText? {
    let number = NumberText(bytes, at: position)
    position = number?.end ?? position + 1
    return number
  }

  /// Passes over a value of any kind.
  mutating func skip() {
    var depth = 0
    repeat {
      switch next() {
      case UInt8(ascii: "\""): _ = string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
      case UInt8(ascii: "n"), UInt8(ascii: "t"): position += 4
      case UInt8(ascii: "f"): position += 5
      default: _ = number()
      }
    } while depth > 0
  }
}
