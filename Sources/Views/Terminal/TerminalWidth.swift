import Glibc

/// How wide the terminal is that standard output goes to.
package enum TerminalWidth {
  /// In columns, at least 20; nil if it is no terminal.
  package static var current: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return max(20, Int(size.ws_col))
  }
}
