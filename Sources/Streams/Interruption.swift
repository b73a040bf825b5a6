import Glibc
import Synchronization

/// What happens when a signal ends the process: partial files are removed, and a message says what
/// is kept.
package enum Interruption {
  /// Places for the names of partial files; a handler of signals may neither lock nor allocate.
  private static let places = 16
  nonisolated(unsafe) private static let names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> =
    {
      let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: places)
      names.initialize(repeating: nil, count: places)
      return names
    }()
  /// What the handler says at the end; words once given are never freed.
  nonisolated(unsafe) private static var words: UnsafeMutablePointer<CChar>?
  private static let change = Monitor()
  /// Whether the first signal is only remembered, and which one came.
  private static let isHeld = Atomic(false)
  private static let pending = Atomic<Int32>(0)

  /// Makes signals end the process as they would, but remove partial files before; a closed pipe is
  /// an error of the write and no signal.
  package static func install() {
    signal(SIGPIPE, SIG_IGN)
    // A handler must not be the first to touch these.
    _ = (names, words, isHeld.load(ordering: .relaxed), pending.load(ordering: .relaxed))
    for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
      signal(number) { number in
        if Interruption.isHeld.exchange(false, ordering: .relaxed) {
          Interruption.pending.store(number, ordering: .relaxed)
        } else {
          Interruption.end(number)
        }
      }
    }
  }

  /// Whether the parent process ignores the signal for us, as nohup does.
  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    // SIG_IGN is the address 1, which Swift has no name for that could be compared.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }

  /// Lets the next signal wait for `endIfPending`, so that work can be put away; a second one ends
  /// the process at once.
  package static func hold() { isHeld.store(true, ordering: .relaxed) }

  /// Whether a signal is pending.
  package static var isPending: Bool { pending.load(ordering: .relaxed) != 0 }

  /// Ends the process if a signal is pending.
  package static func endIfPending() {
    let number = pending.load(ordering: .relaxed)
    if number != 0 { end(number) }
  }

  /// Lets signals end the process again, a pending one included.
  package static func release() {
    isHeld.store(false, ordering: .relaxed)
    endIfPending()
  }

  /// Sets the message on stderr when a signal ends the process; nil for none.
  package static func setLastWords(_ text: String?) {
    change.locked { words = text.map { strdup("\n\($0)\n") } ?? nil }
  }

  private static func end(_ number: Int32) {
    for place in 0..<places {
      if let name = names[place] { unlink(name) }
    }
    if let words { write(STDERR_FILENO, words, strlen(words)) }
    signal(number, SIG_DFL)
    raise(number)
  }

  static func remember(_ path: String) {
    change.locked {
      for place in 0..<places where names[place] == nil {
        names[place] = strdup(path)
        return
      }
    }
  }

  static func forget(_ path: String) {
    change.locked {
      for place in 0..<places {
        if let name = names[place], String(cString: name) == path { names[place] = nil }
      }
    }
  }
}
