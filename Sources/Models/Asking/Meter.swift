import Records

/// Counts the tokens of answers, and what they cost.
///
/// What an answer does not tell is estimated from the lengths of its texts, four bytes a token, so
/// that a budget holds.
package final class Meter {
  private let price: Price?
  private let budget: Budget?
  package private(set) var answers = 0
  package private(set) var input = 0
  package private(set) var output = 0
  /// Of how many answers the tokens are estimated.
  package private(set) var estimated = 0
  /// How many requests have no answer.
  private(set) var failures = 0
  private(set) var firstFailure: String?

  /// Counts from zero.
  package init(price: Price? = nil, budget: Budget? = nil) {
    self.price = price
    self.budget = budget
  }

  /// Counts a reply; a score is all tokens that were sent, as far as it tells them.
  /// - Parameter promptTokens: how many the prompt has, about, for a server that does not tell.
  package func count(_ reply: ModelReply, promptTokens: Int) {
    answers += 1
    switch reply {
    case .completion(let completion):
      let drawn = completion.text.utf8.count + (completion.reasoning ?? "").utf8.count
      input += completion.promptTokens ?? promptTokens
      output += completion.completionTokens ?? completion.tokenLogprobs?.count ?? (drawn + 3) / 4
      if completion.promptTokens == nil || completion.completionTokens == nil { estimated += 1 }
    case .score(let score):
      // The first token of a prompt has no log-probability.
      input += score.promptLogprobs.count + score.tokenLogprobs.count + 1
    case .probabilities:
      input += promptTokens
      output += 1
      estimated += 1
    case .failed(let reason), .givenUp(let reason):
      answers -= 1
      failures += 1
      firstFailure = firstFailure ?? reason
    }
  }

  /// Whether its numbers are of use to anybody: there is a price or a budget.
  var isWanted: Bool { price != nil || budget != nil }

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
    let guess = estimated > 0 ? ", estimated for \(estimated) answers" : ""
    return "tokens: \(input) in, \(output) out\(money)\(guess)"
  }

  /// For the history.
  package var json: JSON? {
    guard input + output > 0 else { return nil }
    var members: [JSON.Member] = [
      .init("input", .integer(Int64(input))), .init("output", .integer(Int64(output))),
    ]
    if estimated > 0 { members.append(.init("estimated", .integer(Int64(estimated)))) }
    if let cost { members.append(.init("cost", .number(cost))) }
    return .object(members)
  }

  private static func rounded(_ money: Double) -> Double { (money * 1e4).rounded() / 1e4 }
}
