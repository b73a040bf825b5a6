import Glibc

/// The function by which the gate of a feed-forward block is bent.
///
/// Names in `config.json` stand in parentheses.
package enum Activation: Equatable, Sendable {
  /// x · σ(x) (`silu`).
  case silu
  /// x · Φ(x) with Φ approximated by tanh, which is x · σ(2 · √(2/π) · (x + 0.044715 · x³))
  /// (`gelu_pytorch_tanh`; Hendrycks and Gimpel 2016).
  case geluTanh

  /// Its value.
  func plain(_ x: Double) -> Double {
    switch self {
    case .silu: x / (1 + exp(-x))
    case .geluTanh:
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
  }
}
