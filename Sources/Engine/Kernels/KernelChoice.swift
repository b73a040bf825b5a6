import CDNNL
import CKernels
import Glibc

/// Which of the sets of inner loops runs.
package enum KernelChoice {
  /// The variable that names an instruction set, so that the loops of an older processor can be
  /// tested and measured on a newer one.
  package static let variable = "AUTODIDACT_KERNELS"
  /// The instruction sets that this processor runs, the fastest last.
  package static let names = (0..<kernelSets()).map { String(cString: kernelSet($0).pointee.name) }

  /// The number of the set that runs; the library of matrix products is held to the same one.
  ///
  /// A name that this processor does not have ends the program: results would be those of other loops
  /// than the user asked for.
  static let chosen: Int32 = {
    let name = getenv(variable).map { String(cString: $0) }
    guard let index = index(named: name) else {
      let list = names.joined(separator: ", ")
      let message = "invalid \(variable) \"\(name ?? "")\": use one of \(list)\n"
      _ = write(STDERR_FILENO, message, message.utf8.count)
      exit(EX_USAGE)
    }
    if let limit = libraryLimits[names[index]], name != nil { dnnl_set_max_cpu_isa(limit) }
    return Int32(index)
  }()

  /// The place of a set among `names`: the last without a name, none for an unknown one.
  static func index(named name: String?) -> Int? {
    name.map { names.firstIndex(of: $0) } ?? names.count - 1
  }

  /// The best instruction set that the library may use beside a set of ours.
  private static let libraryLimits = ["SSE2": dnnl_cpu_isa_sse41, "AVX2": dnnl_cpu_isa_avx2]
}
