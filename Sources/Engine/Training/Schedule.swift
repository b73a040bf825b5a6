import Glibc

/// The learning rate of each step: a linear warm-up, then one of four ways on.
package struct Schedule: Equatable, Sendable {
  /// How the rate goes after the warm-up.
  package enum Shape: String, Sendable, CaseIterable {
    /// It stays.
    case constant
    /// It falls in a straight line.
    case linear
    /// It falls along half a cosine (SGDR, Loshchilov and Hutter 2017, arXiv 1608.03983, eq. 5;
    /// `train --schedule cosine`), without restarts.
    case cosine
    /// It stays, and falls in a straight line at the end: warm-up, stable, decay (MiniCPM, Hu et
    /// al. 2024, arXiv 2404.06395; `train --schedule wsd`).
    case warmUpStableDecay = "wsd"
  }

  /// The rate at the end of the warm-up.
  package var peak: Double
  /// How many steps the warm-up takes; step t < warmUp has (t + 1)/warmUp of the peak, so that
  /// the first step learns something.
  package var warmUp: Int
  /// How many steps there are in all; the rate reaches its end with the last.
  package var steps: Int
  /// How the rate goes after the warm-up.
  package var shape: Shape
  /// The share of the peak that is left at the end.
  package var floor: Double
  /// In how many of the last steps `warmUpStableDecay` falls; nil is a tenth of all.
  package var cooldown: Int?

  /// Makes a schedule.
  package init(
    peak: Double, warmUp: Int = 0, steps: Int, shape: Shape = .cosine, floor: Double = 0,
    cooldown: Int? = nil
  ) {
    self.peak = peak
    self.warmUp = warmUp
    self.steps = steps
    self.shape = shape
    self.floor = floor
    self.cooldown = cooldown
  }

  /// The learning rate of a step, counted from 0.
  package func rate(at step: Int) -> Double {
    if step < warmUp { return peak * Double(step + 1) / Double(warmUp) }
    let progress = min(1, Double(step - warmUp) / Double(max(1, steps - warmUp)))
    let left =
      switch shape {
      case .constant: 1.0
      case .linear: 1 - progress
      case .cosine: 0.5 * (1 + cos(.pi * progress))
      case .warmUpStableDecay: min(1, Double(steps - step) / Double(cooldownSteps))
      }
    return peak * (shape == .constant ? 1 : floor + (1 - floor) * max(0, left))
  }

  private var cooldownSteps: Int { max(1, cooldown ?? steps / 10) }
}
