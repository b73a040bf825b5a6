/// The distribution of a mean in units of its estimated error («Student» 1908, «The probable error
/// of a mean»).
enum StudentT {
  /// The t that 95 of 100 means lie within, −t to t, to five digits behind the point.
  ///
  /// 12.70620 for one degree of freedom, 2.22814 for ten, 2.04227 for thirty, and towards 1.95996.
  /// Beyond ten degrees n it is the series z + (z³ + z)/4n + … of Abramowitz and Stegun 26.7.5.
  static func quantile(degrees n: Int) -> Double {
    precondition(n > 0, "two numbers have one degree of freedom")
    guard n > exact.count else { return exact[n - 1] }
    let z = Accuracy.z
    let terms = polynomials.map { coefficients in
      z * coefficients.reversed().reduce(0) { $0 * z * z + $1 }
    }
    return terms.reversed().reduce(0) { $0 / Double(n) + $1 }
  }

  private static let exact = [
    12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157,
    2.228139,
  ]

  /// Of the terms in 1, 1/n, 1/n² and so on: the coefficients of z, z³, z⁵ and so on.
  private static let polynomials: [[Double]] = [
    [1], [1, 1].map { $0 / 4 }, [3, 16, 5].map { $0 / 96 }, [-15, 17, 19, 3].map { $0 / 384 },
    [-945, -1920, 1482, 776, 79].map { $0 / 92160 },
  ]
}
