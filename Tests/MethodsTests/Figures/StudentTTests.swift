import Testing

@testable import Methods

@Suite struct StudentTTests {
  /// The 0.975 quantiles of any table of the distribution.
  @Test(arguments: [
    (1, 12.7062), (2, 4.30265), (5, 2.57058), (10, 2.22814), (11, 2.20099), (12, 2.17881),
    (20, 2.08596), (30, 2.04227), (100, 1.98397), (1_000_000, 1.95997),
  ])
  func quantiles(degrees: Int, t: Double) {
    #expect(abs(StudentT.quantile(degrees: degrees) - t) < 1.1e-5)
  }

  /// Twice the tails of any table of the distribution.
  @Test(arguments: [
    (0.0, 7, 1.0), (2.22814, 10, 0.05), (0.3, 3, 0.783763292), (12, 400, 1.508426338e-28),
    (0.01, 999, 0.992023284), (-2.57058, 5, 0.05),
  ])
  func probabilities(t: Double, degrees: Int, probability: Double) {
    let found = StudentT.twoSided(t, degrees: degrees)
    #expect(abs(found - probability) < 1e-5 * probability + 1e-33)
  }
}
