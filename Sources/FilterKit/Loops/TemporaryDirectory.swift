import Glibc

/// The directory of temporary files: TMPDIR, or /tmp.
package var temporaryDirectory: String {
  getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
}
