import CEpoll
import Glibc
import Records
import Streams
import Synchronization

/// What a client asked the stub.
package struct StubRequest: Sendable {
  package var method: String
  package var path: String
  /// Names in lower case.
  package var headers: [String: String]
  /// Null if it is no JSON.
  package var body: JSON
  /// The hash of the path and the body's bytes: equal requests have equal keys.
  package var key: UInt64
}

/// What the stub does then.
package enum StubReaction: Sendable {
  case answer(String, status: Int = 200, headers: [String: String] = [:])
  /// Says that more is to come than this, and resets the connection.
  case breakOff(String)
  /// Answers a byte at a time, with so many seconds between two.
  case trickle(String, every: Double)
  /// Closes the connection without an answer.
  case hangUp
  /// Never answers, and keeps the connection.
  case silence
  /// Does something after so many seconds.
  indirect case after(Double, StubReaction)

  package static func json(_ value: JSON) -> StubReaction { .answer(value.text) }
}

/// A server on a loopback port that answers as a closure says.
///
/// One thread serves thousands of connections; the closure runs on it.
package final class StubServer: @unchecked Sendable {
  // Sendable: what is not constant, locked or atomic is touched by the loop's thread alone.
  package let port: UInt16
  /// Where clients find it.
  package var url: String { "http://127.0.0.1:\(port)/v1" }

  private let listener: Int32
  private let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let bell = Doorbell()
  private let isStopped = Atomic(false)
  private let react: @Sendable (StubRequest, Int) -> StubReaction
  private let keepsRequests: Bool
  private let record = Mutex(Record())
  private var connections: [Int32: StubConnection] = [:]
  private var deadlines = Deadlines<() -> Void>()

  private struct Record {
    var requests: [StubRequest] = []
    var count = 0
    var connections = 0
    var open = 0
    var mostOpen = 0
  }

  /// Begins to listen.
  /// - Parameters:
  ///   - port: 0 takes one that is free.
  ///   - keepsRequests: whether `requests` holds them afterwards.
  ///   - react: takes a request and how many came before it.
  /// - Throws: `StreamError.system` if the port is taken.
  package init(
    port: UInt16 = 0, keepsRequests: Bool = true,
    react: @escaping @Sendable (StubRequest, Int) -> StubReaction
  ) throws {
    (listener, self.port) = try Self.bound(to: port)
    self.keepsRequests = keepsRequests
    self.react = react
    guard listen(listener, 4096) == 0 else {
      throw StreamError.system(action: "listen on", path: "port \(port)", code: errno)
    }
    watch(listener, EPOLLIN.rawValue)
    watch(bell.descriptor, EPOLLIN.rawValue)
    _ = Thread { self.run() }
  }

  /// What was asked so far.
  package var requests: [StubRequest] { record.withLock { $0.requests } }
  /// How many connections were made so far.
  package var connectionCount: Int { record.withLock { $0.connections } }
  /// How many connections were open at once, at most.
  package var mostConnections: Int { record.withLock { $0.mostOpen } }

  /// Ends all connections.
  package func stop() {
    isStopped.store(true, ordering: .releasing)
    bell.ring()
  }

  /// A port on which nothing listens, and nothing else will for as long as the process runs.
  package static func closedPort() throws -> UInt16 {
    try bound(to: 0).port
  }

  private static func bound(to port: UInt16) throws -> (socket: Int32, port: UInt16) {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let listener = socket(AF_INET, kind, 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        bind(listener, general, length) == 0 && getsockname(listener, general, &length) == 0
      }
    }
    guard isBound else {
      throw StreamError.system(action: "listen on", path: "port \(port)", code: errno)
    }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  // MARK: - The loop

  private func run() {
    // Few at a time: what is due does not wait behind many that have just come.
    var events = [epoll_event](repeating: epoll_event(), count: 16)
    while !isStopped.load(ordering: .acquiring) {
      let wait = deadlines.first.map { max($0 - Moment.now, 0) } ?? -1
      let count = epoll_await(poller, &events, Int32(events.count), wait)
      for place in 0..<Int(max(count, 0)) {
        let descriptor = withUnsafePointer(to: events[place]) { epoll_event_descriptor($0) }
        if descriptor == listener {
          acceptAll()
        } else if let connection = connections[descriptor] {
          proceed(connection)
        }
      }
      while let action = deadlines.take(at: Moment.now) { action() }
    }
    for connection in Array(connections.values) { end(connection) }
    close(listener)
    close(poller)
  }

  private func watch(_ descriptor: Int32, _ events: UInt32, isNew: Bool = true) {
    _ = epoll_change(poller, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, events)
  }

  private func acceptAll() {
    while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      connections[descriptor] = StubConnection(descriptor)
      watch(descriptor, EPOLLIN.rawValue)
      record.withLock {
        $0.connections += 1
        $0.open += 1
        $0.mostOpen = max($0.mostOpen, $0.open)
      }
    }
  }

  private func end(_ connection: StubConnection, resetting: Bool = false) {
    guard connections.removeValue(forKey: connection.descriptor) != nil else { return }
    connection.end(resetting: resetting)
    record.withLock { $0.open -= 1 }
  }

  /// Reads, writes, and answers what has come.
  private func proceed(_ connection: StubConnection) {
    guard connection.receive(), connection.flush() else { return end(connection) }
    respond(connection)
  }

  /// Answers the next request of a connection, if it has come whole and none is being answered.
  private func respond(_ connection: StubConnection) {
    while !connection.isClosed, !connection.isAnswering, let request = connection.nextRequest() {
      let number = record.withLock { record in
        record.count += 1
        if keepsRequests { record.requests.append(request) }
        return record.count - 1
      }
      connection.isAnswering = true
      perform(react(request, number), on: connection)
    }
    guard !connection.isClosed else { return }
    let events = EPOLLIN.rawValue | (connection.hasOutput ? EPOLLOUT.rawValue : 0)
    if events != connection.watched {
      connection.watched = events
      watch(connection.descriptor, events, isNew: false)
    }
  }

  private func perform(_ reaction: StubReaction, on connection: StubConnection) {
    guard !connection.isClosed else { return }
    switch reaction {
    case .answer(let body, let status, let headers):
      connection.send(StubConnection.head(status, headers, length: body.utf8.count) + body)
      connection.isAnswering = false
      if !connection.flush() { end(connection) }
    case .breakOff(let part):
      connection.send(StubConnection.head(200, [:], length: part.utf8.count + 100_000) + part)
      _ = connection.flush()
      end(connection, resetting: true)
    case .trickle(let body, let pause):
      connection.send(StubConnection.head(200, [:], length: body.utf8.count))
      trickle(Array(body.utf8)[...], every: pause, on: connection)
    case .hangUp: end(connection)
    case .silence: break
    case .after(let seconds, let reaction):
      deadlines.add(Moment.now + seconds) { [self] in
        perform(reaction, on: connection)
        respond(connection)
      }
    }
  }

  private func trickle(
    _ rest: ArraySlice<UInt8>, every pause: Double, on connection: StubConnection
  ) {
    guard !connection.isClosed else { return }
    guard let byte = rest.first else {
      connection.isAnswering = false
      return respond(connection)
    }
    connection.send(bytes: [byte])
    guard connection.flush() else { return end(connection) }
    deadlines.add(Moment.now + pause) { [self] in
      trickle(rest.dropFirst(), every: pause, on: connection)
    }
  }
}
