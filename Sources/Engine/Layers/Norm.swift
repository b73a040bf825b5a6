import CKernels

// RMSNorm (Zhang and Sennrich 2019): y = x · r · (g + o), r = 1 / √(mean x² + ε)
// R rows, C numbers a row

/// The norm of rows with a learned gain.
struct Norm {
  /// C.
  let width: Int
  /// ε.
  let epsilon: Float
  /// o: 0, or 1 in families that store a gain as its distance from 1.
  let gainOffset: Float

  /// The norm of hidden states, or of anything else of the model that is `width` long.
  init(_ architecture: Architecture, width: Int? = nil) {
    self.width = width ?? architecture.width
    epsilon = architecture.normEpsilon
    gainOffset = architecture.gainOffset
  }

  /// out (R, C), scales r (R) ← in (R, C), gain g (C); `out` may be `input`.
  func forward(
    _ out: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
    _ input: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int
  ) {
    kernels.norm(out, scales, input, gain, gainOffset, rows, width, epsilon)
  }

  /// dIn (R, C) += and dGain (C) += from dOut (R, C), in (R, C), scales (R), gain (C).
  ///
  /// dx = r · ((g + o) · dy − x · r² · mean((g + o) · dy · x)), dg = Σ dy · x · r
  func backward(
    _ inputGradient: UnsafeMutablePointer<Float>, _ gainGradient: UnsafeMutablePointer<Float>,
    _ outputGradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
    scales: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int
  ) {
    kernels.normBackward(
      inputGradient, gainGradient, outputGradient, input, scales, gain, gainOffset, rows, width)
  }

  /// What `forward` computes for one row, number by number in double precision.
  func plain(_ x: [Float], gain: [Float]) -> (out: [Double], scale: Double) {
    var squares = 0.0
    for number in x { squares += Double(number) * Double(number) }
    let scale = 1 / (squares / Double(width) + Double(epsilon)).squareRoot()
    let out = zip(x, gain).map { Double($0) * scale * (Double($1) + Double(gainOffset)) }
    return (out, scale)
  }
}
