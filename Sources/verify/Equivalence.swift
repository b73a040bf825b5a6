import ArgumentParser
import FilterKit
import Glibc
import Streams
import Synchronization

/// Whether a computer-algebra system is asked too.
struct EquivalenceOptions: ParsableArguments {
  /// Which one.
  enum System: String, ExpressibleByArgument, CaseIterable {
    case sympy
  }

  @Option(help: "Ask a computer-algebra system too: Math-Verify over sympy.")
  var equivalence: System?

  @Option(
    help: ArgumentHelp("The Python that has Math-Verify (default: python3).", valueName: "file"))
  var python: String?

  @Option(help: ArgumentHelp("How long it may take for one answer.", valueName: "seconds"))
  var equivalenceTimeout = 5.0

  func validate() throws {
    guard equivalenceTimeout > 0, equivalenceTimeout <= 3600 else {
      throw ValidationError("--equivalence-timeout must be above 0 and at most 3600")
    }
    guard python == nil || equivalence != nil else {
      throw ValidationError("--python goes with --equivalence")
    }
  }

  /// The helper process, started; nil if none is wanted.
  /// - Throws: if it does not start, or has no Math-Verify.
  func open() throws -> EquivalenceHelper? {
    guard equivalence != nil else { return nil }
    return try EquivalenceHelper(
      python: python ?? "python3", milliseconds: Int32(equivalenceTimeout * 1000))
  }
}

/// One long-lived Python process that says whether two answers are equal, shared by all threads.
///
/// It reads a line of JSON for each question and writes a word. What takes longer than its time is
/// killed and started anew.
final class EquivalenceHelper: Sendable {
  /// What it says of an answer.
  enum Verdict: String {
    case equal, different, unreadable, timeout, failed

    /// Whether the answers are equal, nil if that is not known.
    var isEqual: Bool? {
      switch self {
      case .equal: true
      case .different: false
      case .unreadable, .timeout, .failed: nil
      }
    }
  }

  private struct Child {
    var process: pid_t
    var input: Int32
    var output: Int32
  }

  /// Puts both in a box, for its parser looks for one; its own timeouts need signals, and are off.
  private static let program = """
    import json, logging, sys
    logging.disable(logging.CRITICAL)
    try:
        from math_verify import parse, verify
    except ImportError:
        print("missing", flush=True)
        sys.exit(1)
    def read(text):
        return parse("$\\\\boxed{" + text + "}$", parsing_timeout=None, raise_on_error=True)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            reference, answer = json.loads(line)
            gold, given = read(reference), read(answer)
            if gold and given:
                same = verify(gold, given, timeout_seconds=None, raise_on_error=True)
                print("equal" if same else "different", flush=True)
            else:
                print("unreadable", flush=True)
        except Exception:
            print("failed", flush=True)
    """

  private let python: String
  private let milliseconds: Int32
  private let child: Mutex<Child?>

  /// Starts it.
  init(python: String, milliseconds: Int32) throws(Failure) {
    self.python = python
    self.milliseconds = milliseconds
    child = Mutex(try Self.start(python))
  }

  deinit {
    child.withLock { child in
      if let child { Self.end(child) }
    }
  }

  /// Whether an answer is that of the reference; callers wait for one another.
  /// - Parameter question: a line of JSON, `[reference, answer]`, without its newline.
  func verdict(of question: [UInt8]) -> Verdict {
    child.withLock { child in
      if child == nil { child = try? Self.start(python) }
      guard let running = child else { return .failed }
      let isSent = Self.write(question + [0x0A], to: running.input)
      let word = isSent ? Self.line(from: running.output, milliseconds: milliseconds) : ""
      guard let word, !word.isEmpty else {
        Self.end(running)
        child = nil
        return word == nil ? .timeout : .failed
      }
      return Verdict(rawValue: word) ?? .failed
    }
  }

  // MARK: The process

  /// A minute for Python to load sympy, which takes seconds on a busy machine.
  private static func start(_ python: String) throws(Failure) -> Child {
    let child = try spawn(python)
    let word = line(from: child.output, milliseconds: 60_000)
    guard word == "ready" else {
      end(child)
      throw Failure(
        .unavailable,
        "\(python) has no Math-Verify; “make -C pipelines math-verify” installs it, then "
          + "--python pipelines/out/math-verify/bin/python")
    }
    return child
  }

  private static func spawn(_ python: String) throws(Failure) -> Child {
    let down = try pipe()
    let up: (reading: Int32, writing: Int32)
    do { up = try pipe() } catch {
      close(down.reading)
      close(down.writing)
      throw error
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, down.reading, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, up.writing, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var process: pid_t = 0
    let words = [python, "-c", program]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let status = posix_spawnp(&process, python, &actions, nil, &arguments, environ)
    close(down.reading)
    close(up.writing)
    guard status == 0 else {
      close(down.writing)
      close(up.reading)
      throw Failure(
        .unavailable, "\(python) cannot be started: \(String(cString: strerror(status)))")
    }
    return Child(process: process, input: down.writing, output: up.reading)
  }

  /// A pipe that no other child inherits.
  private static func pipe() throws(Failure) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw Failure(.inputOutput, "no pipe is left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func end(_ child: Child) {
    close(child.input)
    close(child.output)
    kill(child.process, SIGKILL)
    while waitpid(child.process, nil, 0) < 0, errno == EINTR {}
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { written += count } else if errno != EINTR { return false }
    }
    return true
  }

  /// The next line, one word; empty if the process has ended, nil if the line does not come in time.
  private static func line(from descriptor: Int32, milliseconds: Int32) -> String? {
    var bytes: [UInt8] = []
    while bytes.last != 0x0A {
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&polled, 1, milliseconds)
      if ready < 0, errno == EINTR { continue }
      var byte: UInt8 = 0
      guard ready > 0 else { return nil }
      guard read(descriptor, &byte, 1) == 1 else { return "" }
      bytes.append(byte)
    }
    return String(decoding: bytes.dropLast(), as: UTF8.self)
  }
}
