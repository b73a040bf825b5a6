import Glibc

/// The mean over problems of shares from 0 to 1, with an interval that knows that the samples of one
/// problem are not independent.
///
/// Every problem counts alike, however many samples it has, so that a model that stops early where
/// it is sure is not measured as a worse one. What varies independently is the problem, not the sample:
/// the standard error is that of the problems' shares (Adding Error Bars to Evals, Miller 2024, arXiv
/// 2411.00640, clustered on the question; `report verified.jsonl.zst`). 50 problems of 16 samples have the interval of 50
/// things, not of 800.
///
/// The interval is Wilson's with the number of problems that would be as uncertain if each had one
/// sample, n_e = n·p(1 − p)/s² (Kish's design effect), and Student's quantile of n − 1 degrees in
/// place of z (Franco et al. 2019, "Comparative Study of Confidence Intervals for Proportions in
/// Complex Sample Surveys"). It stays inside [0, 1], and where each problem's share is 0 or 1 it is
/// Wilson's own. n_e is not more than the number of samples, if that is
/// known. Shares 1, 1, 0.5 and 0 of four samples
/// each have the mean 0.625, s² = 0.2292, n_e = 4.0909 and the interval 0.1178…0.9541.
package struct ClusteredShare: Equatable, Sendable {
  /// How many problems were added.
  package private(set) var problems = 0
  private var sum = Sum()
  /// The running mean, of which the squares are.
  private var mean = 0.0
  private var squares = 0.0
  private var trials: Int? = 0
  /// Whether every share was 0 or 1.
  private var isBinary = true

  /// Fewer problems than this have intervals that are a rough guide.
  package static let fewest = 30

  /// No problems yet.
  package init() {}

  /// Adds a problem.
  /// - Parameters:
  ///   - share: from 0 to 1.
  ///   - trials: of how many samples it is the share; nil if it is another number, such as a
  ///     probability that is estimated from samples.
  package mutating func add(_ share: Double, trials: Int? = nil) {
    precondition((0...1).contains(share), "a share")
    problems += 1
    sum.add(share)
    let before = share - mean
    mean += before / Double(problems)
    squares += before * (share - mean)
    self.trials = Self.sum(self.trials, trials)
    if share != 0, share != 1 { isBinary = false }
  }

  /// Adds what was counted of other problems (Chan, Golub and LeVeque 1979).
  package mutating func add(_ other: ClusteredShare) {
    guard other.problems > 0 else { return }
    let (n, m) = (Double(problems), Double(other.problems))
    let gap = other.mean - mean
    mean += gap * m / (n + m)
    squares += other.squares + gap * gap * n * m / (n + m)
    problems += other.problems
    sum.add(other.sum.value)
    trials = Self.sum(trials, other.trials)
    isBinary = isBinary && other.isBinary
  }

  /// The mean; nil without problems.
  package var value: Double? {
    problems == 0 ? nil : min(max(sum.value / Double(problems), 0), 1)
  }

  /// The 95 % interval; nil without problems, and where nothing says how
  /// uncertain it is: of one problem whose share is neither 0 nor 1, or of estimates that are the same.
  package var interval: ClosedRange<Double>? {
    guard let value else { return nil }
    if isBinary { return Accuracy.interval(share: value, trials: Double(problems)) }
    guard problems > 1 else { return nil }
    let variance = squares / Double(problems - 1)
    let size = Double(problems) * value * (1 - value) / variance
    let limit = trials.map(Double.init) ?? .infinity
    guard min(size, limit).isFinite else { return nil }
    return Accuracy.interval(
      share: value, trials: min(size, limit), z: StudentT.quantile(degrees: problems - 1))
  }

  /// The sum of two numbers if both are known.
  private static func sum(_ one: Int?, _ other: Int?) -> Int? {
    one.flatMap { one in other.map { one + $0 } }
  }
}
