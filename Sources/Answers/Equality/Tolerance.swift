/// How far an answer may be from a reference that was computed with floating-point numbers.
///
/// Numbers are close if they differ by at most so much, or by at most such a share of the reference;
/// lists, tuples, sets and intervals are if their members are, one by one. Closeness is no equivalence
/// (0.9999, 1 and 1.0001 under 1e-4), so only a comparison with a reference uses it.
package enum Tolerance: Equatable, Sendable {
  /// A share of the reference, above 0.
  case relative(Double)
  /// A difference, above 0.
  case absolute(Double)

  /// Reads `1e-4`, or `abs:1e-4`; `nil` unless it is a number above 0.
  package init?(_ specification: String) {
    let isAbsolute = specification.hasPrefix("abs:")
    guard let limit = Double(isAbsolute ? specification.dropFirst(4) : specification[...]),
      limit > 0, limit.isFinite
    else { return nil }
    self = isAbsolute ? .absolute(limit) : .relative(limit)
  }

  /// Whether an answer is close to a reference, both in normal form; equal ones are.
  package func areClose(_ answer: String, _ reference: String) -> Bool {
    if answer == reference { return true }
    let (left, right) = (Self.pieces(of: answer), Self.pieces(of: reference))
    guard left.count == right.count else { return false }
    for (a, b) in zip(left, right) where a != b {
      guard let x = Self.number(a), let y = Self.number(b), isClose(x, y) else { return false }
    }
    return true
  }

  private func isClose(_ answer: Double, _ reference: Double) -> Bool {
    let difference = (answer - reference).magnitude
    return switch self {
    case .relative(let share): difference <= share * reference.magnitude
    case .absolute(let limit): difference <= limit
    }
  }

  /// The members of a form and the signs around them.
  private static func pieces(of form: String) -> [String] {
    guard form.utf8.first.map({ "([{".utf8.contains($0) }) == true else { return [form] }
    var pieces: [String] = []
    var piece = ""
    var depth = 0
    for character in form {
      // A bracket behind a letter or an operator belongs to a number, as in `root(3,2)`.
      let isOuter = depth == 0 && (piece.isEmpty || "([{".contains(character) == false)
      if isOuter, "([{,)]}∪".contains(character) {
        if !piece.isEmpty { pieces.append(piece) }
        pieces.append(String(character))
        piece = ""
      } else {
        if "([{".contains(character) { depth += 1 }
        if ")]}".contains(character) { depth -= 1 }
        piece.append(character)
      }
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  /// The value of a form that is a constant.
  private static func number(_ form: String) -> Double? {
    if let plain = Double(form) { return plain }
    return FormulaParser.constant(Array(form.utf8))
  }
}
