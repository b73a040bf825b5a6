import Glibc

/// How much the shares of the same problems changed from one stream to another.
///
/// Two models that answer the same problems are compared problem by problem: what is hard for both
/// cancels, and the interval of the difference is narrower than those of the two suggest (Adding
/// Error Bars to Evals, Miller 2024, arXiv 2411.00640, section 4; `report a.jsonl.zst b.jsonl.zst`).
///
/// Where every share is 0 or 1, b problems were won and c lost, the interval is that of Bonett and
/// Price 2012 ("Adjusted Wald confidence interval for a difference of binomial proportions based on
/// paired data"), with p₁ = (b + 1)/(n + 2) and p₂ = (c + 1)/(n + 2)
///
///     p₁ − p₂ ± z √((p₁ + p₂ − (p₁ − p₂)²)/(n + 2))
///
/// and the test McNemar's exact one: twice the tail of a fair coin thrown b + c times. Else they are
/// Student's of the differences. 20 problems of which 6 are won and 1 is lost: 0.25, interval
/// −0.0226…0.4771, p = 0.125.
package struct PairedChange: Equatable, Sendable {
  /// How many problems were compared.
  package private(set) var problems = 0
  private var differences = RunningMean()
  private var won = 0
  private var lost = 0
  private var isBinary = true

  /// No problems yet.
  package init() {}

  /// Adds a problem with its share before and after, each from 0 to 1.
  package mutating func add(before: Double, after: Double) {
    problems += 1
    differences.add(after - before)
    if after > before { won += 1 }
    if after < before { lost += 1 }
    for share in [before, after] where share != 0 && share != 1 { isBinary = false }
  }

  /// The mean difference; nil without problems.
  package var value: Double? { problems == 0 ? nil : differences.mean }

  /// The 95 % interval of the difference; nil without problems, and of one that is not all or
  /// nothing.
  package var interval: ClosedRange<Double>? {
    guard problems > 0 else { return nil }
    guard isBinary else {
      return differences.interval.map { max(-1, $0.lowerBound)...min(1, $0.upperBound) }
    }
    let n = Double(problems + 2)
    let (gain, loss) = (Double(won + 1) / n, Double(lost + 1) / n)
    let error = Accuracy.z * sqrt((gain + loss - (gain - loss) * (gain - loss)) / n)
    return max(-1, gain - loss - error)...min(1, gain - loss + error)
  }

  /// How probable a difference of this size is if nothing changed: McNemar's exact test, or the paired
  /// t-test; nil without problems, and where all differences of a t-test are the same.
  package var probability: Double? {
    guard problems > 0 else { return nil }
    if isBinary { return Self.mcNemar(won, lost) }
    let deviation = differences.standardDeviation
    guard problems > 1, deviation > 0 else { return nil }
    return StudentT.twoSided(
      differences.mean / (deviation / sqrt(Double(problems))), degrees: problems - 1)
  }

  /// min(1, 2 Σ_{i ≤ min(b, c)} C(b + c, i) / 2^{b + c}) (McNemar 1947, the exact form).
  private static func mcNemar(_ won: Int, _ lost: Int) -> Double {
    let all = Double(won + lost)
    let terms = (0...min(won, lost)).map { i -> Double in
      exp(
        lgamma(all + 1) - lgamma(Double(i) + 1) - lgamma(all - Double(i) + 1) - all * M_LN2)
    }
    return min(1, 2 * terms.accurateSum())
  }
}
