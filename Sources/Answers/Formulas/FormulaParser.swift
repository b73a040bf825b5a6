/// Reads the answer of a problem as a formula and writes its normal form.
///
/// A formula is a number, a polynomial with roots, functions and fractions, a tuple, an interval, a set, a
/// list, a matrix, an equation or an inequality, in LaTeX or as plain text. It is read wholly or not at
/// all. Lists without brackets are sets; braces without a backslash are a set too.
struct FormulaParser {
  let text: [UInt8]
  var cursor = 0
  var work = Work()
  private var depth = 0
  /// Whether a comma always separates; outside brackets it may stand between thousands.
  var commaSeparates = false
  /// Whether the item that is read has a number in it, which a unit may follow.
  var hasNumber = false
  /// Whether letters side by side may be a product: something else says that this is mathematics.
  let hasEvidence: Bool
  private let isUpper: Bool
  private var hasPlusMinus = false
  /// What stood between the items of the outermost list.
  private var separators: Set<Separator> = []
  /// Whether commas with a blank behind stand between thousands.
  let hasSpacedThousands: Bool

  /// The normal form of `text`.
  static func form(of text: [UInt8]) throws(FormulaFailure) -> String {
    var parser = FormulaParser(text, isUpper: true)
    var items = try parser.all()
    if parser.hasPlusMinus {
      var other = FormulaParser(text, isUpper: false)
      other.work = parser.work
      items += try other.all()
      if Set(items.map(\.form)).count == 1 { return items[0].form }
    }
    return listed(items, parser.separators).form
  }

  /// The value of a text that is a constant of numbers, square roots, π and e.
  static func constant(_ text: [UInt8]) -> Double? {
    var parser = FormulaParser(text, isUpper: true)
    guard let items = try? parser.all(), items.count == 1, !parser.hasPlusMinus else { return nil }
    return try? items[0].value().approximation
  }

  /// - Parameter isUpper: reads ± as plus.
  private init(_ text: [UInt8], isUpper: Bool) {
    self.text = text
    self.isUpper = isUpper
    hasSpacedThousands = Self.hasSpacedThousands(text)
    hasEvidence = text.contains { $0.isDigit || Self.evidence.contains($0) }
  }

  private static let evidence = Array("+*/^=<>\\_".utf8)

  private mutating func all() throws(FormulaFailure) -> [FormulaNode] {
    let (items, separators) = try list()
    guard cursor == text.count, !items.isEmpty else { throw .unreadable }
    self.separators = separators
    return items
  }

  // MARK: Lists and relations

  /// Items up to the end or to a bracket that closes, and what stands between them.
  mutating func list() throws(FormulaFailure) -> (items: [FormulaNode], Set<Separator>) {
    skipSpace()
    guard cursor < text.count, !isAtCloser else { return ([], []) }
    var items = [try item()]
    var separators: Set<Separator> = []
    while true {
      if take(",") || take(";") {
        separators.insert(takeConjunction() ?? .comma)
      } else if let conjunction = takeConjunction() {
        separators.insert(conjunction)
      } else {
        break
      }
      items.append(try item())
    }
    // In "1, 2 or 3" the commas mean what the word means.
    if separators.count > 1 { separators.remove(.comma) }
    return (items, separators)
  }

  /// Goes past "and" or "or", plain, in `\text{…}` or as a sign.
  mutating func takeConjunction() -> Separator? {
    let start = cursor
    skipSpace()
    if takeCommand("lor") || takeCommand("vee") { return .or }
    if takeCommand("land") || takeCommand("wedge") { return .and }
    let isWrapped = LaTeX.isWrapper(commandName())
    if isWrapped {
      cursor += 1 + commandName().utf8.count
      guard take("{") else {
        cursor = start
        return nil
      }
      skipSpace()
    }
    let end = endOfLetters(cursor)
    let separator: Separator? =
      switch string(cursor..<end).lowercased() {
      case "and": .and
      case "or": .or
      default: nil
      }
    cursor = end
    guard separator != nil, !isWrapped || take("}") else {
      cursor = start
      return nil
    }
    return separator
  }

  var isAtConjunction: Bool {
    var ahead = self
    return ahead.takeConjunction() != nil
  }

  var isAtCloser: Bool {
    switch byte {
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): true
    case 0x5C: byte(1) == UInt8(ascii: "}")
    default: false
    }
  }

  /// One item of a list, with what is nested deeper counted.
  mutating func item() throws(FormulaFailure) -> FormulaNode {
    depth += 1
    let outer = hasNumber
    hasNumber = false
    defer {
      depth -= 1
      hasNumber = outer || hasNumber
    }
    guard depth <= Work.mostDepth else { throw .exhausted }
    skipSpace()
    let start = cursor
    var sides = [try side()]
    var relations: [Relation] = []
    while let relation = relation() {
      relations.append(relation)
      sides.append(try side())
    }
    guard !isRangeOrDate(start..<cursor) else { throw .unreadable }
    return try Self.related(sides, relations, &work)
  }

  /// Whether these are only digits with hyphens or several bars between them, as in `2-3` or `1/2/2024`.
  private func isRangeOrDate(_ range: Range<Int>) -> Bool {
    var bars = 0
    var hyphens = 0
    var hasDigit = false
    for byte in text[range] {
      switch byte {
      case _ where byte.isDigit: hasDigit = true
      case UInt8(ascii: "/"): bars += 1
      case UInt8(ascii: "-"): if hasDigit { hyphens += 1 }
      case UInt8(ascii: "."), UInt8(ascii: ","), 0x20: break
      default: return false
      }
    }
    return hyphens > 0 || bars > 1
  }

  /// One side of a relation; `\over` and `\choose` take all that stands before and behind them.
  private mutating func side() throws(FormulaFailure) -> FormulaNode {
    let first = try union()
    if takeCommand("over") {
      let bottom = try union().value()
      return .expression(try first.value().multiplied(by: bottom.inverse(&work), &work))
    }
    guard takeCommand("choose") else { return first }
    return .expression(try binomial(first.value(), union().value()))
  }

  private mutating func union() throws(FormulaFailure) -> FormulaNode {
    let first = try sum()
    skipSpace()
    guard byte == 0x5C else { return first }
    for (command, sign) in [("cup", "∪"), ("cap", "∩"), ("setminus", "∖")] {
      guard takeCommand(command) else { continue }
      var parts = [first, try sum()]
      while takeCommand(command) { parts.append(try sum()) }
      if let region = Self.region(of: parts, command) { return .region(region) }
      let forms = parts.map(\.form)
      return .composite(
        (command == "setminus" ? forms : Set(forms).sorted()).joined(separator: sign))
    }
    return first
  }

  /// What intervals and points make; `nil` if a part is something else.
  private static func region(of parts: [FormulaNode], _ command: String) -> Region? {
    let regions = parts.compactMap(\.region)
    guard regions.count == parts.count else { return nil }
    if command == "cup" { return Region(union: regions.flatMap(\.pieces)) }
    var common = regions[0]
    for region in regions.dropFirst() {
      guard let other = command == "cap" ? region : region.complement,
        let both = common.intersection(other)
      else { return nil }
      common = both
    }
    return common
  }

  // MARK: Arithmetic

  private mutating func sum() throws(FormulaFailure) -> FormulaNode {
    var sign = try sign() ?? 1
    let first = try term()
    if case .infinity(let isNegative) = first {
      return .infinity(isNegative: isNegative != (sign < 0))
    }
    if sign > 0, !isAtSign { return first }
    var sum = sign < 0 ? try first.value().negated : try first.value()
    while let next = try self.sign() {
      sign = next
      let value = try term().value()
      sum = try sum.adding(sign < 0 ? value.negated : value, &work)
    }
    return .expression(sum)
  }

  private var isAtSign: Bool {
    var ahead = self
    ahead.skipSpace()
    return (try? ahead.sign()) != nil
  }

  /// The signs that stand here as one of them.
  mutating func sign() throws(FormulaFailure) -> Int? {
    var sign: Int?
    while true {
      if take("+") {
        sign = sign ?? 1
      } else if take("-") {
        sign = -(sign ?? 1)
      } else if takeCommand("pm") {
        hasPlusMinus = true
        sign = (sign ?? 1) * (isUpper ? 1 : -1)
      } else if takeCommand("mp") {
        hasPlusMinus = true
        sign = (sign ?? 1) * (isUpper ? -1 : 1)
      } else {
        return sign
      }
      try work.spend()
    }
  }

  private mutating func term() throws(FormulaFailure) -> FormulaNode {
    let first = try power()
    guard let next = try multiplier() else { return first }
    var product = try first.value()
    var step = next
    while true {
      let sign = step == .implicit ? 1 : try sign() ?? 1
      var value = try power().value()
      if sign < 0 { value = value.negated }
      if step == .over { value = try value.inverse(&work) }
      product = try product.multiplied(by: value, &work)
      guard let next = try multiplier() else { return .expression(product) }
      step = next
    }
  }

  private enum Multiplier {
    case times, over, implicit
  }

  /// What ties the next operand to the ones before, taken; units end a product.
  private mutating func multiplier() throws(FormulaFailure) -> Multiplier? {
    if hasNumber, skipUnit() { return nil }
    let isApart = byte == 0x20
    skipSpace()
    if take("*") || takeCommand("cdot") || takeCommand("times") || takeCommand("ast") {
      return .times
    }
    if take("/") || takeCommand("div") { return .over }
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return .implicit
    case _ where isAtConjunction: return nil
    case _ where byte.isLetter:
      let end = endOfLetters(cursor)
      // Words behind a value are no product of letters.
      guard !isApart || end - cursor == 1 || FormulaNames.kind(of: string(cursor..<end)) != nil
      else { throw .unreadable }
      return .implicit
    case _ where byte.isDigit: throw .unreadable
    case 0x5C: return startsOperand(commandName()) ? .implicit : nil
    case _ where byte >= 0x80: throw .unreadable
    default: return nil
    }
  }
}
