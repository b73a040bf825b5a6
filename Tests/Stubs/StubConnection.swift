import Glibc
import Records
import Streams

/// One connection of the stub: what has come, and what is still to be sent.
final class StubConnection {
  let descriptor: Int32
  /// Whether a request is being answered; the next one waits for that.
  var isAnswering = false
  /// The events that are being waited for.
  var watched: UInt32 = 1
  private(set) var isClosed = false
  private var received: [UInt8] = []
  private var output: [UInt8] = []
  private var sent = 0
  /// Before this place no head ends.
  private var searched = 0

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Whether something is still to be sent.
  var hasOutput: Bool { sent < output.count }

  /// The beginning of an answer.
  static func head(_ status: Int, _ headers: [String: String], length: Int) -> String {
    var head = "HTTP/1.1 \(status) Stub\r\nContent-Length: \(length)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    return head + "\r\n"
  }

  func send(_ text: String) { output.append(contentsOf: text.utf8) }

  func send(bytes: [UInt8]) { output += bytes }

  /// Closes the connection, with a reset that throws away what was not read yet if that is asked.
  func end(resetting: Bool) {
    isClosed = true
    if resetting {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
    close(descriptor)
  }

  /// Takes what has come; false if the client is gone.
  func receive() -> Bool {
    while true {
      let count = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 {
          received.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        return count
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      if count == 0 { return false }
      if count < 1 << 16 { return true }
    }
  }

  /// Sends what can be sent; false if the client is gone.
  func flush() -> Bool {
    while hasOutput {
      let count = output.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      sent += count
    }
    output.removeAll(keepingCapacity: output.capacity < 1 << 20)
    sent = 0
    return true
  }

  /// The next request, nil if it has not come whole.
  func nextRequest() -> StubRequest? {
    guard let end = endOfHead() else { return nil }
    let lines = String(decoding: received[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ").map(String.init)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
    let length = Int(headers["content-length"] ?? "0") ?? 0
    let start = end + 4
    guard words.count == 3, received.count >= start + length else { return nil }
    let body = Array(received[start..<start + length])
    received.removeFirst(start + length)
    searched = 0
    return StubRequest(
      method: words[0], path: words[1], headers: headers,
      body: body.isEmpty ? .null : (try? JSON(parsing: body)) ?? .null,
      key: ContentHash.of(body, seed: ContentHash.of(words[1])))
  }

  /// Where the blank line begins that ends a request's head.
  private func endOfHead() -> Int? {
    var place = searched
    while place + 4 <= received.count {
      if received[place] == 13, received[place + 1] == 10, received[place + 2] == 13,
        received[place + 3] == 10
      {
        searched = place
        return place
      }
      place += 1
    }
    searched = max(received.count - 3, 0)
    return nil
  }
}
