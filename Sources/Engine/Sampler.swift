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
    var kept = Array(0..<count)
    // Tokens below this weight cannot be needed to reach the sum, all of them together miss it.
    if settings.topP < 1 && settings.topK == 0 {
      let whole = all.reduce(0.0) { $0 + Double($1) }
      let least = Float((1 - settings.topP) * whole / Double(count) * 0.5)
      kept.removeAll { all[$0] < least }
    }
    kept.sort { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
    if settings.topK > 0 { kept.removeLast(max(0, kept.count - settings.topK)) }
    if settings.topP < 1 {
      let whole = (settings.topK > 0 ? kept : Array(0..<count)).reduce(0.0) {
        $0 + Double(all[$1])
      }
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
