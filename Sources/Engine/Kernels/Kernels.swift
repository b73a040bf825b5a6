import CKernels

/// The inner loops: those of the processor's best instruction set, or of the one that the variable
/// AUTODIDACT_KERNELS names.
nonisolated(unsafe) let kernels = kernelSet(KernelChoice.chosen).pointee

/// How many numbers the longest vector holds; memory for rows that one thread works on is laid out
/// in whole ones.
let laneCount = 16

/// The least multiple of `step` that is not below `count`.
func roundUp(_ count: Int, to step: Int) -> Int { (count + step - 1) / step * step }

/// out += in over n numbers.
func add(_ out: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ n: Int) {
  kernels.add(out, addend, n)
}

/// Σ a · b over n numbers.
func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ n: Int) -> Float {
  kernels.dot(a, b, n)
}

/// ln Σ e^x over n numbers, with the largest taken out first.
func logSumExponential(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  kernels.logSumExponential(x, n)
}
