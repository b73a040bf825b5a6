/// A regular expression over UTF-8 that no text can make run without end.
///
/// The pattern becomes the program of a small machine whose threads all step through the text
/// together (Thompson 1968; Pike's captures), so no pattern can make a text take exponential time, and
/// a value of this type is shared by threads without a lock, which Swift's own `Regex` is not.
/// Offered are literals, `.` (all but a newline), classes `[a-z]` `[^…]`, `\d \w \s` and their
/// capitals, `\b`, `^` and `$` (a line's ends), groups `(…)` and `(?:…)`, `|`, the counts
/// `* + ? {m} {m,} {m,n}` greedy or, with `?` behind, lazy, and `(?i)` in front for ASCII letters of
/// either case. Back references and look-around are refused.
package struct Pattern: Sendable {
  /// Why a pattern cannot be read.
  package struct Mistake: Error, Equatable {
    /// Completes the sentence "the pattern cannot be read: …".
    package let description: String
  }

  enum Instruction: Sendable {
    case bytes(ByteSet)
    case assertion(Assertion)
    case fork(preferred: Int, other: Int)
    case jump(Int)
    case save(Int)
    case match
  }

  enum Assertion: Sendable {
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary
  }

  private let program: [Instruction]
  /// What a match can begin with; `nil` if it can be empty.
  private let firstBytes: ByteSet?
  /// Whether the first group and not the whole match is the result.
  private let hasGroup: Bool

  package init(_ source: String) throws(Mistake) {
    var compiler = try PatternCompiler(source)
    try compiler.compile()
    program = compiler.program
    firstBytes = Self.firstBytes(of: compiler.program)
    hasGroup = compiler.groups > 0
  }

  private static func firstBytes(of program: [Instruction]) -> ByteSet? {
    var result = ByteSet()
    var seen = Set<Int>()
    var pending = [0]
    while let counter = pending.popLast() {
      guard seen.insert(counter).inserted else { continue }
      switch program[counter] {
      case .bytes(let set): result.formUnion(set)
      case .assertion, .save: pending.append(counter + 1)
      case .fork(let preferred, let other): pending += [preferred, other]
      case .jump(let target): pending.append(target)
      case .match: return nil
      }
    }
    return result
  }

  /// The span of the first group, or of the whole match without groups, of the last match in `text`.
  ///
  /// Matches are sought from the left, each from the end of the one before; a group that takes no
  /// part gives its match no result. One search takes O(text × pattern); a pattern that looks far
  /// ahead of each of many matches, such as `a.*b|a`, takes that many times.
  package func lastMatch(in text: Span<UInt8>) -> Range<Int>? {
    var machine = PatternMachine(program: program, firstBytes: firstBytes)
    var found: Range<Int>?
    var cursor = 0
    while cursor <= text.count, let match = machine.firstMatch(in: text, from: cursor) {
      if hasGroup {
        if let group = match.group { found = group }
      } else {
        found = match.whole
      }
      cursor = match.whole.upperBound + (match.whole.isEmpty ? 1 : 0)
    }
    return found
  }
}

/// A set of bytes as 256 bits.
struct ByteSet: Sendable {
  private var words = SIMD4<UInt64>()

  init(_ members: some Sequence<UInt8> = []) {
    for member in members { insert(member) }
  }

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

  mutating func formUnion(_ other: ByteSet) { words |= other.words }

  var inverted: ByteSet {
    var result = self
    result.words = ~words
    return result
  }

  /// With both cases of every ASCII letter that it has in one.
  var ignoringCase: ByteSet {
    var result = self
    for lower in UInt8(ascii: "a")...UInt8(ascii: "z")
    where contains(lower) || contains(lower - 32) {
      result.insert(lower)
      result.insert(lower - 32)
    }
    return result
  }
}
