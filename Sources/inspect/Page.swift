import Glibc
import Streams

/// What is printed, with colours where a person sees them.
final class Page {
  /// The look of a piece of text, as a terminal's number.
  enum Look: Int {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
  }

  private let file = OutputFile()
  private var text = ""
  private let isColoured: Bool

  var isTerminal: Bool { file.isTerminal }
  /// Whether it is time to print what was written.
  var isFull: Bool { text.utf8.count > 1 << 16 }

  init() {
    let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    isColoured = file.isTerminal && !refuses
  }

  func write(_ piece: String) { text += piece }

  func styled(_ piece: String, _ look: Look) -> String {
    let piece = Self.visible(piece)
    return isColoured ? "\u{1B}[\(look.rawValue)m\(piece)\u{1B}[0m" : piece
  }

  /// A label, then text; further lines of it stand below its first.
  func write(_ label: String, _ text: String) { write(label, parts: [Self.visible(text)]) }

  /// A label, then pieces that are fit to be seen.
  func write(_ label: String, parts: [String]) {
    let padding = String(repeating: " ", count: max(1, 11 - label.count))
    let lines = parts.joined(separator: "  ").utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    write((label.isEmpty ? "" : styled(label, .faint)) + padding)
    for (number, line) in lines.enumerated() {
      write((number > 0 ? Self.indent : "") + String(Substring(line)) + "\n")
    }
  }

  private static let indent = String(repeating: " ", count: 11)

  /// The text with its control characters as pictures, so that it cannot steer the terminal.
  static func visible(_ text: String) -> String {
    // 0xC2 begins the control characters beyond ASCII, among others.
    let isSuspect: (UInt8) -> Bool = { byte in
      (byte < 0x20 && byte != 0x0A && byte != 0x09) || byte == 0x7F || byte == 0xC2
    }
    guard text.utf8.contains(where: isSuspect) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.append(scalar)
      case 0x00..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F..<0xA0: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  func flush() throws {
    try file.write(Array(text.utf8))
    text = ""
  }
}
