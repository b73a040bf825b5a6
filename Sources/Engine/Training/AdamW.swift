import CKernels
import Glibc

/// Adam with decoupled weight decay (AdamW, Loshchilov and Hutter 2019, arXiv 1711.05101; `train`)
/// and clipping, computed in PyTorch's order.
package struct AdamW: Equatable, Sendable {
  /// How much of the running mean of gradients is kept.
  package var beta1: Double
  /// How much of the running mean of their squares is kept.
  package var beta2: Double
  /// Added to the root of the second moment.
  package var epsilon: Double
  /// Each step takes rate · decay of a parameter away.
  package var decay: Double
  /// Whether norms and the embedding decay too, as they do in PyTorch unless told otherwise.
  package var decaysAll: Bool
  /// The longest gradient (Euclidean, over all parameters) that is not scaled down; nil for any.
  package var clip: Double?

  /// Makes an optimiser.
  package init(
    beta1: Double = 0.9, beta2: Double = 0.95, epsilon: Double = 1e-8, decay: Double = 0.1,
    decaysAll: Bool = true, clip: Double? = 1
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.decay = decay
    self.decaysAll = decaysAll
    self.clip = clip
  }

  /// By how much a gradient of this length is multiplied.
  func clipping(norm: Double) -> Double {
    guard let clip else { return 1 }
    return min(1, clip / (norm + 1e-6))
  }

  /// Updates `count` parameters that decay alike.
  /// - Parameters:
  ///   - step: the number of this update, from 1.
  ///   - factor: what the gradients are multiplied by first.
  func update(
    _ parameters: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, count: Int,
    step: Int, rate: Double, factor: Double, decays: Bool
  ) {
    var numbers = AdamWNumbers(
      scale: Float(factor), beta1: Float(beta1), beta2: Float(beta2), rest1: Float(1 - beta1),
      rest2: Float(1 - beta2), keep: Float(decays ? 1 - rate * decay : 1),
      pace: Float(rate / (1 - pow(beta1, Double(step)))),
      root: Float(1 / (1 - pow(beta2, Double(step))).squareRoot()), epsilon: Float(epsilon))
    kernels.adamW(parameters, first, second, gradients, count, &numbers)
  }

  /// The same for one parameter θ with its moments m and v, in double precision.
  ///
  ///     g ← factor · gradient       m ← β₁ · m + (1 − β₁) · g       v ← β₂ · v + (1 − β₂) · g²
  ///     θ ← (1 − rate · decay) · θ − rate · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
  func plain(
    _ state: (parameter: Double, first: Double, second: Double), gradient: Double, step: Int,
    rate: Double, factor: Double, decays: Bool
  ) -> (parameter: Double, first: Double, second: Double) {
    let g = factor * gradient
    let m = beta1 * state.first + (1 - beta1) * g
    let v = beta2 * state.second + (1 - beta2) * g * g
    let root = (v / (1 - pow(beta2, Double(step)))).squareRoot()
    let change = rate * m / (1 - pow(beta1, Double(step))) / (root + epsilon)
    return ((decays ? 1 - rate * decay : 1) * state.parameter - change, m, v)
  }
}
