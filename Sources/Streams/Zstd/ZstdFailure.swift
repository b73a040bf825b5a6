import CZstd

/// What zstd says is wrong with a frame.
struct ZstdFailure: Error {
  var reason: String

  init(reason: String) { self.reason = reason }

  init(code: Int) { reason = String(cString: ZSTD_getErrorName(code)) }
}
