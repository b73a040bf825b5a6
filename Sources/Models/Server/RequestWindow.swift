/// How many requests may be in flight: all that are allowed, until the server names a limit.
///
/// Additive increase, multiplicative decrease (Chiu and Jain 1989): a limit halves the window, once
/// for all requests that were on their way at that time; each answer adds 1/window, so that a
/// window's worth of answers adds one. A value without clock.
struct RequestWindow: Sendable {
  private let most: Double
  private var size: Double
  /// When it was last halved.
  private var halved = -Double.infinity
  /// How often in a row it was halved without an answer between.
  private var limitsInARow = 0
  /// Since when the server has done nothing but name limits.
  private var limitedSince: Double?

  /// Makes a window that is wholly open.
  init(most: Int) {
    self.most = Double(most)
    size = Double(most)
  }

  /// How many may be in flight.
  var room: Int { max(1, Int(size)) }

  /// Notes an answer.
  mutating func open() {
    limitsInARow = 0
    limitedSince = nil
    if size < most { size = min(most, size + 1 / size) }
  }

  /// Notes a limit that a request sent at `sent` ran into.
  /// - Returns: for how long the server has answered nothing, in seconds.
  mutating func narrow(sent: Double, at now: Double) -> Double {
    limitedSince = limitedSince ?? now
    if sent >= halved {
      size = max(1, size / 2)
      halved = now
      limitsInARow += 1
    }
    return now - (limitedSince ?? now)
  }

  /// The pause after a limit that names no wait, in seconds: it doubles with every limit in a row.
  func pause(first: Double, longest: Double) -> Double {
    var pause = first
    for _ in 1..<max(limitsInARow, 1) where pause < longest { pause *= 2 }
    return min(pause, longest)
  }
}
