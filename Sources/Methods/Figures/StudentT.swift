import Glibc

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

  /// The probability that |t| is at least so large by chance: I_x(n/2, 1/2) with x = n/(n + t²)
  /// (Abramowitz and Stegun 26.7.1 and 26.5).
  ///
  /// t = 2.22814 with ten degrees gives 0.05.
  static func twoSided(_ t: Double, degrees n: Int) -> Double {
    precondition(n > 0, "two numbers have one degree of freedom")
    let degrees = Double(n)
    return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
  }

  /// I_x(a, b), the regularised incomplete beta function, as its continued fraction (Abramowitz and
  /// Stegun 26.5.8), on the side where that converges fast.
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    // Lentz's way from the left: c and d are the ratios of successive numerators and denominators.
    var (c, d) = (1.0, 1 / nonzero(1 - (a + b) * x / (a + 1)))
    var fraction = d
    for step in 1...300 {
      let m = Double(step)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / nonzero(1 + term * d)
        c = nonzero(1 + term / c)
        fraction *= c * d
      }
      if (c * d - 1).magnitude < 1e-15 { break }
    }
    return front * fraction / a
  }

  /// A number by which can be divided.
  private static func nonzero(_ value: Double) -> Double {
    value.magnitude < 1e-300 ? 1e-300 : value
  }
}
