import CDNNL

/// Numbers in rows of one length, `stride` apart, to be read as they stand or transposed.
struct Matrix {
  let start: UnsafePointer<Float>
  let stride: Int
  var flipped = false

  init(_ start: UnsafePointer<Float>, stride: Int) {
    self.start = start
    self.stride = stride
  }

  /// The same numbers with rows and columns exchanged.
  var transposed: Matrix {
    var result = self
    result.flipped.toggle()
    return result
  }
}

/// out (m, n) ← scale · left (m, k) · right (k, n), or += with `adding`.
func multiply(
  _ m: Int, _ n: Int, _ k: Int, _ left: Matrix, _ right: Matrix,
  into out: UnsafeMutablePointer<Float>, stride: Int, scale: Float = 1, adding: Bool = false
) {
  let letters = (plain: CChar(UInt8(ascii: "N")), flipped: CChar(UInt8(ascii: "T")))
  let status = dnnl_sgemm(
    left.flipped ? letters.flipped : letters.plain,
    right.flipped ? letters.flipped : letters.plain,
    dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), scale,
    left.start, dnnl_dim_t(left.stride), right.start, dnnl_dim_t(right.stride),
    adding ? 1 : 0, out, dnnl_dim_t(stride))
  precondition(status == dnnl_success, "the shapes of a matrix product fit together")
}

// MARK: - A linear layer
// R rows, I numbers in, O numbers out

/// dIn (R, I) ← dOut (R, O) · weight (O, I) and dWeight (O, I) += dOutᵀ · in.
func linearBackward(
  _ inputGradient: UnsafeMutablePointer<Float>, _ weightGradient: UnsafeMutablePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
  weight: UnsafePointer<Float>, rows: Int, inputs: Int, outputs: Int
) {
  multiply(
    rows, inputs, outputs, Matrix(outputGradient, stride: outputs),
    Matrix(weight, stride: inputs), into: inputGradient, stride: inputs)
  multiply(
    outputs, inputs, rows, Matrix(outputGradient, stride: outputs).transposed,
    Matrix(input, stride: inputs), into: weightGradient, stride: inputs, adding: true)
}

// MARK: - A bias

/// out (R, O) += bias (O) in every row.
func addBias(
  _ out: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, width: Int
) {
  for row in 0..<rows { add(out + row * width, bias, width) }
}

/// dBias (O) += the sum of all rows of dOut (R, O).
func biasBackward(
  _ biasGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>, rows: Int,
  width: Int
) {
  for row in 0..<rows { add(biasGradient, outputGradient + row * width, width) }
}
