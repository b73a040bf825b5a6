import CKernels
import Glibc
import Randomness

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
