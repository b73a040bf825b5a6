import CKernels
import Glibc

/// The angles of rotary positions (RoFormer, Su and others 2021).
///
/// Halves are paired as in Hugging Face's Llama: numbers j and j + H/2 of a head of length H turn by
/// position · θ^(−2j/H), or by a frequency that is stretched. The angle is rounded as PyTorch
/// rounds it: models were trained with that.
struct Rotary {
  private let cosines: [Float]
  private let sines: [Float]
  private let half: Int

  /// Computes the angles of every position that a sequence may have.
  init(_ architecture: Architecture) {
    half = architecture.headWidth / 2
    let positions = architecture.rotates.contains(true) ? architecture.context : 0
    var cosines: [Float] = []
    var sines: [Float] = []
    cosines.reserveCapacity(positions * half)
    sines.reserveCapacity(positions * half)
    let scaling = architecture.ropeScaling
    let frequencies = scaling.frequencies(
      theta: architecture.ropeTheta, headWidth: architecture.headWidth)
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
}
