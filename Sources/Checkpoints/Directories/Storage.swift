/// The type of a model's numbers on the disk; in memory they are 32 bits wide.
package enum Storage: String, Sendable, CaseIterable {
  /// As they are.
  case f32
  /// Rounded to the nearest number of 8 significant bits, ties to even: half the bytes.
  case bf16

  /// How many bytes a number takes.
  var width: Int { self == .f32 ? 4 : 2 }
  /// What the `safetensors` library calls it.
  var type: String { self == .f32 ? "F32" : "BF16" }
  /// What a `config.json` calls it.
  var name: String { self == .f32 ? "float32" : "bfloat16" }

  /// Numbers as they lie in a file.
  func bytes(of numbers: UnsafeBufferPointer<Float>) -> [UInt8] {
    switch self {
    case .f32: return Array(UnsafeRawBufferPointer(numbers))
    case .bf16:
      let halves = numbers.map { Self.rounded($0).littleEndian }
      return halves.withUnsafeBytes { Array($0) }
    }
  }

  /// The upper half of a number's bits.
  private static func rounded(_ number: Float) -> UInt16 {
    let bits = number.bitPattern
    if number.isNaN { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}
