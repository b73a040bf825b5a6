import Glibc

/// log σ(x) = −log(1 + e^−x), without overflow at either end.
package func logSigmoid(_ x: Double) -> Double {
  min(x, 0) - log1p(exp(-abs(x)))
}

/// σ(x) = 1 / (1 + e^−x), without overflow at either end.
package func sigmoid(_ x: Double) -> Double {
  let small = exp(-abs(x))
  return (x < 0 ? small : 1) / (1 + small)
}
