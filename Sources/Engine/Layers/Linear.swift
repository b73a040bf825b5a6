// A linear layer: y = x · Wᵀ + b
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
