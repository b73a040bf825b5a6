import Glibc
import Randomness

/// How often a vote of fewer samples would be right: maj@k.
package enum SubsetVote {
  /// The probability that the reference wins the vote of k samples drawn without replacement from
  /// those that are there, in random order.
  ///
  /// The expectation over all subsets and not the vote of the first k, so that no luck of their
  /// order is in it. Votes are those of `Vote.tally`: abstentions do not vote, and of t answers with
  /// equally many votes each was seen first with probability 1/t. With c votes for the reference,
  /// Σ_v C(c, v) Σ_t W(v, t)/t / C(n, k), where W counts the ways in which k − v of the others leave
  /// t − 1 of their answers with v votes and none with more. Answers [A, A, B, C] of which A is right
  /// give 1/2 for k = 1 and 2, 2/3 for k = 3, 1 for k = 4. `nil` with fewer samples than k; O(n k² log k)
  /// at worst.
  package static func accuracy(at k: Int, answers: [String?], reference: String) -> Double? {
    guard k >= 1, k <= answers.count else { return nil }
    var counts: [String: Int] = [:]
    for case let answer? in answers { counts[answer, default: 0] += 1 }
    guard let right = counts.removeValue(forKey: reference) else { return 0 }
    // Binomial weights with p = k/n in place of counts: the same ratio, and no overflow.
    let n = answers.count
    guard k < n else { return certain(right, Array(counts.values)) }
    let draw = Binomial(p: Double(k) / Double(n))
    var sum = 0.0
    for votes in 1...min(right, k) {
      sum +=
        draw.weight(votes, of: right)
        * others(
          counts.values.sorted(), abstained: n - right - counts.values.reduce(0, +),
          votes: votes, drawn: k - votes, draw)
    }
    return min(1, sum / draw.weight(k, of: n))
  }

  /// How right the vote of k samples is on average, for several k.
  ///
  /// Up to `exactly` samples it is the expectation over all subsets, Σ_a value(a) · P(a wins). Of more
  /// samples, where that takes time with the square of k, it is the mean over `orders` random orders of
  /// the samples, in each of which every k is read off in passing: an unbiased estimate, in
  /// O(n) for all k together.
  /// - Parameters:
  ///   - answers: one for each sample; nil abstains.
  ///   - values: how right each answer is, from 0 to 1; those that are missing are wrong.
  ///   - key: what the orders depend on.
  package static func accuracies(
    at ks: [Int], answers: [String?], values: [String: Double], key: UInt64
  ) -> [Double] {
    precondition(ks.allSatisfy { (1...answers.count).contains($0) }, "k of the samples")
    if answers.count > exactly { return sampled(ks, answers, values, key) }
    return ks.map { k in
      values.filter { $0.value > 0 }.sorted { $0.key < $1.key }.reduce(0) { sum, answer in
        sum + answer.value * (accuracy(at: k, answers: answers, reference: answer.key) ?? 0)
      }
    }
  }

  /// Up to so many samples all subsets count.
  static let exactly = 64
  /// So many orders of more are tried.
  static let orders = 64

  private static func sampled(
    _ ks: [Int], _ answers: [String?], _ values: [String: Double], _ key: UInt64
  ) -> [Double] {
    var names: [String: Int] = [:]
    var order = answers.map { answer -> Int in
      guard let answer else { return -1 }
      let number = names[answer] ?? names.count
      names[answer] = number
      return number
    }
    var value = Array(repeating: 0.0, count: names.count)
    for (answer, number) in names { value[number] = values[answer] ?? 0 }
    let wanted = Dictionary(ks.enumerated().map { ($1, [$0]) }, uniquingKeysWith: +)
    var sums = Array(repeating: 0.0, count: ks.count)
    var generator = CounterGenerator(key: key)
    for _ in 0..<orders {
      order.shuffle(using: &generator)
      var lead = Lead(value)
      for (place, answer) in order.enumerated() {
        if answer >= 0 { lead.add(answer) }
        for k in wanted[place + 1] ?? [] { sums[k] += lead.value }
      }
    }
    return sums.map { $0 / Double(orders) }
  }

  /// The answers that have most votes while votes come in.
  private struct Lead {
    private let values: [Double]
    private var counts: [Int]
    private var most = 0
    private var tied = 0
    private var sum = 0.0

    init(_ values: [Double]) {
      self.values = values
      counts = Array(repeating: 0, count: values.count)
    }

    mutating func add(_ answer: Int) {
      counts[answer] += 1
      if counts[answer] > most { (most, tied, sum) = (counts[answer], 0, 0) }
      if counts[answer] == most {
        tied += 1
        sum += values[answer]
      }
    }

    /// How right the winner is: each of several with as many votes wins as often.
    var value: Double { tied == 0 ? 0 : sum / Double(tied) }
  }

  /// The vote of all.
  private static func certain(_ right: Int, _ others: [Int]) -> Double {
    guard others.allSatisfy({ $0 <= right }) else { return 0 }
    return 1 / Double(1 + others.count { $0 == right })
  }

  /// The weight of all ways to draw so many of the others that none has more than `votes`, those
  /// with a tie of t divided by t.
  private static func others(
    _ counts: [Int], abstained: Int, votes: Int, drawn: Int, _ draw: Binomial
  ) -> Double {
    // What cannot reach so many votes needs no bound: those answers and the abstentions are one.
    let free = counts.filter { $0 < votes }.reduce(abstained, +)
    let ties = counts.isEmpty ? 0 : drawn / votes
    // ways[t][d]: t answers have `votes`, d were drawn.
    var ways = Array(repeating: Array(repeating: 0.0, count: drawn + 1), count: ties + 1)
    for taken in 0...min(free, drawn) { ways[0][taken] = draw.weight(taken, of: free) }
    for count in counts where count >= votes {
      let weights = (0...min(votes, drawn)).map { draw.weight($0, of: count) }
      for t in stride(from: ties, through: 0, by: -1) {
        for d in stride(from: drawn, through: 0, by: -1) {
          var sum = 0.0
          for taken in 0...min(votes - 1, d) { sum += ways[t][d - taken] * weights[taken] }
          if t > 0, d >= votes { sum += ways[t - 1][d - votes] * weights[votes] }
          ways[t][d] = sum
        }
      }
    }
    return ways.enumerated().reduce(0) { $0 + $1.element[drawn] / Double($1.offset + 1) }
  }
}

/// The probabilities of a binomial distribution.
private struct Binomial {
  private let logP: Double
  private let logQ: Double

  /// For 0 < p < 1.
  init(p: Double) {
    logP = log(p)
    logQ = log1p(-p)
  }

  /// C(n, t) pᵗ (1 − p)ⁿ⁻ᵗ.
  func weight(_ t: Int, of n: Int) -> Double {
    guard t >= 0, t <= n else { return 0 }
    let ways = lgamma(Double(n + 1)) - lgamma(Double(t + 1)) - lgamma(Double(n - t + 1))
    return exp(ways + Double(t) * logP + Double(n - t) * logQ)
  }
}
