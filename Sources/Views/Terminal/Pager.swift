import FilterKit
import Glibc
import Streams

/// The program through which a person reads long text: `$PAGER`, or `less -FRX`, as git does it.
///
/// It takes the place of standard output. When it ends before all is written, so does the process.
final class Pager: Sendable {
  private let process: pid_t
  private let watcher = Monitor()
  /// Whether all was written, so that the pager's end is waited for; touched under the lock alone.
  nonisolated(unsafe) private var isWaitedFor = false
  /// What `waitpid` said, once it has ended; likewise.
  nonisolated(unsafe) private var status: Int32?

  /// Starts the pager; nil if none is wanted or there is none.
  static func start() -> Pager? {
    let wanted = getenv("PAGER").map { String(cString: $0) }
    guard let command = wanted ?? (isInstalled("less") ? "less" : nil), command != "cat",
      !command.isEmpty
    else { return nil }
    // For less: end if one page is enough, let colours through, leave the text on the screen.
    setenv("LESS", "FRX", 0)
    setenv("LV", "-c", 0)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { for end in ends { close(end) } }
    guard let process = spawn(command, input: ends[0]) else { return nil }
    dup2(ends[1], STDOUT_FILENO)
    // Ctrl-C is the pager's: it may interrupt a search there.
    signal(SIGINT, SIG_IGN)
    let pager = Pager(process: process)
    pager.watch(command)
    return pager
  }

  private init(process: pid_t) { self.process = process }

  private static func isInstalled(_ command: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(command)", X_OK) == 0 }
  }

  private static func spawn(_ command: String, input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    // What this process ignores or handles, the pager sees as usual.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var usual = sigset_t()
    sigemptyset(&usual)
    sigaddset(&usual, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let words = ["sh", "-c", command]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ)
    return code == 0 ? process : nil
  }

  /// Ends this process when the pager has ended, unless it is waited for.
  private func watch(_ command: String) {
    _ = Thread {
      var status: Int32 = 0
      while waitpid(self.process, &status, 0) < 0, errno == EINTR {}
      let code = status >> 8 & 0xFF
      if code == 126 || code == 127 {
        say("inspect: the pager “\(command)” (PAGER) cannot be run; --no-pager goes without")
        exit(ExitStatus.inputOutput.rawValue)
      }
      let isWaitedFor = self.watcher.locked {
        self.status = status
        self.watcher.broadcast()
        return self.isWaitedFor
      }
      guard !isWaitedFor else { return }
      let signalled = status & 0x7F
      if signalled != 0 {
        signal(signalled, SIG_DFL)
        raise(signalled)
      }
      exit(ExitStatus.done.rawValue)
    }
  }

  /// Tells the pager that nothing more comes, and waits until it has ended.
  func wait() {
    watcher.locked { isWaitedFor = true }
    close(STDOUT_FILENO)
    watcher.locked {
      while status == nil { watcher.wait() }
    }
  }
}
