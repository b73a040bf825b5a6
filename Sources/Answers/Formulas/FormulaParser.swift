/// Reads the answer of a problem as a formula and writes its normal form.
///
/// A formula is a number, a polynomial with roots, functions and fractions, a tuple, an interval, a set, a
/// list, a matrix, an equation or an inequality, in LaTeX or as plain text. It is read wholly or not at
/// all. Lists without brackets are sets; braces without a backslash are a set too.
struct FormulaParser {
  /// What a part of a formula means.
  enum Node {
    case expression(Polynomial)
    /// Braces around one expression: a set, or in arithmetic just brackets.
    case braced(Polynomial)
    case infinity(isNegative: Bool)
    /// Anything that is not computed with, by its form.
    case composite(String)

    var form: String {
      switch self {
      case .expression(let value): value.form
      case .braced(let value): "{\(value.form)}"
      case .infinity(let isNegative): isNegative ? "-infinity" : "infinity"
      case .composite(let form): form
      }
    }

    /// The same without the unit of an angle.
    var withoutDegrees: Node {
      if case .expression(let value) = self, let plain = value.divided(byAll: "deg") {
        .expression(plain)
      } else {
        self
      }
    }

    /// The value to compute with.
    func value() throws(FormulaFailure) -> Polynomial {
      switch self {
      case .expression(let value), .braced(let value): value
      case .infinity, .composite: throw .unreadable
      }
    }
  }

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

  /// The normal form of `text`.
  static func form(of text: [UInt8]) throws(FormulaFailure) -> String {
    var parser = FormulaParser(text, isUpper: true)
    var items = try parser.all()
    if parser.hasPlusMinus {
      var other = FormulaParser(text, isUpper: false)
      other.work = parser.work
      items += try other.all()
    }
    guard items.count == 1, let item = items.first else { return set(items.map(\.form)) }
    return item.form
  }

  /// - Parameter isUpper: reads ± as plus.
  private init(_ text: [UInt8], isUpper: Bool) {
    self.text = text
    self.isUpper = isUpper
    hasEvidence = text.contains { $0.isDigit || Self.evidence.contains($0) }
  }

  private static let evidence = Array("+*/^=<>\\_".utf8)

  private mutating func all() throws(FormulaFailure) -> [Node] {
    let items = try list()
    guard cursor == text.count, !items.isEmpty else { throw .unreadable }
    return items
  }

  static func set(_ forms: [String]) -> String {
    "{" + Set(forms).sorted().joined(separator: ",") + "}"
  }

  // MARK: Lists and relations

  /// Items up to the end or to a bracket that closes.
  mutating func list() throws(FormulaFailure) -> [Node] {
    skipSpace()
    guard cursor < text.count, !isAtCloser else { return [] }
    var items = [try item()]
    while take(",") || take(";") { items.append(try item()) }
    return items
  }

  var isAtCloser: Bool {
    switch byte {
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): true
    case 0x5C: byte(1) == UInt8(ascii: "}")
    default: false
    }
  }

  private enum Relation: Equatable {
    case equal, unequal, member
    case less(orEqual: Bool)
    case greater(orEqual: Bool)
  }

  /// One item of a list, with what is nested deeper counted.
  mutating func item() throws(FormulaFailure) -> Node {
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
    var sides = [try union()]
    var relations: [Relation] = []
    while let relation = relation() {
      relations.append(relation)
      sides.append(try union())
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

  private static func related(
    _ sides: [Node], _ relations: [Relation], _ work: inout Work
  ) throws(FormulaFailure) -> Node {
    guard let first = relations.first else { return sides[0].withoutDegrees }
    let forms = sides.map(\.form)
    if relations.count == 1 {
      switch first {
      case .equal:
        guard case .expression(let left) = sides[0], case .expression(let right) = sides[1] else {
          return .composite(forms.sorted().joined(separator: "="))
        }
        let difference = try left.adding(right.negated, &work)
        guard difference.rational == nil else { throw .unreadable }
        return .composite("\(try difference.primitive.form)=0")
      case .unequal: return .composite(forms.sorted().joined(separator: "!="))
      case .member: return .composite(forms.joined(separator: "∈"))
      case .less, .greater: break
      }
    }
    return .composite(try chain(forms, relations))
  }

  /// `a<b<=c`, always rising.
  private static func chain(
    _ forms: [String], _ relations: [Relation]
  ) throws(FormulaFailure) -> String {
    var rising: [String] = []
    var falling: [String] = []
    for relation in relations {
      switch relation {
      case .less(let orEqual): rising.append(orEqual ? "<=" : "<")
      case .greater(let orEqual): falling.append(orEqual ? "<=" : "<")
      case .equal, .unequal, .member: throw .unreadable
      }
    }
    guard rising.isEmpty || falling.isEmpty else { throw .unreadable }
    let sides = falling.isEmpty ? forms : forms.reversed()
    let signs = falling.isEmpty ? rising : falling.reversed()
    return sides[0] + zip(signs, sides.dropFirst()).map { $0 + $1 }.joined()
  }

  private mutating func relation() -> Relation? {
    skipSpace()
    guard Self.relations.contains(byte) else { return nil }
    if take("==") || take("=") { return .equal }
    if take("!=") || takeCommand("neq") || takeCommand("ne") { return .unequal }
    if take("<=") || takeCommand("leq") || takeCommand("le") || takeCommand("leqslant") {
      return .less(orEqual: true)
    }
    if take(">=") || takeCommand("geq") || takeCommand("ge") || takeCommand("geqslant") {
      return .greater(orEqual: true)
    }
    if take("<") || takeCommand("lt") { return .less(orEqual: false) }
    if take(">") || takeCommand("gt") { return .greater(orEqual: false) }
    return takeCommand("in") ? .member : nil
  }

  private static let relations = Array("=!<>\\".utf8)

  private mutating func union() throws(FormulaFailure) -> Node {
    let first = try sum()
    skipSpace()
    guard byte == 0x5C else { return first }
    for (command, sign) in [("cup", "∪"), ("cap", "∩")] {
      guard takeCommand(command) else { continue }
      var parts = [first.form, try sum().form]
      while takeCommand(command) { parts.append(try sum().form) }
      return .composite(Set(parts).sorted().joined(separator: sign))
    }
    return first
  }

  // MARK: Arithmetic

  private mutating func sum() throws(FormulaFailure) -> Node {
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

  private mutating func term() throws(FormulaFailure) -> Node {
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
    case _ where byte.isLetter:
      let end = endOfLetters(cursor)
      // Words behind a value are no product of letters.
      guard !isApart || end - cursor == 1 || FormulaNames.kind(of: string(cursor..<end)) != nil
      else { throw .unreadable }
      return .implicit
    case _ where byte.isDigit: throw .unreadable
    case 0x5C: return startsOperand(commandName()) ? .implicit : nil
    default: return nil
    }
  }
}
