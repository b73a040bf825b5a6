/// What the regular expressions of tokenizers tell apart in a text.
enum CharacterKind: Equatable {
  /// `\p{L}`.
  case letter
  /// `\p{N}`.
  case number
  /// `\s`.
  case space
  case other

  init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      switch UInt8(truncatingIfNeeded: scalar.value) {
      case 0x41...0x5A, 0x61...0x7A: self = .letter
      case 0x30...0x39: self = .number
      case 0x09...0x0D, 0x20: self = .space
      default: self = .other
      }
      return
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = .letter
    case .decimalNumber, .letterNumber, .otherNumber: self = .number
    default: self = scalar.properties.isWhitespace ? .space : .other
    }
  }
}

/// A stretch of valid UTF-8 that is read character by character.
struct CharacterReader {
  let text: UnsafeBufferPointer<UInt8>
  /// Where the stretch ends.
  let end: Int

  /// The character at a place before the end.
  @inline(__always) func scalar(at place: Int) -> Unicode.Scalar {
    let first = UInt32(text[place])
    func next(_ offset: Int) -> UInt32 { UInt32(text[place &+ offset]) & 0x3F }
    let value: UInt32 =
      switch first {
      case ..<0x80: first
      case ..<0xE0: (first & 0x1F) << 6 | next(1)
      case ..<0xF0: (first & 0x0F) << 12 | next(1) << 6 | next(2)
      default: (first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3)
      }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// The kind of the character at a place, nil at the end.
  @inline(__always) func kind(at place: Int) -> CharacterKind? {
    place < end ? CharacterKind(scalar(at: place)) : nil
  }

  /// The place after the character at one.
  @inline(__always) func after(_ place: Int) -> Int {
    switch text[place] {
    case ..<0x80: place &+ 1
    case ..<0xE0: place &+ 2
    case ..<0xF0: place &+ 3
    default: place &+ 4
    }
  }

  /// The end of the run of characters of a kind that begins at a place, of at most so many.
  @inline(__always) func run(
    of kind: CharacterKind, from place: Int, atMost limit: Int = .max
  ) -> Int {
    var (place, count) = (place, 0)
    while count < limit, self.kind(at: place) == kind {
      place = after(place)
      count &+= 1
    }
    return place
  }
}
