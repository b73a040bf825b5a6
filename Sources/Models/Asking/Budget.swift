/// What a run may use, what earlier runs used that it goes on with included.
package enum Budget: Equatable, Sendable {
  /// Tokens, sent and drawn.
  case tokens(Int)
  case money(Double)

  /// Reads `tokens:500k`, `tokens:2M` or `money:2.50`.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return nil }
    var digits = parts[1]
    var scale = 1.0
    if parts[0] == "tokens", let factor = ["k": 1e3, "M": 1e6, "G": 1e9][digits.suffix(1)] {
      scale = factor
      digits.removeLast()
    }
    guard let number = Double(digits), number > 0, number * scale < 1e15 else { return nil }
    switch parts[0] {
    case "tokens": self = .tokens(Int(number * scale))
    case "money": self = .money(number)
    default: return nil
    }
  }
}
