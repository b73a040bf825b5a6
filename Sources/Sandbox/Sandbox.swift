import Glibc
import Streams

/// Runs untrusted commands, apart from the machine.
///
/// Each runs under bubblewrap in namespaces of its own: no network, no process but its own in sight,
/// `/usr` and the exposed directories read-only, an empty `/tmp` in memory as its working directory
/// and the only place to write, and no variable of the environment but PATH, HOME and LANG. It has
/// no capability, cannot make namespaces of its own, and may not make the system calls that
/// `SystemCallFilter` forbids. When the command ends or its time is over, everything that it started
/// ends too, and all of it ends when this process does.
package struct Sandbox: Sendable {
  /// What one command may use.
  package struct Limits: Equatable, Sendable {
    /// Of the clock, and of each process's processor time.
    package var seconds = 10.0
    /// Bytes of address space of each process, and of all files in `/tmp` together.
    package var memory = 1 << 30
    /// Processes and threads at one time.
    package var processes = 32
    /// Bytes that it may write to stdout, and to stderr.
    package var output = 1 << 20

    /// The defaults.
    package init() {}
  }

  /// A command with what it finds.
  package struct Job: Equatable, Sendable {
    /// As the shell reads it.
    package var command: String
    /// Files in its working directory, by name.
    package var files: [String: [UInt8]]
    /// What it reads from stdin.
    package var input: [UInt8]

    /// Describes a job.
    package init(_ command: String, files: [String: [UInt8]] = [:], input: [UInt8] = []) {
      self.command = command
      self.files = files
      self.input = input
    }
  }

  /// How a command ended.
  package enum Ending: Equatable, Sendable {
    /// By itself; 128 and the signal's number if a signal ended it.
    case exit(Int)
    /// Its time was over.
    case timeout
    /// It wrote more than it may.
    case outputLimit
  }

  /// What a command did.
  package struct Report: Equatable, Sendable {
    package var ending: Ending
    /// What it wrote to stdout, at most as much as it may.
    package var output: [UInt8]
    /// What it wrote to stderr, likewise.
    package var errors: [UInt8]
  }

  /// Why nothing can be run here.
  package enum Refusal: StatusError, Equatable, CustomStringConvertible {
    /// There is no bubblewrap.
    case missing
    /// It cannot make a sandbox; with what it says.
    case unable(String)
    /// The system refuses a process, a pipe or memory for a file.
    case system(action: String, code: Int32)

    package var status: ExitStatus {
      switch self {
      case .missing, .unable: .unavailable
      case .system: .inputOutput
      }
    }

    package var description: String {
      switch self {
      case .missing:
        "bubblewrap is required to run programs and was not found; on Debian: apt-get install "
          + "bubblewrap"
      case .unable(let words): "bubblewrap cannot make a sandbox here: \(words)"
      case .system(let action, let code):
        "cannot \(action) for a sandbox: \(String(cString: strerror(code)))"
      }
    }
  }

  /// Where programs are found, bubblewrap too.
  static let path = "/usr/local/bin:/usr/bin:/bin"

  let limits: Limits
  private let exposed: [String]
  /// Whether the kernel is told to refuse user namespaces inside: bubblewrap 0.8 and later can.
  ///
  /// The system call filter refuses them too.
  private var disablesNamespaces = true

  /// Makes sure that commands can be run.
  /// - Parameters:
  ///   - limits: of each command.
  ///   - exposed: directories that commands may read, at the same place as here.
  /// - Throws: `Refusal` if there is no bubblewrap, or it may not do its work.
  package init(limits: Limits, exposing exposed: [String] = []) throws(Refusal) {
    self.limits = limits
    self.exposed = exposed
    do { try probe() } catch {
      guard case .unable(let words) = error, words.contains("--disable-userns") else { throw error }
      disablesNamespaces = false
      try probe()
    }
  }

  /// Runs a command of which the exit status is known.
  private func probe() throws(Refusal) {
    let process = try SandboxProcess(Job("exit 7"), in: self)
    let report = try process.wait()
    guard report.ending == .exit(7) else {
      let words = String(decoding: report.errors, as: UTF8.self)
      throw .unable(words.split(separator: "\n").first.map(String.init) ?? "it says nothing")
    }
  }

  /// The words of the command line that runs a command.
  /// - Parameters:
  ///   - files: names in the working directory, each with the descriptor that holds its bytes.
  ///   - status: the descriptor to which bubblewrap writes how the command ended.
  ///   - filter: the descriptor that holds the system call filter.
  func arguments(
    command: String, files: [(name: String, descriptor: Int32)], status: Int32, filter: Int32
  ) -> [String] {
    var words =
      asNobody + [
        "bwrap", "--unshare-all", "--unshare-user", "--cap-drop", "ALL", "--seccomp", "\(filter)",
        "--die-with-parent", "--new-session", "--clearenv",
        "--setenv", "PATH", Self.path, "--setenv", "HOME", "/tmp",
        "--setenv", "LANG", "C.UTF-8", "--ro-bind", "/usr", "/usr",
      ]
    for name in ["/bin", "/lib", "/lib32", "/lib64", "/sbin"] { words += Self.systemFolder(name) }
    for name in ["/etc/alternatives", "/etc/ld.so.cache"] {
      words += ["--ro-bind-try", name, name]
    }
    words += [
      "--proc", "/proc", "--dev", "/dev", "--size", "\(limits.memory)", "--tmpfs", "/dev/shm",
      "--size", "\(limits.memory)", "--tmpfs", "/tmp", "--json-status-fd", "\(status)",
    ]
    if disablesNamespaces { words.append("--disable-userns") }
    for path in exposed { words += ["--ro-bind", path, path] }
    for file in files {
      words += ["--perms", "0444", "--file", "\(file.descriptor)", "/tmp/\(file.name)"]
    }
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"]
    // The first to go when the machine's memory is used up.
    words += ["choom", "--adjust", "1000", "--", "prlimit", "--core=0", "--nofile=256"]
    words += [
      "--nproc=\(limits.processes)", "--as=\(limits.memory)", "--fsize=\(limits.memory)",
      "--cpu=\(Int(limits.seconds.rounded(.up)))", "sh", "-c", command,
    ]
    return words
  }

  /// How root becomes nobody: the system does not limit the number of root's processes.
  private var asNobody: [String] {
    guard geteuid() == 0 else { return [] }
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
  }

  /// How a folder of programs or libraries is made visible: as a link where it is a link.
  private static func systemFolder(_ name: String) -> [String] {
    var target = [CChar](repeating: 0, count: 4096)
    let length = readlink(name, &target, target.count - 1)
    guard length > 0 else { return ["--ro-bind-try", name, name] }
    return [
      "--symlink", String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self),
      name,
    ]
  }
}
