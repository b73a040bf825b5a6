import CKernels
import Glibc
import Randomness

/// How the next token is drawn.
package struct DecodingSettings: Equatable, Sendable {
  /// Divides the logits; 0 takes the likeliest token, the first of equals.
  package var temperature: Double
  /// Draws from this many likeliest tokens; 0 is all of them.
  package var topK: Int
  /// Then from the fewest whose probabilities reach this sum; 1 is all of them.
  package var topP: Double

  /// Makes settings; left alone they draw from the model's own distribution.
  package init(temperature: Double = 1, topK: Int = 0, topP: Double = 1) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
  }
}

/// Draws one token a call from logits (V).
struct Sampler {
  let settings: DecodingSettings
  private var generator: CounterGenerator

  init(_ settings: DecodingSettings, key: UInt64) {
    self.settings = settings
    generator = CounterGenerator(key: key)
  }

  /// The next token, and its log-probability in the distribution of temperature 1 without cuts.
  mutating func draw(_ logits: UnsafePointer<Float>, count: Int) -> (token: Int32, logprob: Float) {
    let token =
      if settings.temperature == 0 {
        likeliest(logits, count)
      } else if settings.topK == 0 && settings.topP >= 1 {
        drawFromAll(logits, count)
      } else {
        drawFromCut(logits, count)
      }
    return (Int32(token), logits[token] - logSumExponential(logits, count))
  }

  private func likeliest(_ logits: UnsafePointer<Float>, _ count: Int) -> Int {
    var best = 0
    for token in 1..<max(count, 1) where logits[token] > logits[best] { best = token }
    return best
  }

  private mutating func drawFromAll(_ logits: UnsafePointer<Float>, _ count: Int) -> Int {
    let weights = weights(logits, count)
    return pick(0..<count, weights)
  }

  /// Cuts by number, then by the sum of what is left; equals are kept in the vocabulary's order.
  private mutating func drawFromCut(_ logits: UnsafePointer<Float>, _ count: Int) -> Int {
    let all = weights(logits, count)
    let bins = LogitBins(logits, count, peak: logits[likeliest(logits, count)])
    var whole = 0.0
    var kept: [Int]
    if settings.topK > 0 {
      kept = Array(bins.sorted(beyond: Double(settings.topK)) { _ in 1 }.prefix(settings.topK))
      for token in kept { whole += Double(all[token]) }
    } else {
      for weight in all { whole += Double(weight) }
      kept = bins.sorted(beyond: settings.topP * whole) { Double(all[$0]) }
    }
    if settings.topP < 1 {
      var sum = 0.0
      let needed = kept.firstIndex { token in
        sum += Double(all[token])
        return sum >= settings.topP * whole
      }
      if let needed { kept.removeLast(kept.count - needed - 1) }
    }
    return pick(kept, all)
  }

  /// e^(logit / temperature), the largest scaled to 1.
  private func weights(_ logits: UnsafePointer<Float>, _ count: Int) -> [Float] {
    let peak = logits[likeliest(logits, count)]
    let pace = Float(1 / settings.temperature)
    return Array(unsafeUninitializedCapacity: count) { buffer, filled in
      if let out = buffer.baseAddress {
        kernels.exponentials(out, logits, count, peak, pace, 1)
      }
      filled = count
    }
  }

  /// Draws one of the tokens by weight.
  private mutating func pick(_ tokens: some BidirectionalCollection<Int>, _ weights: [Float])
    -> Int
  {
    let whole = tokens.reduce(0.0) { $0 + Double(weights[$1]) }
    var left = generator.uniform() * whole
    var chosen = 0
    for token in tokens where weights[token] > 0 {
      chosen = token
      left -= Double(weights[token])
      if left < 0 { break }
    }
    return chosen
  }
}

/// Tokens by how far their logits lie below the largest, so that the likeliest are found and sorted
/// without the others.
private struct LogitBins {
  private let logits: UnsafePointer<Float>
  private let count: Int
  private let peak: Float

  /// The last bin has all that lies further below; most tokens of a trained model are not there.
  private static let bins = 1024
  private static let perNat: Float = 16

  init(_ logits: UnsafePointer<Float>, _ count: Int, peak: Float) {
    self.logits = logits
    self.count = count
    self.peak = peak
  }

  private func bin(of token: Int) -> Int {
    let depth = (peak - logits[token]) * Self.perNat
    return depth < Float(Self.bins - 1) ? Int(depth) : Self.bins - 1
  }

  /// The likeliest tokens from as few bins as have measures of more than a goal, or from all.
  ///
  /// The likeliest stands first, and of equals the first.
  func sorted(beyond goal: Double, by measure: (Int) -> Double) -> [Int] {
    var sums = Array(repeating: 0.0, count: Self.bins)
    for token in 0..<count { sums[bin(of: token)] += measure(token) }
    var sum = 0.0
    // A sum in another order may be a little less than this one.
    let last = sums.firstIndex { value in
      sum += value
      return sum > goal * (1 + 1e-9)
    }
    let end = last ?? Self.bins - 1
    return (0..<count).filter { bin(of: $0) <= end }.sorted {
      logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1
    }
  }
}
