import CCurl
import Glibc

/// One request and what has come back of it; its handle is used again.
final class Transfer {
  let easy: UnsafeMutableRawPointer
  private(set) var ticket = 0
  /// Tells this use of the handle from others.
  private(set) var serial = 0
  private var received: [UInt8] = []
  /// Where the handle's last request went, and whether it posted something.
  private var target: (url: String, path: String)?
  private var isPost: Bool?
  private let complaint = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  /// An answer longer than this breaks its transfer.
  private static let longestAnswer = 256 << 20

  /// Makes a handle with everything that does not change from request to request.
  init(_ headers: UnsafeMutablePointer<curl_slist>?, _ settings: Transfers.Settings) {
    guard let easy = curl_easy_init() else { preconditionFailure("out of memory") }
    self.easy = easy
    _ = easy_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = easy_set_text(easy, CURLOPT_USERAGENT, "autodidact")
    _ = easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
    _ = easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
    _ = easy_set_text(easy, CURLOPT_ACCEPT_ENCODING, "")
    _ = easy_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeout * 1000))
    _ = easy_set_long(easy, CURLOPT_TIMEOUT_MS, Int(settings.timeout * 1000))
    // HTTP/2 where a server offers it over TLS; requests then share a connection.
    _ = easy_set_long(easy, CURLOPT_PIPEWAIT, 1)
    if let authorities = settings.authorities {
      _ = easy_set_text(easy, CURLOPT_CAINFO, authorities)
    }
    _ = easy_set_pointer(easy, CURLOPT_ERRORBUFFER, complaint)
    _ = easy_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
    _ = easy_set_writer(easy) { bytes, size, count, target in
      guard let bytes, let target else { return 0 }
      let transfer = Unmanaged<Transfer>.fromOpaque(target).takeUnretainedValue()
      return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
  }

  deinit {
    curl_easy_cleanup(easy)
    complaint.deallocate()
  }

  /// Makes the handle ready for a request.
  func prepare(
    ticket: Int, serial: Int, _ address: ServerAddress, _ path: String, body: [UInt8]?
  ) {
    self.ticket = ticket
    self.serial = serial
    received = []
    complaint.pointee = 0
    if target?.url != address.url || target?.path != path {
      target = (address.url, path)
      _ = easy_set_text(easy, CURLOPT_URL, address.url(of: path))
      // The environment's proxies are obeyed, but this machine needs none.
      _ = easy_set_text(easy, CURLOPT_PROXY, address.isLocal ? "" : nil)
    }
    if isPost != (body != nil) {
      isPost = body != nil
      _ = easy_set_long(easy, body == nil ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
    }
    guard let body else { return }
    _ = easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    body.withUnsafeBytes { raw in
      _ = easy_set_pointer(
        easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: raw.baseAddress))
    }
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard received.count + bytes.count <= Self.longestAnswer else { return 0 }
    if received.isEmpty { received.reserveCapacity(max(bytes.count, 2048)) }
    received.append(contentsOf: bytes)
    return bytes.count
  }

  /// Whether the first byte of an answer has come.
  var hasBegun: Bool {
    var length = 0
    _ = easy_get_long(easy, CURLINFO_HEADER_SIZE, &length)
    return length > 0
  }

  func result(_ code: CURLcode) -> TransferResult {
    guard code == CURLE_OK else {
      let detail = String(cString: complaint)
      return .broken(detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)
    }
    var status = 0
    _ = easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    defer { received = [] }
    return .answered(
      HTTPAnswer(status: status, body: received, headers: status >= 300 ? headers() : [:]))
  }

  /// The headers of the answer, by their names in lower case.
  private func headers() -> [String: String] {
    var headers: [String: String] = [:]
    var previous: UnsafeMutablePointer<curl_header>?
    while let header = curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, previous) {
      previous = header
      headers[String(cString: header.pointee.name).lowercased()] = String(
        cString: header.pointee.value)
    }
    return headers
  }
}
