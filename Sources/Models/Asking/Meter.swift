import Records

/// What tokens cost: money for a million of them.
package struct Price: Equatable, Sendable {
  package var input: Double
  package var output: Double

  /// Sets both.
  package init(input: Double, output: Double) {
    self.input = input
    self.output = output
  }

  /// Reads `0.15,0.60`: what a million tokens cost, sent and drawn.
  package init?(_ text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let input = numbers[0], let output = numbers[1], input >= 0,
      output >= 0, input.isFinite, output.isFinite
    else { return nil }
    self.init(input: input, output: output)
  }

  /// Reads `{"input": 0.15, "output": 0.6}`.
  init?(_ value: JSON) {
    guard let input = value["input"]?.double, let output = value["output"]?.double, input >= 0,
      output >= 0
    else { return nil }
    self.init(input: input, output: output)
  }
}

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

/// Counts the tokens of answers, and what they cost.
package final class Meter {
  private let price: Price?
  private let budget: Budget?
  package private(set) var answers = 0
  package private(set) var input = 0
  package private(set) var output = 0
  /// How many answers did not tell their tokens.
  package private(set) var untold = 0

  /// Counts from zero.
  package init(price: Price? = nil, budget: Budget? = nil) {
    self.price = price
    self.budget = budget
  }

  /// Counts an answer; a score is all tokens that were sent, as far as it tells them.
  package func count(_ reply: ModelReply) {
    switch reply {
    case .completion(let completion):
      answers += 1
      input += completion.promptTokens ?? 0
      output += completion.completionTokens ?? 0
      if completion.promptTokens == nil || completion.completionTokens == nil { untold += 1 }
    case .score(let score):
      answers += 1
      // The first token of a prompt has no log-probability.
      input += score.promptLogprobs.count + score.tokenLogprobs.count + 1
    case .probabilities:
      answers += 1
      untold += 1
    case .refused: break
    }
  }

  /// What it cost, nil without a price.
  package var cost: Double? {
    price.map { (Double(input) * $0.input + Double(output) * $0.output) / 1e6 }
  }

  /// Whether another request may be sent.
  /// - Parameter inFlight: how many answers are on their way; each will use what the others did in
  ///   the mean.
  package func allowsMore(inFlight: Int) -> Bool {
    let used: Double
    let limit: Double
    switch budget {
    case nil: return true
    case .tokens(let tokens)?: (used, limit) = (Double(input + output), Double(tokens))
    case .money(let money)?: (used, limit) = (cost ?? 0, money)
    }
    return used * Double(answers + inFlight) / Double(max(answers, 1)) < limit
  }

  /// For a person; nil if nothing is known of any answer.
  package var summary: String? {
    guard input + output > 0 else { return nil }
    let money = cost.map { ", cost \(Self.rounded($0))" } ?? ""
    let missing = untold > 0 ? ", not told by \(untold) answers" : ""
    return "tokens: \(input) in, \(output) out\(money)\(missing)"
  }

  /// For the history.
  package var json: JSON? {
    guard input + output > 0 else { return nil }
    var members: [JSON.Member] = [
      .init("input", .integer(Int64(input))), .init("output", .integer(Int64(output))),
    ]
    if untold > 0 { members.append(.init("untold", .integer(Int64(untold)))) }
    if let cost { members.append(.init("cost", .number(cost))) }
    return .object(members)
  }

  private static func rounded(_ money: Double) -> Double { (money * 1e4).rounded() / 1e4 }
}
