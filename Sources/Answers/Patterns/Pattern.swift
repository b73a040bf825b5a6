/// A regular expression over the characters of a text that no text can make run without end.
///
/// The pattern becomes the program of a small machine whose threads all step through the text
/// together (Thompson 1968; Pike's captures), so no pattern can make a text take exponential time, and
/// a value of this type is shared by threads without a lock, which Swift's own `Regex` is not.
/// Offered are literals, `.` (all but a newline), classes `[a-z]` `[^…]` with named ones in them such
/// as `[[:digit:]]` or `[[:^digit:]]` (`CharacterClass`), `\d \w \s` and their capitals, which know the
/// digits, letters and blanks of all scripts, `\b` and `\B`, `^` and `$` (a line's ends), groups `(…)`
/// and `(?:…)`, `|`, the counts `* + ? {m} {m,} {m,n}` greedy or, with `?` behind, lazy, and `(?i)` in
/// front for letters of either case. Back references, look-around and named groups are refused.
package struct Pattern: Sendable {
  /// Why a pattern cannot be read.
  package struct Mistake: Error, Equatable {
    /// Completes the sentence `invalid pattern "…": …`.
    package let description: String
  }

  enum Instruction: Sendable {
    case characters(CharacterSet)
    case assertion(Assertion)
    case fork(preferred: Int, other: Int)
    case jump(Int)
    /// Notes the place: the beginning of group `number / 2` if `number` is even, else its end.
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
  private let groups: Int

  package init(_ source: String) throws(Mistake) {
    var compiler = PatternCompiler(source)
    try compiler.compile()
    program = compiler.program
    firstBytes = Self.firstBytes(of: compiler.program)
    groups = compiler.groups
  }

  private static func firstBytes(of program: [Instruction]) -> ByteSet? {
    var result = ByteSet()
    var seen = Set<Int>()
    var pending = [0]
    while let counter = pending.popLast() {
      guard seen.insert(counter).inserted else { continue }
      switch program[counter] {
      case .characters(let set): result.formUnion(set.firstBytes)
      case .assertion, .save: pending.append(counter + 1)
      case .fork(let preferred, let other): pending += [preferred, other]
      case .jump(let target): pending.append(target)
      case .match: return nil
      }
    }
    return result
  }

  /// What the last match in `text` comes to: the first of its groups that took part, or the whole
  /// match of a pattern without groups; in bytes of the text's UTF-8.
  ///
  /// Matches are sought from the left, each from the end of the one before; a match in which no group
  /// took part has no result. One search takes O(text × pattern); a pattern that looks far ahead of
  /// each of many matches, such as `a.*b|a`, takes that many times.
  package func lastMatch(in text: Span<UInt8>) -> Range<Int>? {
    var found: Range<Int>?
    forEachMatch(in: text) { found = $0 }
    return found
  }

  /// The spans, in UTF-8 bytes, that `lastMatch` would find one after another.
  package func matches(in text: String) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var text = text
    text.withUTF8 { bytes in forEachMatch(in: bytes.span) { found.append($0) } }
    return found
  }

  private func forEachMatch(in text: Span<UInt8>, _ body: (Range<Int>) -> Void) {
    var machine = PatternMachine(program: program, firstBytes: firstBytes, groups: groups)
    var cursor = 0
    while cursor <= text.count, let match = machine.firstMatch(in: text, from: cursor) {
      if groups == 0 { body(match.whole) } else if let group = match.group { body(group) }
      cursor = match.whole.upperBound
      if match.whole.isEmpty { cursor += cursor < text.count ? text.scalar(at: cursor).length : 1 }
    }
  }
}
