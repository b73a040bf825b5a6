import CKernels

// SwiGLU (Shazeer 2020): a = silu(g) · u, silu(g) = g · σ(g)
// R rows, F numbers a row; gate and up stand side by side in one row

/// act (R, F) ← gateUp (R, 2F).
func swiGLU(
  _ out: UnsafeMutablePointer<Float>, _ gateUp: UnsafePointer<Float>, rows: Int, width: Int
) {
  kernels.swiGLU(out, gateUp, rows, width)
}

/// dGateUp (R, 2F) ← dAct (R, F), gateUp (R, 2F).
///
/// dg = da · u · σ(g) · (1 + g · (1 − σ(g))), du = da · silu(g)
func swiGLUBackward(
  _ gateUpGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
  _ gateUp: UnsafePointer<Float>, rows: Int, width: Int
) {
  kernels.swiGLUBackward(gateUpGradient, outputGradient, gateUp, rows, width)
}
