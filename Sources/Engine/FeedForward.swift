// SwiGLU (Shazeer 2020): a = silu(g) · u, silu(g) = g · σ(g)
// R rows, F numbers a row; gate and up stand side by side in one row

/// act (R, F) ← gateUp (R, 2F).
func swiGLU(
  _ out: UnsafeMutablePointer<Float>, _ gateUp: UnsafePointer<Float>, rows: Int, width: Int
) {
  for row in 0..<rows {
    let gate = gateUp + row * 2 * width
    let up = gate + width
    let act = out + row * width
    var i = 0
    while i < width {
      let g = gate.lanes(i, of: width)
      act.put(g * logistic(g) * up.lanes(i, of: width), at: i, of: width)
      i &+= laneCount
    }
  }
}

/// dGateUp (R, 2F) ← dAct (R, F), gateUp (R, 2F).
///
/// dg = da · u · σ(g) · (1 + g · (1 − σ(g))), du = da · silu(g)
func swiGLUBackward(
  _ gateUpGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
  _ gateUp: UnsafePointer<Float>, rows: Int, width: Int
) {
  for row in 0..<rows {
    let gate = gateUp + row * 2 * width
    let up = gate + width
    let gateGradient = gateUpGradient + row * 2 * width
    let upGradient = gateGradient + width
    let da = outputGradient + row * width
    var i = 0
    while i < width {
      let g = gate.lanes(i, of: width)
      let sigma = logistic(g)
      let d = da.lanes(i, of: width)
      upGradient.put(d * g * sigma, at: i, of: width)
      let slope = sigma * (1 + g * (1 - sigma))
      gateGradient.put(d * up.lanes(i, of: width) * slope, at: i, of: width)
      i &+= laneCount
    }
  }
}
