import CCurl
import Glibc

/// What a server sent back.
struct HTTPAnswer: Equatable, Sendable {
  var status: Int
  var body: [UInt8]
  /// Seconds, from the header; dates are counted from now.
  var retryAfter: Double?
}

/// How one transfer ended.
enum TransferResult: Equatable, Sendable {
  case answered(HTTPAnswer)
  /// No whole answer came: libcurl's reason.
  case broken(String)
}

/// HTTP requests in flight over libcurl's multi interface: one event loop, connections kept alive.
final class Transfers {
  /// What all transfers share.
  struct Settings: Sendable {
    /// Lines such as `Authorization: Bearer …`.
    var headers: [String] = []
    /// Seconds until a connection must stand.
    var connectTimeout = 10.0
    /// Seconds until an answer must be complete.
    var timeout = 600.0
    /// How many connections stay open.
    var connections = 64
    /// Whether the environment's proxy is passed by.
    var isLocal = false
  }

  /// An answer longer than this breaks its transfer.
  private static let longestAnswer = 256 << 20

  private let settings: Settings
  private let multi: UnsafeMutableRawPointer
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var running: [UnsafeMutableRawPointer: Transfer] = [:]
  private var idle: [Transfer] = []

  /// Makes an event loop without transfers.
  init(_ settings: Settings) {
    precondition(Self.isReady, "libcurl cannot be initialised")
    guard let multi = curl_multi_init() else { preconditionFailure("out of memory") }
    self.settings = settings
    self.multi = multi
    _ = multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.connections)
    // «Expect:» keeps libcurl from asking for leave before it sends a long prompt.
    let lines = ["Content-Type: application/json", "Accept: application/json", "Expect:"]
    for line in lines + settings.headers { headers = curl_slist_append(headers, line) }
  }

  deinit {
    cancelAll()
    curl_multi_cleanup(multi)
    idle.removeAll()
    curl_slist_free_all(headers)
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Seconds from any zero; the one place of this library that reads a clock.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Begins a transfer: a POST if there is a body, else a GET.
  func start(_ ticket: Int, url: String, body: [UInt8]?) {
    let transfer = idle.popLast() ?? Transfer()
    transfer.prepare(ticket: ticket, url: url, body: body, headers: headers, settings)
    running[transfer.easy] = transfer
    let code = curl_multi_add_handle(multi, transfer.easy)
    precondition(code == CURLM_OK, "libcurl: \(String(cString: curl_multi_strerror(code)))")
  }

  /// Moves the transfers on, waiting at most so many seconds if nothing happens.
  /// - Returns: the transfers that ended.
  func advance(waitingAtMost seconds: Double) -> [(ticket: Int, result: TransferResult)] {
    var active: Int32 = 0
    curl_multi_perform(multi, &active)
    var ended = collectEnded()
    if ended.isEmpty {
      curl_multi_poll(multi, nil, 0, Int32(min(max(seconds, 0), 1) * 1000 + 0.999), nil)
      curl_multi_perform(multi, &active)
      ended = collectEnded()
    }
    return ended
  }

  /// Breaks off everything in flight.
  func cancelAll() {
    for (easy, transfer) in running {
      curl_multi_remove_handle(multi, easy)
      idle.append(transfer)
    }
    running.removeAll()
  }

  private func collectEnded() -> [(ticket: Int, result: TransferResult)] {
    var ended: [(ticket: Int, result: TransferResult)] = []
    var queued: Int32 = 0
    while let message = curl_multi_info_read(multi, &queued)?.pointee {
      guard message.msg == CURLMSG_DONE, let easy = message.easy_handle,
        let transfer = running.removeValue(forKey: easy)
      else { continue }
      ended.append((transfer.ticket, transfer.result(message.data.result)))
      curl_multi_remove_handle(multi, easy)
      idle.append(transfer)
    }
    return ended
  }

  /// One request and what has come back of it; its handle is used again.
  private final class Transfer {
    let easy: UnsafeMutableRawPointer
    private(set) var ticket = 0
    private var received: [UInt8] = []
    private let complaint = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init() {
      guard let easy = curl_easy_init() else { preconditionFailure("out of memory") }
      self.easy = easy
    }

    deinit {
      curl_easy_cleanup(easy)
      complaint.deallocate()
    }

    func prepare(
      ticket: Int, url: String, body: [UInt8]?, headers: UnsafeMutablePointer<curl_slist>?,
      _ settings: Settings
    ) {
      self.ticket = ticket
      received = []
      complaint.pointee = 0
      curl_easy_reset(easy)
      _ = easy_set_text(easy, CURLOPT_URL, url)
      _ = easy_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
      _ = easy_set_text(easy, CURLOPT_USERAGENT, "autodidact")
      _ = easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
      _ = easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
      _ = easy_set_text(easy, CURLOPT_ACCEPT_ENCODING, "")
      _ = easy_set_long(
        easy, CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout * 1000))
      _ = easy_set_long(easy, CURLOPT_TIMEOUT_MS, Int(settings.timeout * 1000))
      if settings.isLocal { _ = easy_set_text(easy, CURLOPT_PROXY, "") }
      _ = easy_set_pointer(easy, CURLOPT_ERRORBUFFER, complaint)
      _ = easy_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
      _ = easy_set_writer(easy) { bytes, size, count, target in
        guard let bytes, let target else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(target).takeUnretainedValue()
        return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
      }
      if let body {
        _ = easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        body.withUnsafeBytes { raw in
          _ = easy_set_pointer(
            easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: raw.baseAddress))
        }
      }
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
      guard received.count + bytes.count <= Transfers.longestAnswer else { return 0 }
      received.append(contentsOf: bytes)
      return bytes.count
    }

    func result(_ code: CURLcode) -> TransferResult {
      guard code == CURLE_OK else {
        let detail = String(cString: complaint)
        let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        return .broken(reason)
      }
      var status = 0
      var retryAfter: curl_off_t = 0
      _ = easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
      _ = easy_get_size(easy, CURLINFO_RETRY_AFTER, &retryAfter)
      return .answered(
        HTTPAnswer(
          status: status, body: received, retryAfter: retryAfter > 0 ? Double(retryAfter) : nil))
    }
  }
}
