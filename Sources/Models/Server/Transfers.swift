import CCurl
import CEpoll
import Glibc
import Streams

/// HTTP requests in flight over libcurl's multi interface: one event loop, connections kept alive.
///
/// libcurl says which sockets it waits for, and is told which of them are ready: what one event
/// costs does not depend on how many transfers there are.
final class Transfers {
  /// What all transfers share.
  struct Settings: Sendable {
    /// Lines such as `Authorization: Bearer …`.
    var headers: [String] = []
    /// Seconds until a connection must stand, until an answer must begin, and until it must be
    /// complete.
    var connectTimeout = 10.0
    var firstByteTimeout = 600.0
    var timeout = 600.0
    /// How many connections stay open.
    var connections = 64
    /// A file of certificates of authorities that are believed, instead of the system's.
    var authorities: String?
  }

  private let settings: Settings
  private let multi: UnsafeMutableRawPointer
  private let poller = epoll_create1(Int32(EPOLL_CLOEXEC))
  /// A few at a time: answers that were read together are followed by requests that are sent
  /// together, and come back so; many would travel in one bunch, and each wait for all.
  private var events = [epoll_event](repeating: epoll_event(), count: 16)
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]
  private var idle: [Transfer] = []
  /// The sockets that libcurl waits for.
  private var watched: Set<Int32> = []
  private var bell: Doorbell?
  /// When libcurl wants to be called although no socket is ready.
  private var wakeAt: Double?
  /// Which transfers must have begun to be answered, and when; those before `firstBegun` have.
  private var beginnings: [(due: Double, transfer: Transfer, serial: Int)] = []
  private var firstBegun = 0
  private var serial = 0

  /// Makes an event loop without transfers.
  init(_ settings: Settings) {
    precondition(Self.isReady, "libcurl cannot be initialised")
    guard let multi = curl_multi_init(), poller >= 0 else { preconditionFailure("out of memory") }
    self.settings = settings
    self.multi = multi
    _ = multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.connections)
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = multi_set_socket_function(
      multi,
      { _, socket, what, context, _ in
        guard let context else { return 0 }
        Unmanaged<Transfers>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
        return 0
      }, context)
    _ = multi_set_timer_function(
      multi,
      { _, milliseconds, context in
        guard let context else { return 0 }
        let transfers = Unmanaged<Transfers>.fromOpaque(context).takeUnretainedValue()
        transfers.wakeAt =
          milliseconds < 0 ? nil : Moment.now + Double(milliseconds) / 1000
        return 0
      }, context)
    // "Expect:" keeps libcurl from asking for leave before it sends a long prompt.
    let lines = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
    for line in lines + settings.headers { headers = curl_slist_append(headers, line) }
  }

  deinit {
    for (easy, _) in running { curl_multi_remove_handle(multi, easy) }
    beginnings.removeAll()
    running.removeAll()
    idle.removeAll()
    curl_multi_cleanup(multi)
    curl_slist_free_all(headers)
    close(poller)
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Begins a transfer: a POST if there is a body, else a GET.
  func start(_ ticket: Int, _ address: ServerAddress, _ path: String, body: [UInt8]?) {
    let transfer = idle.popLast() ?? Transfer(headers, settings)
    serial += 1
    transfer.prepare(ticket: ticket, serial: serial, address, path, body: body)
    running[transfer.easy] = transfer
    if settings.firstByteTimeout < settings.timeout {
      beginnings.append((Moment.now + settings.firstByteTimeout, transfer, serial))
    }
    let code = curl_multi_add_handle(multi, transfer.easy)
    precondition(code == CURLM_OK, "libcurl: \(String(cString: curl_multi_strerror(code)))")
  }

  /// Moves the transfers on; waits for the first of them to end, for the bell, or for a time.
  /// - Returns: the transfers that ended.
  func advance(until due: Double, bell: Doorbell?) -> [(ticket: Int, result: TransferResult)] {
    listen(to: bell)
    while true {
      var now = Moment.now
      if let wakeAt, wakeAt <= now { proceed(CURL_SOCKET_BAD, 0) }
      var ended = collectEnded() + breakOffLate(at: now)
      if !ended.isEmpty || due <= now { return ended }
      let beginning =
        firstBegun < beginnings.count ? beginnings[firstBegun].due : Double.infinity
      let next = min(due, wakeAt ?? .infinity, beginning)
      let count = epoll_await(
        poller, &events, Int32(events.count), next == .infinity ? -1 : max(next - now, 0))
      var rings = false
      for place in 0..<Int(max(count, 0)) {
        let (descriptor, flags) = withUnsafePointer(to: events[place]) {
          (epoll_event_descriptor($0), epoll_event_flags($0))
        }
        if descriptor == self.bell?.descriptor {
          self.bell?.silence()
          rings = true
        } else {
          proceed(descriptor, flags)
        }
      }
      now = Moment.now
      ended = collectEnded()
      if rings || !ended.isEmpty { return ended }
    }
  }

  // MARK: - Sockets

  private func watch(_ socket: Int32, _ what: Int32) {
    guard what != CURL_POLL_REMOVE else {
      if watched.remove(socket) != nil { _ = epoll_change(poller, EPOLL_CTL_DEL, socket, 0) }
      return
    }
    let events =
      (what & CURL_POLL_IN != 0 ? EPOLLIN.rawValue : 0)
      | (what & CURL_POLL_OUT != 0 ? EPOLLOUT.rawValue : 0)
    let isNew = watched.insert(socket).inserted
    _ = epoll_change(poller, isNew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, events)
  }

  private func listen(to bell: Doorbell?) {
    guard let bell, bell != self.bell else { return }
    if let old = self.bell { _ = epoll_change(poller, EPOLL_CTL_DEL, old.descriptor, 0) }
    self.bell = bell
    _ = epoll_change(poller, EPOLL_CTL_ADD, bell.descriptor, EPOLLIN.rawValue)
  }

  /// Tells libcurl that a socket is ready, or with none that its time has come.
  private func proceed(_ socket: Int32, _ events: UInt32) {
    var flags: Int32 = 0
    if events & EPOLLIN.rawValue != 0 { flags |= CURL_CSELECT_IN }
    if events & EPOLLOUT.rawValue != 0 { flags |= CURL_CSELECT_OUT }
    if events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { flags |= CURL_CSELECT_ERR }
    if socket == CURL_SOCKET_BAD { wakeAt = nil }
    var active: Int32 = 0
    curl_multi_socket_action(multi, socket, flags, &active)
  }

  // MARK: - Ends

  private func collectEnded() -> [(ticket: Int, result: TransferResult)] {
    var ended: [(ticket: Int, result: TransferResult)] = []
    var queued: Int32 = 0
    while let message = curl_multi_info_read(multi, &queued)?.pointee {
      guard message.msg == CURLMSG_DONE, let easy = message.easy_handle,
        let transfer = running[easy]
      else { continue }
      ended.append((transfer.ticket, transfer.result(message.data.result)))
      release(transfer)
    }
    return ended
  }

  /// Breaks off what has not begun to be answered in time.
  private func breakOffLate(at now: Double) -> [(ticket: Int, result: TransferResult)] {
    var late: [(ticket: Int, result: TransferResult)] = []
    while firstBegun < beginnings.count, beginnings[firstBegun].due <= now {
      let (_, transfer, serial) = beginnings[firstBegun]
      firstBegun += 1
      guard transfer.serial == serial, running[transfer.easy] != nil, !transfer.hasBegun else {
        continue
      }
      late.append(
        (transfer.ticket, .broken("no answer began within \(settings.firstByteTimeout) seconds")))
      release(transfer)
    }
    if firstBegun > 1024 {
      beginnings.removeFirst(firstBegun)
      firstBegun = 0
    }
    return late
  }

  private func release(_ transfer: Transfer) {
    curl_multi_remove_handle(multi, transfer.easy)
    running[transfer.easy] = nil
    idle.append(transfer)
  }
}
