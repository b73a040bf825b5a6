import CDNNL
import CKernels

/// The library and the kernels that the engine chose for this processor.
package struct EngineDescription: Sendable {
  /// The library of matrix products with which models are trained, and its version.
  package let library: String
  /// The instruction set that it uses.
  package let libraryKernels: String
  /// The instruction set of all other loops, and of the products of sampling and scoring.
  package let kernels: String

  /// What runs here.
  package static let current = EngineDescription()

  private init() {
    // First, since the choice may limit the library.
    kernels = String(cString: Engine.kernels.name)
    let version = dnnl_version().pointee
    library = "oneDNN \(version.major).\(version.minor).\(version.patch)"
    libraryKernels =
      switch dnnl_get_effective_cpu_isa() {
      case dnnl_cpu_isa_all: "plain kernels"
      case dnnl_cpu_isa_sse41: "SSE4.1"
      case dnnl_cpu_isa_avx: "AVX"
      case dnnl_cpu_isa_avx2: "AVX2"
      default: "AVX-512"
      }
  }

  /// One line for `--version`.
  package var line: String { "engine: \(library) with \(libraryKernels), kernels with \(kernels)" }
}
