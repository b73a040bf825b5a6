import Glibc

/// A running sum whose error does not grow with the number of terms (Neumaier 1974).
package struct Sum: Equatable, Sendable {
  private var total = 0.0
  private var lost = 0.0

  /// The empty sum, 0.
  package init() {}

  /// Adds one term.
  package mutating func add(_ term: Double) {
    let next = total + term
    if total.magnitude >= term.magnitude {
      lost += (total - next) + term
    } else {
      lost += (term - next) + total
    }
    total = next
  }

  /// The sum of the terms so far; infinite or NaN as the plain sum would be.
  package var value: Double { total.isFinite ? total + lost : total }
}

extension Sequence<Double> {
  /// The sum, with the error of one rounding.
  package func accurateSum() -> Double {
    var sum = Sum()
    for term in self { sum.add(term) }
    return sum.value
  }
}

/// eˣ; the one place that names the C library's function.
func exponential(_ x: Double) -> Double { exp(x) }

/// Natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }
