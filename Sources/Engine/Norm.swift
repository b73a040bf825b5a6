import CKernels

// RMSNorm (Zhang and Sennrich 2019): y = x · r · g, r = 1 / √(mean x² + ε)
// R rows, C numbers a row

/// out (R, C), scales r (R) ← in (R, C), gain g (C).
func norm(
  _ out: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
  _ input: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
) {
  kernels.norm(out, scales, input, gain, rows, width, epsilon)
}

/// dIn (R, C) += and dGain (C) += from dOut (R, C), in (R, C), scales (R), gain (C).
///
/// dx = r · (g · dy − x · r² · mean(g · dy · x))
func normBackward(
  _ inputGradient: UnsafeMutablePointer<Float>, _ gainGradient: UnsafeMutablePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
  scales: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int, width: Int
) {
  kernels.normBackward(
    inputGradient, gainGradient, outputGradient, input, scales, gain, rows, width)
}
