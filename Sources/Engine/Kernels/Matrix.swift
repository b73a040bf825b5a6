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

/// What `multiply` computes of whole matrices that lie row by row, number by number in double precision:
/// left (m, k) · right (k, n).
func plainProduct(_ left: [Float], _ right: [Float], _ m: Int, _ n: Int, _ k: Int) -> [Double] {
  var out = Array(repeating: 0.0, count: m * n)
  for row in 0..<m {
    for column in 0..<n {
      for i in 0..<k {
        out[row * n + column] += Double(left[row * k + i]) * Double(right[i * n + column])
      }
    }
  }
  return out
}
