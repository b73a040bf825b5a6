import Glibc

/// How the frequencies of rotary positions are stretched for longer texts than a model began with.
///
/// Names in `rope_parameters` stand in parentheses.
package enum RopeScaling: Equatable, Sendable {
  /// θ^(−2j/H) as they are (`default`).
  case none
  /// All divided by the factor.
  case linear(factor: Double)
  /// A base that grows with texts longer than the context (NTK-aware); as the engine takes none
  /// longer, this is `none`.
  case dynamic(factor: Double)
  /// Long wavelengths divided by the factor, short ones kept, a ramp between (Llama 3.1).
  case llama3(Llama3)
  /// YaRN (Peng and others 2023).
  case yarn(YaRN)

  /// The settings of `llama3`.
  package struct Llama3: Equatable, Sendable {
    /// What long wavelengths' frequencies are divided by (`factor`).
    package var factor: Double
    /// `context` divided by it is the wavelength from which on they are divided
    /// (`low_freq_factor`).
    package var low: Double
    /// `context` divided by it is the wavelength up to which they are kept (`high_freq_factor`).
    package var high: Double
    /// How long texts were before (`original_max_position_embeddings`), in tokens.
    package var context: Double

    /// Makes settings.
    package init(factor: Double, low: Double, high: Double, context: Double) {
      self.factor = factor
      self.low = low
      self.high = high
      self.context = context
    }
  }

  /// The settings of `yarn`.
  package struct YaRN: Equatable, Sendable {
    /// What slow frequencies are divided by (`factor`).
    package var factor: Double
    /// How long texts were before (`original_max_position_embeddings`), in tokens.
    package var context: Double
    /// Frequencies of more turns than this within `context` are kept (`beta_fast`).
    package var fast: Double
    /// Those of fewer turns are divided (`beta_slow`).
    package var slow: Double
    /// Whether the ramp between begins and ends at whole indices (`truncate`).
    package var truncates: Bool
    /// What cosines and sines are multiplied by (`attention_factor`, or what follows from
    /// `factor`, `mscale` and `mscale_all_dim`).
    package var magnitude: Double

    /// Makes settings.
    /// - Parameter magnitude: 0.1 · ln factor + 1 if nil, as the paper recommends.
    package init(
      factor: Double, context: Double, fast: Double = 32, slow: Double = 1, truncates: Bool = true,
      magnitude: Double? = nil
    ) {
      self.factor = factor
      self.context = context
      self.fast = fast
      self.slow = slow
      self.truncates = truncates
      self.magnitude = magnitude ?? Self.magnitude(factor: factor)
    }

    /// 0.1 · m · ln factor + 1, and 1 for factors up to 1.
    package static func magnitude(factor: Double, m: Double = 1) -> Double {
      factor <= 1 ? 1 : 0.1 * m * log(factor) + 1
    }
  }
}

extension RopeScaling {
  /// By how much a position turns each pair of numbers of a head (H/2), rounded where PyTorch
  /// rounds.
  func frequencies(theta: Float, headWidth: Int) -> [Float] {
    let plain = (0..<headWidth / 2).map { j in
      1 / Float(pow(Double(theta), Double(Float(2 * j) / Float(headWidth))))
    }
    switch self {
    case .none, .dynamic: return plain
    case .linear(let factor): return plain.map { $0 / Float(factor) }
    case .llama3(let settings): return plain.map(settings.stretched)
    case .yarn(let settings):
      return settings.stretched(plain, theta: Double(theta), headWidth: headWidth)
    }
  }

  /// What cosines and sines are multiplied by.
  var magnitude: Float {
    if case .yarn(let settings) = self { Float(settings.magnitude) } else { 1 }
  }
}

extension RopeScaling.Llama3 {
  fileprivate func stretched(_ frequency: Float) -> Float {
    let turns = Float(context) / (2 * .pi / frequency)
    if turns > Float(high) { return frequency }
    if turns < Float(low) { return frequency / Float(factor) }
    let share = (turns - Float(low)) / Float(high - low)
    return (1 - share) * frequency / Float(factor) + share * frequency
  }
}

extension RopeScaling.YaRN {
  fileprivate func stretched(_ plain: [Float], theta: Double, headWidth: Int) -> [Float] {
    // The index at which a frequency makes so many turns within the context.
    func index(turns: Double) -> Double {
      Double(headWidth) * log(context / (turns * 2 * .pi)) / (2 * log(theta))
    }
    var (first, last) = (index(turns: fast), index(turns: slow))
    if truncates { (first, last) = (first.rounded(.down), last.rounded(.up)) }
    first = max(first, 0)
    last = min(last, Double(headWidth - 1))
    if first == last { last += 0.001 }
    return plain.enumerated().map { j, frequency in
      let ramp = min(max((Float(j) - Float(first)) / Float(last - first), 0), 1)
      return frequency / Float(factor) * ramp + frequency * (1 - ramp)
    }
  }
}
