import Glibc
import Streams

/// A command that runs in a sandbox, and what it has said so far.
final class SandboxProcess {
  private let process: pid_t
  private let deadline: Double
  private let limit: Int
  /// Where stdout, stderr and bubblewrap's own words come from; -1 once they have ended.
  private(set) var sources: [Int32]
  private var texts: [[UInt8]] = [[], [], []]
  private var cut: Sandbox.Ending?

  /// Starts a command.
  init(_ job: Sandbox.Job, in sandbox: Sandbox) throws(Sandbox.Refusal) {
    limit = sandbox.limits.output
    deadline = Moment.now + sandbox.limits.seconds
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    let input = try Self.hold(job.input)
    opened.append(input)
    let filter = try Self.hold(SystemCallFilter.bytes)
    opened.append(filter)
    var files: [(name: String, descriptor: Int32)] = []
    for (name, bytes) in job.files.sorted(by: { $0.key < $1.key }) {
      files.append((name, try Self.hold(bytes)))
      opened.append(files[files.count - 1].descriptor)
    }
    var pipes: [(source: Int32, target: Int32)] = []
    for _ in 0..<3 {
      do { pipes.append(try Self.pipe()) } catch {
        for pipe in pipes { close(pipe.source) }
        throw error
      }
      opened.append(pipes[pipes.count - 1].target)
    }
    sources = pipes.map(\.source)
    let words = sandbox.arguments(
      command: job.command, files: files, status: pipes[2].target, filter: filter)
    do {
      process = try Self.spawn(
        words, input: input, output: pipes[0].target, errors: pipes[1].target,
        kept: files.map(\.descriptor) + [pipes[2].target, filter])
    } catch {
      for source in sources { close(source) }
      throw error
    }
  }

  /// Milliseconds until its time is over, at least 0.
  var remaining: Int32 { Int32(max(0, (deadline - Moment.now) * 1000).rounded(.up)) }

  /// Whether it has ended, with all that it started.
  var hasEnded: Bool { sources.allSatisfy { $0 < 0 } }

  /// Takes what it has written since, and ends it if its time is over or it wrote too much.
  func advance() {
    if cut == nil, remaining == 0 { end(.timeout) }
    for place in sources.indices where sources[place] >= 0 { read(place) }
  }

  /// What it did; only after its end.
  func report() throws(Sandbox.Refusal) -> Sandbox.Report {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let ending: Sandbox.Ending
    if let cut {
      ending = cut
    } else if let code = Self.exitCode(in: texts[2]) {
      ending = .exit(code)
    } else if (status >> 8) & 0xFF == 127 {
      throw .missing
    } else {
      throw .unable(Self.firstLine(of: texts[1]))
    }
    return Sandbox.Report(ending: ending, output: texts[0], errors: texts[1])
  }

  /// Waits for its end.
  func wait() throws(Sandbox.Refusal) -> Sandbox.Report {
    while !hasEnded {
      Self.poll([self], milliseconds: remaining)
      advance()
    }
    return try report()
  }

  /// Ends it at once.
  func end(_ ending: Sandbox.Ending) {
    cut = ending
    kill(process, SIGKILL)
  }

  /// Waits until one of some processes has written or ended, or a bell rings.
  static func poll(
    _ processes: [SandboxProcess], milliseconds: Int32, bell: Doorbell? = nil
  ) {
    let descriptors = processes.flatMap(\.sources) + [bell?.descriptor ?? -1]
    var polled = descriptors.filter { $0 >= 0 }.map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = Glibc.poll(&polled, nfds_t(polled.count), milliseconds)
    bell?.silence()
  }

  private func read(_ place: Int) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(sources[place], &buffer, buffer.count)
      if count > 0 {
        let room = limit - texts[place].count
        texts[place].append(contentsOf: buffer[..<min(count, room)])
        if count > room, cut == nil { end(.outputLimit) }
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        return
      } else {
        close(sources[place])
        sources[place] = -1
        return
      }
    }
  }

  /// The number that bubblewrap says, as in `{"exit-code": 7}`; nil if it never came so far.
  private static func exitCode(in status: [UInt8]) -> Int? {
    let text = String(decoding: status, as: UTF8.self)
    for line in text.split(separator: "\n") where line.contains("\"exit-code\"") {
      return Int(line.filter(\.isNumber))
    }
    return nil
  }

  private static func firstLine(of text: [UInt8]) -> String {
    let words = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
    return words.isEmpty ? "it says nothing" : words
  }

  // MARK: - The system

  /// A descriptor from which bytes can be read, and no name in the file system.
  private static func hold(_ bytes: [UInt8]) throws(Sandbox.Refusal) -> Int32 {
    let name = "/autodidact-\(getpid())"
    let descriptor = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw .system(action: "hold a file", code: errno) }
    shm_unlink(name)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        let code = errno
        close(descriptor)
        throw .system(action: "hold a file", code: code)
      }
      written += count
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  /// A pipe that no child inherits; its source does not make who reads it wait.
  private static func pipe() throws(Sandbox.Refusal) -> (source: Int32, target: Int32) {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { throw .system(action: "make a pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ words: [String], input: Int32, output: Int32, errors: Int32, kept: [Int32]
  ) throws(Sandbox.Refusal) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    // Put in its own place, a descriptor is inherited.
    for descriptor in kept { posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor) }
    var arguments = words.map { strdup($0) } + [nil]
    // A command can read the variables of bubblewrap, its first process.
    var variables = [strdup("PATH=\(Sandbox.path)"), nil]
    defer { for text in arguments + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawnp(&process, words[0], &actions, nil, &arguments, &variables)
    guard code == 0 else {
      throw code == ENOENT ? .missing : .system(action: "start a process", code: code)
    }
    return process
  }
}
