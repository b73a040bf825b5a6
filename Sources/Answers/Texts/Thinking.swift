import Glibc

/// What a reasoning model thought before it answered, between tags such as `<think>` and `</think>`.
///
/// No extractor looks inside. A closing tag hides everything back to the opening tag of its kind, or
/// to the beginning of the text if none is open, as chat templates put the opening tag into the
/// prompt. An opening tag that is never closed hides everything behind it: such a text was cut off
/// while the model was thinking, and has no answer yet.
package enum Thinking {
  /// The tags of one kind; letters of either case are met.
  private struct Kind {
    var open: StaticString
    var close: StaticString
  }

  private static let kinds = [
    Kind(open: "<think>", close: "</think>"),
    Kind(open: "<thinking>", close: "</thinking>"),
    Kind(open: "<thought>", close: "</thought>"),
    Kind(open: "<reasoning>", close: "</reasoning>"),
    Kind(open: "<scratchpad>", close: "</scratchpad>"),
    Kind(open: "<seed:think>", close: "</seed:think>"),
    Kind(open: "<|begin_of_thought|>", close: "<|end_of_thought|>"),
    Kind(open: "<|channel|>analysis<|message|>", close: "<|end|>"),
    Kind(open: "[think]", close: "[/think]"),
    Kind(open: "◁think▷", close: "◁/think▷"),
  ]

  /// The text with line ends in the place of every byte that is hidden, so that offsets stay what
  /// they are; `nil` if nothing is hidden, which is found out in one quick pass.
  package static func hidden(in text: Span<UInt8>) -> [UInt8]? {
    guard text.mayHoldTag else { return nil }
    let hidden = ranges(in: text)
    guard !hidden.isEmpty else { return nil }
    var bytes = text.bytes(0..<text.count)
    for range in hidden {
      for index in range { bytes[index] = 0x0A }
    }
    return bytes
  }

  /// The ranges that are hidden; they may overlap.
  private static func ranges(in text: Span<UInt8>) -> [Range<Int>] {
    var open = [Int?](repeating: nil, count: kinds.count)
    var hidden: [Range<Int>] = []
    var cursor = 0
    while let place = text.nextTag(from: cursor) {
      cursor = place + 1
      for (number, kind) in kinds.enumerated() {
        if text.has(kind.open, at: place, ignoringCase: true) {
          open[number] = open[number] ?? place
        } else if text.has(kind.close, at: place, ignoringCase: true) {
          // `<|end|>` ends other parts of a conversation too.
          guard open[number] != nil || number != 7 else { continue }
          hidden.append((open[number] ?? 0)..<place + kind.close.utf8CodeUnitCount)
          open[number] = nil
        }
      }
    }
    return hidden + open.compactMap { $0.map { $0..<text.count } }
  }
}

extension Span<UInt8> {
  /// Whether there is a byte with which a tag of `Thinking` may begin; the C library's search finds out faster
  /// than any loop here.
  fileprivate var mayHoldTag: Bool {
    withUnsafeBytes { bytes in
      Self.holdsTag(bytes, 0x3C) || Self.holdsTag(bytes, 0x5B) || Self.holdsTag(bytes, 0xE2)
    }
  }

  /// Whether a tag may begin with this byte somewhere.
  private static func holdsTag(_ bytes: UnsafeRawBufferPointer, _ byte: Int32) -> Bool {
    guard let start = bytes.baseAddress else { return false }
    var cursor = 0
    while let found = memchr(start + cursor, byte, bytes.count - cursor) {
      let place = start.distance(to: UnsafeRawPointer(found))
      if canBegin(bytes, place) { return true }
      cursor = place + 1
    }
    return false
  }

  /// The next byte with which a tag of `Thinking` may begin.
  fileprivate func nextTag(from start: Int) -> Int? {
    withUnsafeBytes { bytes in
      (start..<Swift.max(start, bytes.count)).first { Self.canBegin(bytes, $0) }
    }
  }

  private static func canBegin(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
    guard place + 1 < bytes.count else { return false }
    let next = bytes[place + 1]
    return switch bytes[place] {
    case UInt8(ascii: "<"): next == UInt8(ascii: "/") || next == UInt8(ascii: "|") || next.isLetter
    case UInt8(ascii: "["): next == UInt8(ascii: "/") || next.lowercased == UInt8(ascii: "t")
    case 0xE2: next == 0x97
    default: false
    }
  }
}
