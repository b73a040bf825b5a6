/// What a part of a formula means.
enum FormulaNode {
  case expression(Polynomial)
  /// Braces around one expression: a set, or in arithmetic just brackets.
  case braced(Polynomial)
  case infinity(isNegative: Bool)
  /// A set of single values.
  case set([FormulaNode])
  /// Intervals and what is made of them.
  case region(Region)
  /// Values in an order, with round brackets.
  case tuple([FormulaNode])
  /// What a name stands for; by itself it is its value.
  indirect case assignment(name: String, value: FormulaNode)
  /// Anything that is not computed with, by its form.
  case composite(String)

  /// The normal form.
  var form: String {
    switch self {
    case .expression(let value): value.form
    case .braced(let value): "{\(value.form)}"
    case .infinity(let isNegative): isNegative ? "-infinity" : "infinity"
    case .set(let items): Self.set(items.map(\.form))
    case .region(let region): region.form
    case .tuple(let items):
      region?.form ?? "(" + items.map(\.form).joined(separator: ",") + ")"
    case .assignment(_, let value): value.withoutDegrees.form
    case .composite(let form): form
    }
  }

  /// The form of a set of items with these forms.
  static func set(_ forms: [String]) -> String {
    "{" + Set(forms).sorted().joined(separator: ",") + "}"
  }

  /// The same without the unit of an angle.
  var withoutDegrees: FormulaNode {
    if case .expression(let value) = self, let plain = value.divided(byAll: "deg") {
      .expression(plain)
    } else {
      self
    }
  }

  /// The value to compute with.
  func value() throws(FormulaFailure) -> Polynomial {
    switch self {
    case .expression(let value), .braced(let value): return value
    default: throw .unreadable
    }
  }

  /// The set of real numbers that it is, if it is one.
  var region: Region? {
    switch self {
    case .region(let region): return region
    case .braced(let value): return Constant(value).flatMap { Region(union: [.point($0)]) }
    case .set(let items):
      var points: [Interval] = []
      for item in items {
        guard case .expression(let value) = item, let constant = Constant(value) else { return nil }
        points.append(.point(constant))
      }
      return Region(union: points)
    case .tuple(let items):
      return FormulaParser.interval(items, lowIncluded: false, highIncluded: false)
    default: return nil
    }
  }

  /// The letter that it is, alone.
  var letter: String? {
    if case .expression(let value) = self { value.singleName } else { nil }
  }
}
