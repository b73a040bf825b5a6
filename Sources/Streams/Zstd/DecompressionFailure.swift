import CZstd

/// What is wrong with compressed bytes, as the library says it.
package struct DecompressionFailure: Error {
  var reason: String

  /// Says what is wrong.
  package init(reason: String) { self.reason = reason }

  /// What an error code of zstd means.
  init(code: Int) { reason = String(cString: ZSTD_getErrorName(code)) }
}
