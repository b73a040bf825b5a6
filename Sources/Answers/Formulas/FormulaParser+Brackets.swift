/// What stands in brackets, braces and bars: tuples, intervals, sets, matrices.
extension FormulaParser {
  mutating func elements(until closer: StaticString) throws(FormulaFailure) -> [FormulaNode] {
    let outer = commaSeparates
    commaSeparates = true
    defer { commaSeparates = outer }
    let items = try list().items
    guard take(closer) else { throw .unreadable }
    return items
  }

  /// Round or square brackets: a tuple, an interval, a list, or around one value just brackets.
  mutating func brackets() throws(FormulaFailure) -> FormulaNode {
    let isRound = byte == UInt8(ascii: "(")
    cursor += 1
    let outer = commaSeparates
    commaSeparates = true
    defer { commaSeparates = outer }
    let items = try list().items
    let endsRound = byte == UInt8(ascii: ")")
    guard take(")") || take("]"), !items.isEmpty else { throw .unreadable }
    if items.count == 1 {
      guard isRound == endsRound else { throw .unreadable }
      if isRound || items[0].form.utf8.starts(with: "[[".utf8) { return items[0] }
    }
    if isRound, endsRound { return .tuple(items) }
    if let region = Self.interval(items, lowIncluded: !isRound, highIncluded: !endsRound) {
      return .region(region)
    }
    let inner = items.map(\.form).joined(separator: ",")
    return .composite((isRound ? "(" : "[") + inner + (endsRound ? ")" : "]"))
  }

  /// The interval between two constants, the first of which is less.
  static func interval(
    _ items: [FormulaNode], lowIncluded: Bool, highIncluded: Bool
  ) -> Region? {
    guard items.count == 2 else { return nil }
    var interval = Interval.all
    switch items[0] {
    case .infinity(isNegative: true) where !lowIncluded: break
    case .expression(let value):
      guard let constant = Constant(value) else { return nil }
      interval.low = Interval.End(constant: constant, isIncluded: lowIncluded)
    default: return nil
    }
    switch items[1] {
    case .infinity(isNegative: false) where !highIncluded: break
    case .expression(let value):
      guard let constant = Constant(value) else { return nil }
      interval.high = Interval.End(constant: constant, isIncluded: highIncluded)
    default: return nil
    }
    if let low = interval.low, let high = interval.high {
      guard let order = low.constant.order(to: high.constant), order < 0 else { return nil }
    }
    return Region(union: [interval])
  }

  mutating func braces() throws(FormulaFailure) -> FormulaNode {
    let start = cursor
    cursor += 1
    let items = try elements(until: "}")
    if items.count == 1, case .expression(let value) = items[0] {
      // The braces around `1 \over 2` only tell what it divides.
      let inner = string(start..<cursor)
      let isFraction = inner.contains("\\over") || inner.contains("\\choose")
      return isFraction ? items[0] : .braced(value)
    }
    return Self.collected(items)
  }

  /// A set in braces.
  static func collected(_ items: [FormulaNode]) -> FormulaNode {
    items.isEmpty ? .set([]) : items.count == 1 ? .set(items) : listed(items, [.comma])
  }

  /// The conditions of `{x ∈ ℝ | x > 5}` behind its first brace; `nil` if this is another set.
  mutating func conditions() throws(FormulaFailure) -> FormulaNode? {
    let start = cursor
    skipSpace()
    guard byte.isLetter, endOfLetters(cursor) == cursor + 1 else { return nil }
    cursor += 1
    if takeCommand("in") {
      // Conditions on whole numbers say less than the same on real ones.
      guard takeCommand("mathbb"), case .region? = try? numberSet() else { throw .unreadable }
    }
    guard takeCommand("mid") || takeCommand("colon") || take("|") || take(":") else {
      cursor = start
      return nil
    }
    let (items, separators) = try list()
    guard take("\\}"), !items.isEmpty else { throw .unreadable }
    let all = Self.listed(items, separators == [.comma] ? [.and] : separators)
    if case .assignment(_, let value) = all { return .set([value]) }
    return all
  }

  /// The letter behind `\mathbb`.
  mutating func numberSet() throws(FormulaFailure) -> FormulaNode {
    let isBraced = take("{")
    skipSpace()
    let names: [UInt8: String] = [0x52: "ℝ", 0x5A: "ℤ", 0x4E: "ℕ", 0x51: "ℚ", 0x43: "ℂ"]
    guard let name = names[byte], !byte(1).isLetter else { throw .unreadable }
    cursor += 1
    guard !isBraced || take("}") else { throw .unreadable }
    return name == "ℝ" ? .region(.all) : .composite(name)
  }

  mutating func magnitude(until closer: StaticString) throws(FormulaFailure) -> FormulaNode {
    if byte == UInt8(ascii: "|") { cursor += 1 }
    let value = try item().value()
    guard take(closer) else { throw .unreadable }
    return .expression(try magnitude(of: value))
  }

  func magnitude(of value: Polynomial) throws(FormulaFailure) -> Polynomial {
    if let number = value.rational { return Polynomial(number.magnitude) }
    let isNegative = value.terms.first?.coefficient.isNegative == true
    let inner = isNegative ? value.negated : value
    return Polynomial(Factor(name: "abs(\(inner.form))", exponent: 1))
  }

  /// The rows of `\begin{pmatrix}…\end{pmatrix}` and its like, as a list of lists.
  mutating func matrix() throws(FormulaFailure) -> FormulaNode {
    guard take("{") else { throw .unreadable }
    let name = takeLetters()
    guard Self.matrices.contains(name), take("}") else { throw .unreadable }
    if name == "array" { try skipColumns() }
    var rows: [[String]] = [[]]
    while !takeCommand("end") {
      rows[rows.count - 1].append(try item().form)
      skipSpace()
      if take("\\\\") {
        skipSpace()
        if commandName() != "end" { rows.append([]) }
      } else if !take("&") {
        guard commandName() == "end" else { throw .unreadable }
      }
    }
    guard take("{"), takeLetters() == name, take("}") else { throw .unreadable }
    let lists = rows.map { "[" + $0.joined(separator: ",") + "]" }
    return .composite("[" + lists.joined(separator: ",") + "]")
  }

  private mutating func takeLetters() -> String {
    let start = cursor
    cursor = endOfLetters(cursor)
    return string(start..<cursor)
  }

  private mutating func skipColumns() throws(FormulaFailure) {
    guard take("{") else { throw .unreadable }
    while byte.isLetter || byte == UInt8(ascii: "|") { cursor += 1 }
    guard take("}") else { throw .unreadable }
  }

  private static let matrices: Set<String> = [
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array",
  ]
}
