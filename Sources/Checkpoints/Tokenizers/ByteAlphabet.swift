/// The characters that byte-level tokenizers write bytes with (Radford and others 2019, GPT-2).
///
/// Bytes that are visible in Latin-1 are the characters of their numbers, the other 68 are U+0100
/// and the following in their order.
enum ByteAlphabet {
  private static func isVisible(_ byte: UInt8) -> Bool {
    (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
  }

  /// The other bytes in their order.
  private static let hidden = (0...255).map(UInt8.init).filter { !isVisible($0) }

  /// The bytes that a token's text is written for; nil if a character of it stands for no byte.
  static func bytes(of text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if let byte = UInt8(exactly: scalar.value), isVisible(byte) {
        bytes.append(byte)
      } else if hidden.indices.contains(Int(scalar.value) - 256) {
        bytes.append(hidden[Int(scalar.value) - 256])
      } else {
        return nil
      }
    }
    return bytes
  }
}
