import CKernels

// Gated linear units (Shazeer 2020): a = act(g) · u; SwiGLU with silu, GeGLU with gelu
// R rows, F numbers a row; gate and up stand side by side in one row

/// The middle of a feed-forward block.
struct GatedUnit {
  let activation: Activation
  /// F.
  let width: Int

  /// act (R, F) ← gateUp (R, 2F).
  func forward(
    _ out: UnsafeMutablePointer<Float>, _ gateUp: UnsafePointer<Float>, rows: Int
  ) {
    switch activation {
    case .silu: kernels.swiGLU(out, gateUp, rows, width)
    case .geluTanh: kernels.geGLU(out, gateUp, rows, width)
    }
  }

  /// dGateUp (R, 2F) ← dAct (R, F), gateUp (R, 2F).
  ///
  /// dg = da · u · act′(g), du = da · act(g); silu′(g) = σ(g) · (1 + g · (1 − σ(g))).
  func backward(
    _ gateUpGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ gateUp: UnsafePointer<Float>, rows: Int
  ) {
    switch activation {
    case .silu: kernels.swiGLUBackward(gateUpGradient, outputGradient, gateUp, rows, width)
    case .geluTanh: kernels.geGLUBackward(gateUpGradient, outputGradient, gateUp, rows, width)
    }
  }

  /// What `forward` computes for one row, number by number in double precision.
  func plain(_ gateUp: [Float]) -> [Double] {
    (0..<width).map { activation.plain(Double(gateUp[$0])) * Double(gateUp[width + $0]) }
  }
}
