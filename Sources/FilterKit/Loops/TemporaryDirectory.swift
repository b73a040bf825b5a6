import Glibc

/// Where files lie that are gone with the process: the directory TMPDIR, or /tmp.
package var temporaryDirectory: String {
  getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
}
