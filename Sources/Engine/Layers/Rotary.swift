import CKernels
import Glibc

/// The angles of rotary positions (RoFormer, Su and others 2021).
///
/// Halves are paired as in Hugging Face's Llama: numbers a = x[j] and b = x[j + H/2] of a head of length
/// H turn by the angle φ = position · θ^(−2j/H), or by one whose frequency is stretched:
///
///     a′ = a · cos φ − b · sin φ        b′ = b · cos φ + a · sin φ
///
/// The angle is rounded as PyTorch rounds it: models were trained with that.
struct Rotary {
  /// H/2.
  let half: Int
  private let cosines: [Float]
  private let sines: [Float]

  /// Computes the angles of positions below `positions`.
  init(theta: Float, scaling: RopeScaling, headWidth: Int, positions: Int) {
    half = headWidth / 2
    var cosines: [Float] = []
    var sines: [Float] = []
    cosines.reserveCapacity(positions * half)
    sines.reserveCapacity(positions * half)
    let frequencies = scaling.frequencies(theta: theta, headWidth: headWidth)
    for position in 0..<positions {
      for frequency in frequencies {
        let angle = Float(position) * frequency
        cosines.append(cos(angle) * scaling.magnitude)
        sines.append(sin(angle) * scaling.magnitude)
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Turns the heads of one row in place; backwards, by the negative angle, which is the
  /// gradient's way back.
  func turn(
    _ row: UnsafeMutablePointer<Float>, heads: Int, position: Int, backwards: Bool = false
  ) {
    let from = position * half
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        guard let cosines = cosines.baseAddress, let sines = sines.baseAddress else { return }
        kernels.rotate(row, heads, half, cosines + from, sines + from, backwards ? -1 : 1)
      }
    }
  }

  /// What `turn` computes for one head, pair by pair.
  func plain(_ head: [Float], position: Int, backwards: Bool = false) -> [Float] {
    var out = head
    for j in 0..<half {
      let c = cosines[position * half + j]
      let s = sines[position * half + j] * (backwards ? -1 : 1)
      out[j] = head[j] * c - head[half + j] * s
      out[half + j] = head[half + j] * c + head[j] * s
    }
    return out
  }
}
