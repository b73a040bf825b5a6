/// The system calls that a program in a sandbox may not make, as a seccomp filter.
///
/// Namespaces keep a program from what it can name; this filter keeps it from parts of the kernel
/// that no tested program needs, where most escapes began: namespaces of its own, mounts, tracing,
/// keys, BPF, io_uring, modules, and sockets of rare families. A forbidden call fails with EPERM;
/// a call by the numbers of another processor kind ends the program.
///
/// The format is the kernel's classic BPF (Linux, Documentation/userspace-api/seccomp_filter.rst).
enum SystemCallFilter {
  /// A forbidden call with its numbers on x86-64 and on 64-bit ARM; nil where it does not exist.
  private struct Call {
    var x86: UInt32?
    var arm: UInt32?

    init(_ x86: UInt32?, _ arm: UInt32?) {
      self.x86 = x86
      self.arm = arm
    }

    var number: UInt32? {
      #if arch(x86_64)
        x86
      #else
        arm
      #endif
    }
  }

  private static let forbidden: [Call] = [
    // Namespaces: unshare, setns.
    Call(272, 97), Call(308, 268),
    // File systems: mount, umount2, pivot_root, chroot, open_tree, move_mount, fsopen, fsconfig,
    // fsmount, fspick, mount_setattr, name_to_handle_at, open_by_handle_at, quotactl, quotactl_fd,
    // swapon, swapoff.
    Call(165, 40), Call(166, 39), Call(155, 41), Call(161, 51), Call(428, 428), Call(429, 429),
    Call(430, 430), Call(431, 431), Call(432, 432), Call(433, 433), Call(442, 442),
    Call(303, 264), Call(304, 265), Call(179, 60), Call(443, 443), Call(167, 224), Call(168, 225),
    // Other processes: ptrace, process_vm_readv, process_vm_writev, process_madvise, kcmp,
    // pidfd_getfd, move_pages, migrate_pages.
    Call(101, 117), Call(310, 270), Call(311, 271), Call(440, 440), Call(312, 272),
    Call(438, 438), Call(279, 239), Call(256, 238),
    // Keys: add_key, request_key, keyctl.
    Call(248, 217), Call(249, 218), Call(250, 219),
    // Kernel machinery: bpf, perf_event_open, userfaultfd, io_uring_setup, io_uring_enter,
    // io_uring_register, fanotify_init, lookup_dcookie, syslog, personality.
    Call(321, 280), Call(298, 241), Call(323, 282), Call(425, 425), Call(426, 426),
    Call(427, 427), Call(300, 262), Call(212, 18), Call(103, 116), Call(135, 92),
    // The machine: kexec_load, kexec_file_load, init_module, finit_module, delete_module, reboot,
    // settimeofday, clock_settime, clock_adjtime, adjtimex, acct, iopl, ioperm, vhangup,
    // sethostname, setdomainname.
    Call(246, 104), Call(320, 294), Call(175, 105), Call(313, 273), Call(176, 106),
    Call(169, 142), Call(164, 170), Call(227, 112), Call(305, 266), Call(159, 171),
    Call(163, 89), Call(172, nil), Call(173, nil), Call(153, 58), Call(170, 161), Call(171, 162),
  ]

  #if arch(x86_64)
    private static let architecture: UInt32 = 0xC000_003E
    private static let (clone, socket): (UInt32, UInt32) = (56, 41)
  #else
    private static let architecture: UInt32 = 0xC000_00B7
    private static let (clone, socket): (UInt32, UInt32) = (220, 198)
  #endif
  /// Its flags lie in memory, where a filter cannot see them: the C library takes `clone` instead.
  private static let clone3: UInt32 = 435

  /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET together.
  private static let namespaceFlags: UInt32 = 0x7E02_0000

  private static let allow: UInt32 = 0x7FFF_0000
  private static let kill: UInt32 = 0x8000_0000
  private static func error(_ code: UInt32) -> UInt32 { 0x0005_0000 | code }
  private static let (notPermitted, notImplemented, noSuchFamily): (UInt32, UInt32, UInt32) = (
    error(1), error(38), error(97)
  )

  /// The filter as the kernel reads it: instructions of 8 bytes.
  static let bytes: [UInt8] = {
    var program = Program()
    program.load(Offset.architecture)
    program.unless(.equal, architecture, return: kill)
    program.load(Offset.number)
    #if arch(x86_64)
      // The numbers of the x32 interface.
      program.when(.atLeast, 0x4000_0000, return: kill)
    #endif
    for number in forbidden.compactMap(\.number) {
      program.when(.equal, number, return: notPermitted)
    }
    program.when(.equal, clone3, return: notImplemented)
    // clone, unless it makes a namespace: four instructions are passed over for other calls.
    program.skip(4, unless: clone)
    program.load(Offset.firstArgument)
    program.when(.anyBit, namespaceFlags, return: notPermitted)
    program.end(allow)
    // socket of the families UNIX, INET and INET6.
    program.skip(8, unless: socket)
    program.load(Offset.firstArgument)
    for family: UInt32 in [1, 2, 10] { program.when(.equal, family, return: allow) }
    program.end(noSuchFamily)
    program.end(allow)
    return program.bytes
  }()

  /// Where the kernel puts what a filter looks at (`struct seccomp_data`).
  private enum Offset {
    static let number: UInt32 = 0
    static let architecture: UInt32 = 4
    /// Its lower half.
    static let firstArgument: UInt32 = 16
  }

  /// Instructions of classic BPF.
  private struct Program {
    enum Test: UInt16 {
      case equal = 0x15
      case atLeast = 0x35
      case anyBit = 0x45
    }
    private(set) var bytes: [UInt8] = []

    mutating func load(_ offset: UInt32) { add(0x20, 0, 0, offset) }

    mutating func end(_ result: UInt32) { add(0x06, 0, 0, result) }

    mutating func when(_ test: Test, _ value: UInt32, return result: UInt32) {
      add(test.rawValue, 0, 1, value)
      end(result)
    }

    mutating func unless(_ test: Test, _ value: UInt32, return result: UInt32) {
      add(test.rawValue, 1, 0, value)
      end(result)
    }

    /// Passes over some instructions unless the loaded number is the one that is given.
    mutating func skip(_ count: UInt8, unless value: UInt32) {
      add(Test.equal.rawValue, 0, count, value)
    }

    /// `struct sock_filter`: the code, how far to jump if true and if false, and a constant.
    private mutating func add(_ code: UInt16, _ yes: UInt8, _ no: UInt8, _ constant: UInt32) {
      withUnsafeBytes(of: code) { bytes += $0 }
      bytes += [yes, no]
      withUnsafeBytes(of: constant) { bytes += $0 }
    }
  }
}
