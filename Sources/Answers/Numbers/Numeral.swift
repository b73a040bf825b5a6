/// One numeral as it stands in a text, read strictly: digits with separators of thousands, a decimal
/// point, an exponent, one fraction bar, and nothing else.
struct Numeral {
  private enum Form {
    case decimal(ExactNumber.Decimal)
    case fraction(whole: ExactNumber.Decimal?, ExactNumber.Decimal, ExactNumber.Decimal)
  }
  private var form: Form

  /// Largest power of ten that an exponent may have; beyond it a numeral is not read, so that a
  /// few bytes never become a long string.
  private static let largestExponent = 400

  /// Reads all of `range`; `nil` if it is a compound such as `2-3`, `1.2.3`, `12:30` or `3,4`.
  init?(_ text: Span<UInt8>, _ range: Range<Int>) {
    var bar: Int?
    for index in range where text[index] == UInt8(ascii: "/") {
      guard bar == nil else { return nil }
      bar = index
    }
    guard let bar else {
      guard let value = Self.decimal(text, range) else { return nil }
      form = .decimal(value)
      return
    }
    guard let top = Self.decimal(text, range.lowerBound..<bar),
      let bottom = Self.decimal(text, bar + 1..<range.upperBound), !bottom.isZero
    else { return nil }
    form = .fraction(whole: nil, top, bottom)
  }

  /// The fraction `numerator`/`denominator` of two ranges, as in `\frac{7}{2}`.
  init?(_ text: Span<UInt8>, numerator: Range<Int>, denominator: Range<Int>) {
    guard let top = Self.decimal(text, numerator), let bottom = Self.decimal(text, denominator),
      !bottom.isZero
    else { return nil }
    form = .fraction(whole: nil, top, bottom)
  }

  /// Whether a whole number before this numeral makes a mixed number with it, as in `3 1/2`.
  var isFraction: Bool {
    if case .fraction(whole: nil, _, _) = form { true } else { false }
  }

  /// Puts the whole number of `range` before a fraction; false if there is none.
  mutating func addWhole(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard case .fraction(whole: nil, let top, let bottom) = form,
      let whole = Self.decimal(text, range), whole.scale == 0
    else { return false }
    form = .fraction(whole: whole, top, bottom)
    return true
  }

  /// The canonical string, with the sign; `nil` where the value is out of reach.
  /// - Parameter scale: by which power of ten the value is divided.
  func canonical(negative: Bool, scale: Int = 0) -> String? {
    switch form {
    case .decimal(var value):
      value.scale += scale
      return ExactNumber.canonical(value, negative: negative)
    case .fraction(let whole, let top, let bottom):
      return ExactNumber.canonical(
        whole: whole, numerator: top, denominator: bottom, negative: negative, scale: scale)
    }
  }

  /// `digits[,ddd…][.digits][e±digits]` or `.digits`.
  private static func decimal(_ text: Span<UInt8>, _ range: Range<Int>) -> ExactNumber.Decimal? {
    var cursor = range.lowerBound
    var digits: [UInt8] = []
    var scale = 0
    var read = 0

    func readDigits() -> Int {
      let start = cursor
      while cursor < range.upperBound, text[cursor].isDigit {
        if !digits.isEmpty || text[cursor] != 0x30 { digits.append(text[cursor] - 0x30) }
        cursor += 1
      }
      read += cursor - start
      return cursor - start
    }

    let leading = readDigits()
    // `0,123` is no number of thousands.
    if (1...3).contains(leading), text[range.lowerBound] != 0x30, cursor < range.upperBound,
      text[cursor] == UInt8(ascii: ",") || text[cursor] == UInt8(ascii: "'")
    {
      let separator = text[cursor]
      var groups: [Int] = []
      while cursor < range.upperBound, text[cursor] == separator {
        cursor += 1
        groups.append(readDigits())
      }
      guard isGrouping(leading, groups, separator) else { return nil }
    }
    if cursor < range.upperBound, text[cursor] == UInt8(ascii: ".") {
      cursor += 1
      scale = readDigits()
    }
    guard read > 0 else { return nil }
    if cursor < range.upperBound, text[cursor].lowercased == UInt8(ascii: "e") {
      cursor += 1
      guard let power = exponent(text, &cursor, range.upperBound) else { return nil }
      scale -= power
    }
    guard cursor == range.upperBound else { return nil }
    if scale < 0, !digits.isEmpty {
      digits += repeatElement(0, count: -scale)
    }
    return .init(digits: digits, scale: max(0, scale))
  }

  /// Groups of three digits, or as in India of two and then three: `12,34,567`.
  private static func isGrouping(_ leading: Int, _ groups: [Int], _ separator: UInt8) -> Bool {
    if groups.allSatisfy({ $0 == 3 }) { return true }
    return separator == UInt8(ascii: ",") && leading <= 2 && groups.last == 3
      && groups.dropLast().allSatisfy { $0 == 2 }
  }

  private static func exponent(_ text: Span<UInt8>, _ cursor: inout Int, _ end: Int) -> Int? {
    var negative = false
    if cursor < end, text[cursor] == UInt8(ascii: "-") || text[cursor] == UInt8(ascii: "+") {
      negative = text[cursor] == UInt8(ascii: "-")
      cursor += 1
    }
    let start = cursor
    var value = 0
    while cursor < end, text[cursor].isDigit {
      value = value * 10 + Int(text[cursor] - 0x30)
      guard value <= largestExponent else { return nil }
      cursor += 1
    }
    return cursor > start ? (negative ? -value : value) : nil
  }
}
