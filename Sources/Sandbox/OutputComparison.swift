/// Whether what a program wrote is what it had to write.
enum OutputComparison {
  /// How far numbers with a fraction may differ: absolutely, and relative to the expected one.
  static let tolerance = 1e-6

  /// Lines must agree but for white space at their ends and empty lines at the end of the whole.
  ///
  /// In a line that holds a number with a fraction, such as `0.5`, numbers may be written in another way
  /// and differ by `tolerance`, as judges of programming contests allow; whole numbers may not.
  static func agree(_ output: [UInt8], _ expected: [UInt8]) -> Bool {
    let (given, wanted) = (lines(of: output), lines(of: expected))
    return given.count == wanted.count
      && zip(given, wanted).allSatisfy { $0 == $1 || agree(line: $0, $1) }
  }

  private static func agree(line: ArraySlice<UInt8>, _ expected: ArraySlice<UInt8>) -> Bool {
    let (given, wanted) = (words(of: line), words(of: expected))
    guard given.count == wanted.count, wanted.contains(where: hasFraction) else { return false }
    return zip(given, wanted).allSatisfy { given, wanted in
      if given.elementsEqual(wanted) { return true }
      guard hasFraction(wanted), let a = number(given), let b = number(wanted) else { return false }
      return abs(a - b) <= tolerance * max(1, abs(b))
    }
  }

  private static func hasFraction(_ word: ArraySlice<UInt8>) -> Bool {
    word.contains(UInt8(ascii: ".")) && number(word) != nil
  }

  private static func number(_ word: ArraySlice<UInt8>) -> Double? {
    guard word.allSatisfy({ "+-.0123456789eE".utf8.contains($0) }) else { return nil }
    return Double(String(decoding: word, as: UTF8.self))
  }

  private static func words(of line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// The lines of an output without white space at their ends, nor empty ones at the end.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      let last = line.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
      return line[..<(last.map { $0 + 1 } ?? line.startIndex)]
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
