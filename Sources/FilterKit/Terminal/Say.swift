import Glibc

/// Writes a line to stderr; control characters are made visible.
package func say(_ line: String) { tell(TerminalText.text(line) + "\n") }

/// Writes text to stderr.
func tell(_ text: String) {
  let bytes = Array(text.utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}
