/// Which of several servers is given the next request.
///
/// The one with the fewest in flight; one that failed several times in a row rests, longer each
/// time, and is then tried with one request. A value without clock.
struct ServerPool: Sendable {
  private struct Server {
    var inFlight = 0
    var failuresInARow = 0
    /// How often in a row it had to rest.
    var rests = 0
    var restsUntil = -Double.infinity
  }

  private var servers: [Server]
  private var last: Int

  /// After so many failures in a row a server rests.
  private static let patience = 3
  /// The longest rest, in seconds.
  private static let longestRest = 60.0

  /// Makes a pool of servers that all do well.
  init(count: Int) {
    servers = Array(repeating: Server(), count: count)
    last = count - 1
  }

  /// Whether any other server than this one would take a request now.
  func hasOther(than server: Int, at now: Double) -> Bool {
    servers.indices.contains { $0 != server && isReady($0, at: now) }
  }

  private func isReady(_ server: Int, at now: Double) -> Bool {
    servers[server].restsUntil <= now
      && (servers[server].rests == 0 || servers[server].inFlight == 0)
  }

  /// Chooses, and counts the request; if all rest, the one that has rested most.
  mutating func choose(at now: Double) -> Int {
    let order = (1...servers.count).map { (last + $0) % servers.count }
    let ready = order.filter { isReady($0, at: now) }
    let chosen =
      ready.min { servers[$0].inFlight < servers[$1].inFlight }
      ?? order.min { servers[$0].restsUntil < servers[$1].restsUntil } ?? 0
    servers[chosen].inFlight += 1
    last = chosen
    return chosen
  }

  /// Notes how a request ended.
  /// - Parameter rest: how long the server itself asks to be left alone.
  mutating func finish(_ server: Int, failed: Bool, rest: Double? = nil, at now: Double) {
    servers[server].inFlight -= 1
    guard failed else {
      servers[server].failuresInARow = 0
      servers[server].rests = 0
      servers[server].restsUntil = -.infinity
      return
    }
    servers[server].failuresInARow += 1
    if let rest { servers[server].restsUntil = max(servers[server].restsUntil, now + rest) }
    if servers[server].failuresInARow >= Self.patience || servers[server].rests > 0 {
      servers[server].rests += 1
      let pause = min(Double(1 << min(servers[server].rests - 1, 10)), Self.longestRest)
      servers[server].restsUntil = max(servers[server].restsUntil, now + pause)
    }
  }
}
