import Foundation
import Records
import Synchronization

/// What a client asked the stub.
struct StubRequest: Sendable {
  var method: String
  var path: String
  /// Names in lower case.
  var headers: [String: String]
  var body: JSON
}

/// What the stub does then.
enum StubReaction: Sendable {
  case answer(String, status: Int = 200, headers: [String: String] = [:])
  /// Says that more is to come than this, and resets the connection.
  case breakOff(String)

  static func json(_ value: JSON) -> StubReaction { .answer(value.text) }
}

/// A server on a loopback port that answers as a closure says, a thread a connection.
final class StubServer: Sendable {
  let port: UInt16
  var url: String { "http://127.0.0.1:\(port)/v1" }
  private let listener: Int32
  private let react: @Sendable (StubRequest, Int) -> StubReaction
  private let record = Mutex(Record())

  private struct Record {
    var requests: [StubRequest] = []
    var connections = 0
    /// The sockets that are open; each is closed by its own thread.
    var open: Set<Int32> = []
  }

  /// Begins to listen.
  /// - Parameter react: takes a request and how many came before it.
  init(react: @escaping @Sendable (StubRequest, Int) -> StubReaction) throws {
    (listener, port) = try Self.bound()
    guard listen(listener, 128) == 0 else { throw POSIXError(.EADDRINUSE) }
    self.react = react
    let listener = listener
    Thread.detachNewThread {
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        self.record.withLock {
          $0.connections += 1; _ = $0.open.insert(connection)
        }
        Thread.detachNewThread { self.serve(connection) }
      }
      close(listener)
    }
  }

  /// What was asked so far.
  var requests: [StubRequest] { record.withLock { $0.requests } }
  /// How many connections were made so far.
  var connections: Int { record.withLock { $0.connections } }

  /// Ends all connections; the threads close their sockets.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    record.withLock { $0.open.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
  }

  /// A port on which nothing listens, and nothing else will for as long as the process runs.
  static func closedPort() throws -> UInt16 {
    try bound().port
  }

  private static func bound() throws -> (socket: Int32, port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
        bind(listener, general, length) == 0 && getsockname(listener, general, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return (listener, UInt16(bigEndian: address.sin_port))
  }

  private func serve(_ connection: Int32) {
    defer {
      record.withLock { record in
        record.open.remove(connection)
        close(connection)
      }
    }
    var received: [UInt8] = []
    while let request = Self.read(connection, &received) {
      let number = record.withLock { record in
        record.requests.append(request)
        return record.requests.count - 1
      }
      switch react(request, number) {
      case .answer(let body, let status, let headers):
        var head = "HTTP/1.1 \(status) Stub\r\nContent-Length: \(body.utf8.count)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        Self.write(connection, head + "\r\n" + body)
      case .breakOff(let part):
        Self.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + part)
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
          connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        return
      }
    }
  }

  private static func read(_ connection: Int32, _ received: inout [UInt8]) -> StubRequest? {
    let blank = Array("\r\n\r\n".utf8)
    while true {
      if let end = received.firstRange(of: blank) {
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self)
          .split(separator: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
        }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        if received.count >= end.upperBound + length {
          let body = received[end.upperBound..<end.upperBound + length]
          received.removeFirst(end.upperBound + length)
          let value = (try? JSON(parsing: body)) ?? .null
          return StubRequest(method: words[0], path: words[1], headers: headers, body: value)
        }
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      received += buffer[..<count]
    }
  }

  private static func write(_ connection: Int32, _ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
