/// Equations, inequalities and memberships, and what a list of them says.
///
/// - An equation with one letter, to which nothing but a number is added or multiplied, is what the
///   letter is worth: `x = 5`, `5 = x`, `2x = 10` and `5` are one answer. So is what defines a
///   function: `f(x) = 2x` is `2x`.
/// - Any other equation is a sum that is zero, without common factors: `y = 2x + 1`, `2x - y = -1`.
/// - A chain of equations is what its last member says: `x = 5 + 6 = 11`. What stands behind ≈ only
///   tells how large the exact value before it is.
/// - An inequality in one letter is the set of numbers for which it holds: `x \ge 5`, `5 \le x`,
///   `-x \le -5`, `x \in [5,\infty)` and `[5,\infty)` are one answer; so are a chain
///   `a \le x < b` and an interval.
/// - Any other inequality is a sum that is less or greater than zero.
/// - Items with "or" between them are united where they are sets of numbers, those with "and"
///   intersected; values of one letter are a set; those of several letters a tuple, in the order of
///   their letters.
extension FormulaParser {
  enum Relation: Equatable {
    case equal, unequal, member, approximate
    case less(orEqual: Bool)
    case greater(orEqual: Bool)
  }

  mutating func relation() -> Relation? {
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
    if takeCommand("approx") || takeCommand("simeq") { return .approximate }
    return takeCommand("in") ? .member : nil
  }

  private static let relations = Array("=!<>\\".utf8)

  static func related(
    _ sides: [FormulaNode], _ relations: [Relation], _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    guard let first = relations.first else { return sides[0].withoutDegrees }
    if let place = relations.firstIndex(of: .approximate) {
      return try approximated(sides, relations, place, &work)
    }
    if relations.allSatisfy({ $0 == .equal }) { return try chain(sides, &work) }
    guard relations.count == 1, first == .member || first == .unequal else {
      return try inequality(sides, relations, &work)
    }
    return first == .member
      ? try membership(sides[0], sides[1]) : try unequal(sides[0], sides[1], &work)
  }

  /// What stands before ≈ if it has a value, else what stands behind it.
  private static func approximated(
    _ sides: [FormulaNode], _ relations: [Relation], _ place: Int, _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    if case .expression(let value) = sides[place], value.variables.isEmpty {
      return try related(Array(sides[...place]), Array(relations[..<place]), &work)
    }
    guard sides.count == 2 else { throw .unreadable }
    return try related(sides, [.equal], &work)
  }

  // MARK: Equations

  private static func chain(
    _ sides: [FormulaNode], _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    let last = sides[sides.count - 1]
    guard sides.count > 2 else { return try equation(sides[0], last, &work) }
    // Members that are numbers have to be equal, or the chain says nothing.
    if case .expression(let value) = last, value.variables.isEmpty {
      for side in sides.dropLast() {
        if case .expression(let other) = side, other.variables.isEmpty, other != value {
          throw .unreadable
        }
      }
    }
    return try equation(sides[0], last, &work)
  }

  private static func equation(
    _ left: FormulaNode, _ right: FormulaNode, _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    guard case .expression(let first) = left, case .expression(let second) = right else {
      return defined(left, as: right) ?? defined(right, as: left)
        ?? .composite([left.form, right.form].sorted().joined(separator: "="))
    }
    let difference = try first.adding(second.negated, &work)
    guard difference.rational == nil else {
      // `10/2 = 5` says 5; `5 = 6` and `x = x` say nothing.
      guard difference.terms.isEmpty, second.variables.isEmpty else { throw .unreadable }
      return right.withoutDegrees
    }
    if let solution = try definition(by: difference, &work) { return solution }
    return .composite("\(try difference.primitive.form)=0")
  }

  /// What the only letter is worth, or the only function of letters.
  private static func definition(
    by difference: Polynomial, _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode? {
    let names = difference.variables
    let calls = Set(difference.terms.flatMap { $0.monomial.factors.map(\.name) })
      .filter(Polynomial.isCall)
    let name: String? =
      calls.count == 1 ? calls.first : names.count == 1 ? names.first : nil
    guard let name, let value = try difference.solved(for: name, &work)?.value else { return nil }
    return .assignment(name: name, value: .expression(value))
  }

  /// `S = {1,2}`, `(x,y) = (1,2)`.
  private static func defined(_ left: FormulaNode, as right: FormulaNode) -> FormulaNode? {
    if let name = left.letter { return .assignment(name: name, value: right) }
    guard case .tuple(let names) = left, case .tuple(let values) = right,
      names.count == values.count, names.allSatisfy({ $0.letter != nil })
    else { return nil }
    return .tuple(values)
  }

  private static func membership(
    _ left: FormulaNode, _ right: FormulaNode
  ) throws(FormulaFailure) -> FormulaNode {
    guard left.letter == nil else { return right }
    return .composite(left.form + "∈" + right.form)
  }

  // MARK: Inequalities

  private static func unequal(
    _ left: FormulaNode, _ right: FormulaNode, _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    let difference = try left.value().adding(right.value().negated, &work)
    let names = difference.variables
    if names.count == 1, let name = names.first,
      let value = try difference.solved(for: name, &work)?.value, let constant = Constant(value),
      let rest = Region(union: [.point(constant)])?.complement
    {
      return .region(rest)
    }
    guard difference.rational == nil else { throw .unreadable }
    return .composite("\(try difference.primitive.form)!=0")
  }

  private static func inequality(
    _ sides: [FormulaNode], _ relations: [Relation], _ work: inout Work
  ) throws(FormulaFailure) -> FormulaNode {
    var names: Set<String> = []
    for (left, right) in zip(sides, sides.dropFirst()) {
      if case .infinity = left { continue }
      if case .infinity = right { continue }
      names.formUnion(try left.value().adding(right.value().negated, &work).variables)
    }
    if names.count == 1, let name = names.first,
      let region = try region(of: name, sides, relations, &work)
    {
      return .region(region)
    }
    var forms: [String] = []
    for (place, relation) in relations.enumerated() {
      forms.append(try form(sides[place], relation, sides[place + 1], &work))
    }
    return .composite(forms.count == 1 ? forms[0] : FormulaNode.set(forms))
  }

  /// `P<0` or `P<=0`, `>` or `>=`, the first coefficient of P positive.
  private static func form(
    _ left: FormulaNode, _ relation: Relation, _ right: FormulaNode, _ work: inout Work
  ) throws(FormulaFailure) -> String {
    let difference = try left.value().adding(right.value().negated, &work)
    guard difference.rational == nil, let first = difference.terms.first else {
      throw .unreadable
    }
    let isTurned = first.coefficient.isNegative
    switch relation {
    case .less(let orEqual):
      return try difference.primitive.form + (isTurned ? ">" : "<") + (orEqual ? "=0" : "0")
    case .greater(let orEqual):
      return try difference.primitive.form + (isTurned ? "<" : ">") + (orEqual ? "=0" : "0")
    default: throw .unreadable
    }
  }

  /// The numbers for which all relations hold; `nil` if one of them is not linear in the letter.
  private static func region(
    of name: String, _ sides: [FormulaNode], _ relations: [Relation], _ work: inout Work
  ) throws(FormulaFailure) -> Region? {
    var common = Interval.all
    for (place, relation) in relations.enumerated() {
      let (left, right) = (sides[place], sides[place + 1])
      let isLess: Bool
      let orEqual: Bool
      switch relation {
      case .less(let also): (isLess, orEqual) = (true, also)
      case .greater(let also): (isLess, orEqual) = (false, also)
      default: throw .unreadable
      }
      if isBeyond(left, isNegative: isLess) || isBeyond(right, isNegative: !isLess) { continue }
      let difference = try left.value().adding(right.value().negated, &work)
      guard let (value, isRising) = try difference.solved(for: name, &work),
        let constant = Constant(value)
      else { return nil }
      let end = Interval.End(constant: constant, isIncluded: orEqual)
      let half =
        isLess == isRising ? Interval(low: nil, high: end) : Interval(low: end, high: nil)
      guard let both = common.intersection(half) else { return nil }
      common = both
    }
    return Region(union: [common])
  }

  private static func isBeyond(_ side: FormulaNode, isNegative: Bool) -> Bool {
    if case .infinity(let sign) = side { sign == isNegative } else { false }
  }

  // MARK: Lists

  /// What stands between two items of a list.
  enum Separator {
    case comma, and, or
  }

  /// What a list without brackets says.
  static func listed(_ items: [FormulaNode], _ separators: Set<Separator>) -> FormulaNode {
    guard items.count > 1 else { return items[0] }
    let regions = items.compactMap(\.region)
    let hasRegion = items.contains { if case .region = $0 { true } else { false } }
    if hasRegion, regions.count == items.count, separators.count == 1 {
      if separators == [.or], let union = Region(union: regions.flatMap(\.pieces)) {
        return .region(union)
      }
      if separators == [.and], let common = intersection(of: regions) { return .region(common) }
    }
    return assigned(items, separators) ?? .set(items)
  }

  private static func intersection(of regions: [Region]) -> Region? {
    var common = Region.all
    for region in regions {
      guard let both = common.intersection(region) else { return nil }
      common = both
    }
    return common
  }

  /// Values of several letters, each given once; `nil` if the list is no such thing.
  private static func assigned(
    _ items: [FormulaNode], _ separators: Set<Separator>
  ) -> FormulaNode? {
    var values: [(name: String, value: FormulaNode)] = []
    for item in items {
      if case .assignment(let name, let value) = item { values.append((name, value)) }
    }
    let names = Set(values.map(\.name))
    guard names.count > 1 else { return nil }
    guard names.count == items.count, !separators.contains(.or) else {
      // Which value belongs to which letter must not be lost.
      return .set(
        items.map { item in
          guard case .assignment(let name, let value) = item else { return item }
          return .composite("\(name)=\(value.withoutDegrees.form)")
        })
    }
    return .tuple(values.sorted { $0.name < $1.name }.map { $0.value.withoutDegrees })
  }
}
