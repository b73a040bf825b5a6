import Foundation
import Sandbox
import Streams
import Testing

/// Whether sandboxes can be made on this machine, and why not.
let refusal: String? = {
  do {
    _ = try Sandbox(limits: Sandbox.Limits())
    return nil
  } catch { return "\(error)" }
}()

/// What programs can do that mean no good, or know no measure.
@Suite(.enabled(if: refusal == nil, "no sandbox can be made here"))
struct SandboxTests {
  /// Runs one command.
  private func run(
    _ command: String, program: String? = nil, input: String = "",
    _ change: (inout Sandbox.Limits) -> Void = { _ in }
  ) throws -> Sandbox.Report {
    var limits = Sandbox.Limits()
    change(&limits)
    let sandbox = try Sandbox(limits: limits)
    let files = program.map { ["program": Array($0.utf8)] } ?? [:]
    var jobs = [Sandbox.Job(command, files: files, input: Array(input.utf8))]
    var report: Sandbox.Report?
    try sandbox.serve(
      count: 1, next: { _ in jobs.popLast().map { .request($0, ticket: 0) } ?? .end },
      deliver: { report = $1 })
    return try #require(report)
  }

  /// Runs a Python program.
  private func python(
    _ program: String, _ change: (inout Sandbox.Limits) -> Void = { _ in }
  ) throws -> Sandbox.Report {
    try run("python3 -I program", program: program, change)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: - What it does

  @Test func aCommandReadsItsInputAndItsFiles() throws {
    let report = try run("cat; cat program; echo no >&2; exit 3", program: "b", input: "a\n")
    #expect(report.ending == .exit(3))
    #expect(text(report.output) == "a\nb")
    #expect(text(report.errors) == "no\n")
  }

  @Test func aSignalIsAnExit() throws {
    #expect(try run("kill -SEGV $$").ending == .exit(128 + 11))
  }

  @Test func largeInputsAndOutputsAreWhole() throws {
    let input = String(repeating: "0123456789\n", count: 60_000)
    let report = try run("cat; cat >&2 program", program: input, input: input)
    #expect(text(report.output) == input)
    #expect(text(report.errors) == input)
  }

  @Test func eightRunSideBySideAndAllAreAnswered() throws {
    var left = 40
    var reports: [Int: String] = [:]
    let bell = Doorbell()
    let sandbox = try Sandbox(limits: Sandbox.Limits())
    try sandbox.serve(
      count: 8,
      next: { wait in
        guard left > 0 else { return .end }
        // Somebody who has nothing at this moment, and one who is about to have something.
        if !wait, left % 8 == 3 { return .notYet() }
        if !wait, left % 8 == 5, Bool.random() {
          bell.ring()
          return .notYet(bell)
        }
        left -= 1
        return .request(Sandbox.Job("echo \(left)"), ticket: left)
      },
      deliver: { reports[$0] = text($1.output) })
    #expect(reports.count == 40)
    for (ticket, output) in reports { #expect(output == "\(ticket)\n") }
  }

  @Test func whatIsExposedCanBeReadAlone() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("seen".utf8).write(to: folder.appending(path: "file"))
    let sandbox = try Sandbox(limits: Sandbox.Limits(), exposing: [folder.path])
    var jobs = [Sandbox.Job("cat \(folder.path)/file; echo x > \(folder.path)/new")]
    try sandbox.serve(
      count: 1, next: { _ in jobs.popLast().map { .request($0, ticket: 0) } ?? .end },
      deliver: { _, report in
        #expect(text(report.output) == "seen")
        #expect(report.ending != .exit(0))
      })
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "new").path))
  }

  // MARK: - Hostile programs

  @Test func aForkBombEnds() throws {
    let report = try python(
      """
      import os
      made = 0
      while True:
        try:
          os.fork()
        except OSError:
          made += 1
        if made > 1000: break
      """
    ) { $0.seconds = 3 }
    #expect(report.ending == .timeout || report.ending == .exit(0))
  }

  @Test func processesAreCounted() throws {
    let report = try python(
      """
      import os, time
      made = 0
      try:
        while True:
          if os.fork() == 0: time.sleep(9)
          made += 1
      except OSError:
        print(made, flush=True)
      os._exit(0)
      """
    ) { $0.processes = 20 }
    #expect(report.ending == .exit(0))
    let made = try #require(Int(text(report.output).dropLast()))
    #expect((1..<20).contains(made))
  }

  @Test func memoryIsLimited() throws {
    let report = try python("bytearray(10 * 2**30)")
    #expect(report.ending == .exit(1))
    #expect(text(report.errors).contains("MemoryError"))
  }

  @Test func filesInMemoryAreLimited() throws {
    let report = try run(
      "head -c 100000000 /dev/zero > big; head -c 100000000 /dev/zero > /dev/shm/big"
    ) {
      $0.memory = 50 << 20
    }
    #expect(report.ending != .exit(0))
  }

  @Test func outputIsLimited() throws {
    let report = try run("yes") { $0.output = 100_000 }
    #expect(report.ending == .outputLimit)
    #expect(report.output.count == 100_000)
    #expect(try run("yes >&2") { $0.output = 1000 }.ending == .outputLimit)
  }

  @Test func timeIsLimited() throws {
    #expect(try run("sleep 60") { $0.seconds = 0.3 }.ending == .timeout)
    // What it leaves behind does not outlive it, and is not waited for.
    #expect(try run("sleep 60 & echo done").ending == .exit(0))
  }

  @Test func theMachineIsNotInSight() throws {
    setenv("AUTODIDACT_SECRET", "s3cret", 1)
    let report = try python(
      """
      import os, pathlib
      print(sorted(os.environ))
      print([name for name in ("/etc/passwd", "/etc/hostname", "/root", "/home", "/var", "/work")
             if os.path.exists(name)])
      print(any(b"s3cret" in pathlib.Path(f"/proc/{name}/environ").read_bytes()
                for name in os.listdir("/proc") if name.isdigit()))
      print(os.path.exists(f"/proc/\(getpid())/cmdline"))
      """)
    #expect(
      text(report.output) == "['HOME', 'LANG', 'PATH', 'PWD']\n[]\nFalse\nFalse\n",
      "\(text(report.errors))")
  }

  @Test func nothingIsWrittenOutside() throws {
    for place in ["/usr/x", "/x", "/dev/x", "/bin/x", "/usr/bin/env", "/proc/sys/kernel/hostname"] {
      #expect(try run("echo x > \(place)").ending != .exit(0), "\(place)")
    }
    let name = "/tmp/\(UUID().uuidString)"
    #expect(try run("echo x > \(name)").ending == .exit(0))
    #expect(!FileManager.default.fileExists(atPath: name))
  }

  @Test func thereIsNoNetwork() throws {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(server, generic, length) == 0, listen(server, 1) == 0 else { return UInt16(0) }
        getsockname(server, generic, &length)
        return 0
      }
    }
    #expect(port == 0)
    let number = UInt16(bigEndian: address.sin_port)
    try #require(number > 0)
    let report = try python(
      """
      import socket
      for family, address in ((socket.AF_INET, ("127.0.0.1", \(number))),
                              (socket.AF_INET, ("192.0.2.1", 80))):
        try:
          socket.socket(family, socket.SOCK_STREAM).connect(address)
          print("connected")
        except OSError:
          print("refused")
      """)
    #expect(text(report.output) == "refused\nrefused\n")
  }

  @Test func nobodyOutsideIsSignalled() throws {
    let report = try python(
      """
      import os, signal
      for process in (\(getpid()), \(getppid())):
        try:
          os.kill(process, signal.SIGTERM)
          print("signalled")
        except ProcessLookupError:
          print("nobody")
      os.kill(-1, signal.SIGKILL)
      """)
    #expect(text(report.output).contains("signalled") == false, "\(report)")
  }

  /// A name, the call's numbers on x86-64 and on ARM, and what it is called with.
  @Test(arguments: [
    ("unshare(CLONE_NEWUSER)", 272, 97, "0x10000000"), ("setns", 308, 268, "0, 0"),
    ("clone(CLONE_NEWUSER)", 56, 220, "0x10000011, 0, 0, 0, 0"),
    ("mount", 165, 40, "b'x', b'/tmp', b'tmpfs', 0, 0"), ("chroot", 161, 51, "b'/tmp'"),
    ("ptrace(TRACEME)", 101, 117, "0, 0, 0, 0"), ("bpf", 321, 280, "0, 0, 0"),
    ("process_vm_readv", 310, 270, "1, 0, 0, 0, 0, 0"), ("keyctl", 250, 219, "0, -3, 1, 0, 0"),
    ("perf_event_open", 298, 241, "0, 0, -1, -1, 0"), ("userfaultfd", 323, 282, "1"),
    ("io_uring_setup", 425, 425, "8, 0"), ("open_tree", 428, 428, "-100, b'/', 0"),
    ("personality", 135, 92, "0x0040000"),
  ])
  func aForbiddenCallFails(name: String, x86: Int, arm: Int, arguments: String) throws {
    let report = try python(
      """
      import ctypes, platform
      library = ctypes.CDLL(None, use_errno=True)
      number = \(x86) if platform.machine() == "x86_64" else \(arm)
      result = library.syscall(number, \(arguments))
      print(result, ctypes.get_errno())
      """)
    #expect(text(report.output) == "-1 1\n", "\(name): \(text(report.errors))")
  }

  @Test func aNamespaceOfItsOwnCannotBeMade() throws {
    #expect(try run("unshare --user --map-root-user true").ending != .exit(0))
    #expect(
      try run("cat /proc/sys/user/max_user_namespaces; bwrap --ro-bind / / true").ending != .exit(0)
    )
  }

  @Test func thereIsNoCapability() throws {
    let report = try run("grep -h -e ^Cap -e ^NoNewPrivs -e ^Seccomp: /proc/self/status")
    let lines = text(report.output).split(separator: "\n").map { $0.split(separator: "\t")[1] }
    #expect(lines == Array(repeating: "0000000000000000", count: 5) + ["1", "2"])
  }

  @Test func socketsOfRareFamiliesAreRefused() throws {
    let report = try python(
      """
      import socket
      for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_NETLINK, socket.AF_PACKET, 38, 40):
        try:
          socket.socket(family, socket.SOCK_RAW if family == 17 else socket.SOCK_DGRAM)
          print("made")
        except OSError as error:
          print(error.errno)
      """)
    #expect(text(report.output) == "made\nmade\n97\n97\n97\n97\n", "\(text(report.errors))")
  }

  /// Threads and processes need `clone`, which the filter looks into.
  @Test func threadsAndProcessesStillRun() throws {
    let report = try python(
      """
      import subprocess, threading
      threads = [threading.Thread(target=lambda: None) for _ in range(4)]
      for thread in threads: thread.start()
      for thread in threads: thread.join()
      print(subprocess.run(["echo", "seen"], capture_output=True, text=True).stdout)
      """)
    #expect(text(report.output) == "seen\n\n", "\(text(report.errors))")
  }

  @Test func whatIsUnderWayEndsWithAnError() throws {
    struct Stop: Error {}
    let sandbox = try Sandbox(limits: Sandbox.Limits())
    var asked = 0
    #expect(throws: Stop.self) {
      try sandbox.serve(
        count: 2,
        next: { _ in
          asked += 1
          return .request(Sandbox.Job(asked == 1 ? "sleep 60" : "true"), ticket: asked)
        },
        deliver: { _, _ in throw Stop() })
    }
  }
}

struct SandboxRefusalTests {
  @Test func theErrorSaysWhatToInstall() {
    #expect("\(Sandbox.Refusal.missing)".contains("apt-get install bubblewrap"))
    #expect(Sandbox.Refusal.missing.status == .unavailable)
    #expect("\(Sandbox.Refusal.system(action: "make a pipe", code: EMFILE))".contains("open files"))
  }
}
