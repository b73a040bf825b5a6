import Glibc

/// How often something was right, and how sure that is.
package enum Accuracy {
  /// The z of a two-sided 95 % interval.
  static let z = 1.959963984540054

  /// The 95 % interval of a share by Wilson (1927), «Probable inference, the law of succession, and
  /// statistical inference».
  ///
  /// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n); unlike p ± z√(p(1−p)/n) it stays inside
  /// [0, 1] and is no point at 0 or n. 8 of 10 give 0.4902…0.9433. `nil` without trials.
  package static func interval(successes: Int, trials: Int) -> ClosedRange<Double>? {
    precondition((0...max(trials, 0)).contains(successes), "successes are some of the trials")
    guard trials > 0 else { return nil }
    return interval(share: Double(successes) / Double(trials), trials: Double(trials))
  }

  /// The same of a share that is as uncertain as that of so many trials, which need not be whole, with
  /// another quantile in place of z.
  static func interval(
    share p: Double, trials n: Double, z: Double = z
  ) -> ClosedRange<Double>? {
    guard n > 0 else { return nil }
    let centre = p + z * z / (2 * n)
    let radius = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    let scale = 1 + z * z / n
    let lower = p <= 0 ? 0 : max(0, (centre - radius) / scale)
    let upper = p >= 1 ? 1 : min(1, (centre + radius) / scale)
    return lower...upper
  }

  /// The chance that at least one of k samples, drawn from n of which c are correct, is correct.
  ///
  /// 1 − C(n−c, k)/C(n, k), the unbiased estimator (pass@k, Chen et al. 2021, arXiv 2107.03374;
  /// `report verified.jsonl.zst`), as the product 1 − Π_{i=n−c+1}^{n} (1 − k/i), which overflows
  /// nowhere. n = 5, c = 2, k = 2 give 0.7. `nil` unless 1 ≤ k ≤ n and 0 ≤ c ≤ n.
  package static func pass(at k: Int, correct c: Int, of n: Int) -> Double? {
    guard k >= 1, k <= n, c >= 0, c <= n else { return nil }
    guard n - c >= k else { return 1 }
    var miss = 1.0
    for i in (n - c + 1)..<(n + 1) { miss *= 1 - Double(k) / Double(i) }
    return 1 - miss
  }
}
