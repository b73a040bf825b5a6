import Glibc

/// A place in a line that was checked as JSON before.
struct Walk {
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

  /// Passes over a number, and gives it; whole if it is written without point and exponent.
  mutating func number() -> (Double, isWhole: Bool) {
    let start = position
    var isWhole = true
    while position < bytes.count {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
      default: return (value(of: start..<position), isWhole)
      }
      position += 1
    }
    return (value(of: start..<position), isWhole)
  }

  private func value(of range: Range<Int>) -> Double {
    var digits = 0
    var places: Int?
    // Up to 15 digits a double holds exactly, and a quotient by a power of ten is the nearest one.
    if range.count <= 16 {
      for byte in bytes[range] {
        if byte == UInt8(ascii: ".") {
          places = 0
        } else if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
          digits = digits * 10 + Int(byte & 15)
          places = places.map { $0 + 1 }
        } else if byte != UInt8(ascii: "-") {
          return Double(String(decoding: bytes[range], as: UTF8.self)) ?? .nan
        }
      }
      let size = Double(digits) / Self.powers[places ?? 0]
      return bytes[range.lowerBound] == UInt8(ascii: "-") ? -size : size
    }
    return Double(String(decoding: bytes[range], as: UTF8.self)) ?? .nan
  }

  private static let powers = (0...16).map { pow(10, Double($0)) }

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
