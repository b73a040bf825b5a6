// RMSNorm (Zhang and Sennrich 2019): y = x · r · g, r = 1 / √(mean x² + ε)
// R rows, C numbers a row

/// out (R, C), scales r (R) ← in (R, C), gain g (C).
func norm(
  _ out: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
  _ input: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int, width: Int, epsilon: Float
) {
  for row in 0..<rows {
    let x = input + row * width
    let y = out + row * width
    let scale = 1 / (dot(x, x, width) / Float(width) + epsilon).squareRoot()
    scales[row] = scale
    var i = 0
    while i < width {
      y.put(x.lanes(i, of: width) * scale * gain.lanes(i, of: width), at: i, of: width)
      i &+= laneCount
    }
  }
}

/// dIn (R, C) += and dGain (C) += from dOut (R, C), in (R, C), scales (R), gain (C).
///
/// dx = r · (g · dy − x · r² · mean(g · dy · x))
func normBackward(
  _ inputGradient: UnsafeMutablePointer<Float>, _ gainGradient: UnsafeMutablePointer<Float>,
  _ outputGradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
  scales: UnsafePointer<Float>, gain: UnsafePointer<Float>, rows: Int, width: Int
) {
  for row in 0..<rows {
    let x = input + row * width
    let dy = outputGradient + row * width
    let dx = inputGradient + row * width
    let scale = scales[row]
    var sum = Lanes.zero
    var i = 0
    while i < width {
      let along = dy.lanes(i, of: width) * x.lanes(i, of: width)
      sum = multiplyAdd(along, gain.lanes(i, of: width), sum)
      gainGradient.put(
        multiplyAdd(along, Lanes(repeating: scale), gainGradient.lanes(i, of: width)), at: i,
        of: width)
      i &+= laneCount
    }
    let shared = total(sum) / Float(width) * scale * scale
    i = 0
    while i < width {
      let direct = gain.lanes(i, of: width) * dy.lanes(i, of: width)
      let change = (direct - x.lanes(i, of: width) * shared) * scale
      dx.put(dx.lanes(i, of: width) + change, at: i, of: width)
      i &+= laneCount
    }
  }
}
