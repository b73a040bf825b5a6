import Glibc
import Randomness
import Testing

@testable import Methods

/// Of 100 intervals that a report prints, 95 hold what they are about: simulated, for each kind of
/// interval, over problems of many kinds.
@Suite struct CoverageTests {
  /// Problems: how hard they are is spread as a beta distribution.
  struct World: CustomTestStringConvertible, Sendable {
    var (a, b): (Double, Double)
    var problems: Int
    var samples: Int

    var testDescription: String { "Beta(\(a), \(b)), \(problems) × \(samples)" }
  }

  private static let spreads = [(1.0, 1.0), (0.3, 0.3), (5, 5), (2, 8), (0.9, 0.2)]
  static let worlds = spreads.flatMap { a, b in
    [(30, 4), (50, 16), (200, 1), (60, 32)].map { problems, samples in
      World(a: a, b: b, problems: problems, samples: samples)
    }
  }
  private static let runs = 800
  /// Two standard errors of so many runs beyond 93 and 97 %.
  private static let allowed = 0.93 - 0.015...0.97 + 0.015

  /// The share of runs in which an interval holds the truth.
  private func coverage(
    _ truth: Double, key: UInt64, _ interval: (inout CounterGenerator) -> ClosedRange<Double>?
  ) -> Double {
    var generator = CounterGenerator(key: key)
    var held = 0
    for _ in 0..<Self.runs where interval(&generator)?.contains(truth) == true { held += 1 }
    return Double(held) / Double(Self.runs)
  }

  @Test(arguments: worlds)
  func accuracies(_ world: World) {
    let truth = world.a / (world.a + world.b)
    let found = coverage(truth, key: 1) { generator in
      var mean = ClusteredShare()
      for _ in 0..<world.problems {
        let p = generator.beta(world.a, world.b)
        let right = (0..<world.samples).count { _ in generator.uniform() < p }
        mean.add(Double(right) / Double(world.samples), trials: world.samples)
      }
      return mean.interval
    }
    #expect(Self.allowed.contains(found), "\(found)")
  }

  /// pass@4 of 16 samples: means of numbers that are neither 0 nor 1.
  @Test(arguments: spreads.map { World(a: $0.0, b: $0.1, problems: 100, samples: 16) })
  func passAtK(_ world: World) {
    // E[1 − (1 − p)⁴] of a beta distribution is 1 − Π (b + i)/(a + b + i).
    let miss = (0..<4).reduce(1.0) { product, i in
      product * (world.b + Double(i)) / (world.a + world.b + Double(i))
    }
    let found = coverage(1 - miss, key: 2) { generator in
      var mean = ClusteredShare()
      for _ in 0..<world.problems {
        let p = generator.beta(world.a, world.b)
        let right = (0..<world.samples).count { _ in generator.uniform() < p }
        mean.add(Accuracy.pass(at: 4, correct: right, of: world.samples) ?? 0)
      }
      return mean.interval
    }
    #expect(Self.allowed.contains(found), "\(found)")
  }

  /// Changes of problems with one sample each: the second stream wins some and loses some.
  @Test(arguments: [(0.2, 0.1), (0.3, 0.3), (0.5, 0.05)], [50, 200])
  func changesOfVotes(_ rates: (won: Double, lost: Double), _ problems: Int) {
    let found = coverage(rates.won - rates.lost, key: 3) { generator in
      var change = PairedChange()
      for _ in 0..<problems {
        let draw = generator.uniform()
        let isWon = draw < rates.won
        let isLost = !isWon && draw < rates.won + rates.lost
        change.add(before: isLost ? 1 : 0, after: isWon ? 1 : 0)
      }
      return change.interval
    }
    #expect(Self.allowed.contains(found), "\(found)")
  }

  /// Changes of problems with several samples, which are hard or easy for both streams.
  @Test(arguments: worlds.filter { $0.samples > 1 })
  func changesOfAccuracies(_ world: World) {
    let gain = 0.1 * world.b / (world.a + world.b)
    let found = coverage(gain, key: 4) { generator in
      var change = PairedChange()
      for _ in 0..<world.problems {
        let p = generator.beta(world.a, world.b)
        let after = p + 0.1 * (1 - p)
        func share(_ p: Double) -> Double {
          Double((0..<world.samples).count { _ in generator.uniform() < p }) / Double(world.samples)
        }
        change.add(before: share(p), after: share(after))
      }
      return change.interval
    }
    #expect(Self.allowed.contains(found), "\(found)")
  }

  /// Means over seeds, whose accuracies are spread about their own mean.
  @Test(arguments: [2, 3, 5, 10]) func meansOverSeeds(_ seeds: Int) {
    let found = coverage(0.6, key: 5) { generator in
      var mean = RunningMean()
      for _ in 0..<seeds { mean.add(0.6 + 0.03 * generator.normal()) }
      return mean.interval
    }
    #expect(Self.allowed.contains(found), "\(found)")
  }

  /// What is wrong with an interval over all samples, had it been of independent ones.
  @Test func aPooledIntervalWouldNotHold() {
    let found = coverage(0.5, key: 6) { generator in
      var right = 0
      for _ in 0..<50 {
        let p = generator.beta(1, 1)
        right += (0..<16).count { _ in generator.uniform() < p }
      }
      return Accuracy.interval(successes: right, trials: 800)
    }
    #expect(found < 0.7)
  }
}

extension CounterGenerator {
  /// A normal number, by Box and Muller.
  fileprivate mutating func normal() -> Double {
    let radius = (-2 * logarithm(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A gamma number, by Marsaglia and Tsang 2000; a shape below 1 by raising it.
  fileprivate mutating func gamma(_ shape: Double) -> Double {
    guard shape >= 1 else {
      return gamma(shape + 1) * exponential(logarithm(1 - uniform()) / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      if logarithm(1 - uniform()) < x * x / 2 + d - d * cube + d * logarithm(cube) {
        return d * cube
      }
    }
  }

  /// A beta number.
  fileprivate mutating func beta(_ a: Double, _ b: Double) -> Double {
    let (x, y) = (gamma(a), gamma(b))
    return x / (x + y)
  }
}
