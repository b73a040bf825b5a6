import Glibc

/// What operators make of numbers, as in Python; whole numbers of more than 64 bits are errors.
enum JinjaArithmetic {
  /// The result, nil if the operator is not of two numbers.
  static func result(
    _ sign: String, _ a: JinjaValue, _ b: JinjaValue
  ) throws(JinjaError) -> JinjaValue? {
    if case .integer(let x) = a, case .integer(let y) = b {
      switch sign {
      case "+", "-", "*", "//", "%", "**":
        if let number = try whole(sign, x, y) { return .integer(number) }
      default: break
      }
    }
    guard let x = a.double, let y = b.double else { return nil }
    switch sign {
    case "+": return .number(x + y)
    case "-": return .number(x - y)
    case "*": return .number(x * y)
    case "**": return .number(pow(x, y))
    case "/" where y != 0: return .number(x / y)
    case "//" where y != 0: return .number((x / y).rounded(.down))
    case "%" where y != 0: return .number(x - (x / y).rounded(.down) * y)
    case "<": return .boolean(x < y)
    case ">": return .boolean(x > y)
    case "<=": return .boolean(x <= y)
    case ">=": return .boolean(x >= y)
    case "/", "//", "%": throw JinjaError("the chat template divides by 0")
    default: return nil
    }
  }

  /// Python rounds down, and the remainder has the sign of the divisor; nil for what is no whole
  /// number.
  private static func whole(_ sign: String, _ a: Int, _ b: Int) throws(JinjaError) -> Int? {
    let result: (partialValue: Int, overflow: Bool)
    switch sign {
    case "+": result = a.addingReportingOverflow(b)
    case "-": result = a.subtractingReportingOverflow(b)
    case "*": result = a.multipliedReportingOverflow(by: b)
    case "**":
      guard b >= 0 else { return nil }
      return try power(a, b)
    default:
      guard b != 0 else { throw JinjaError("the chat template divides by 0") }
      guard b != -1 else {
        return sign == "%" ? 0 : try whole("-", 0, a)
      }
      let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
      let isRounded = rest != 0 && (rest < 0) != (b < 0)
      return sign == "%" ? (isRounded ? rest + b : rest) : (isRounded ? quotient - 1 : quotient)
    }
    guard !result.overflow else { throw tooLarge }
    return result.partialValue
  }

  private static func power(_ base: Int, _ exponent: Int) throws(JinjaError) -> Int {
    var result = 1
    guard exponent < 64 || (-1...1).contains(base) else { throw tooLarge }
    for _ in 0..<(exponent < 64 ? exponent : exponent % 2 + 2) {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      guard !overflow else { throw tooLarge }
      result = product
    }
    return result
  }

  static let tooLarge = JinjaError("the chat template computes with a number of more than 64 bits")

  /// A whole number of a double, cut off behind the point as Python's `int` does.
  static func integer(_ number: Double) throws(JinjaError) -> Int {
    guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw tooLarge }
    return whole
  }
}
