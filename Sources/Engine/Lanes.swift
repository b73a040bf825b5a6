import Glibc

/// Eight neighbouring numbers, with which every element-wise loop of the engine is written.
typealias Lanes = SIMD8<Float>

/// How many numbers one step of a loop takes.
let laneCount = 8

/// The least multiple of `step` that is not below `count`.
func roundUp(_ count: Int, to step: Int) -> Int { (count + step - 1) / step * step }

extension UnsafePointer<Float> {
  /// The eight numbers from index `i`.
  @inline(__always) func lanes(_ i: Int) -> Lanes {
    UnsafeRawPointer(self + i).loadUnaligned(as: Lanes.self)
  }

  /// The numbers from index `i` up to the end `n` at most; missing ones are `filler`.
  @inline(__always) func lanes(_ i: Int, of n: Int, filler: Float = 0) -> Lanes {
    if i &+ laneCount <= n { return lanes(i) }
    var result = Lanes(repeating: filler)
    for lane in 0..<n &- i { result[lane] = self[i &+ lane] }
    return result
  }
}

extension UnsafeMutablePointer<Float> {
  /// The eight numbers from index `i`.
  @inline(__always) func lanes(_ i: Int) -> Lanes { UnsafePointer(self).lanes(i) }

  /// The numbers from index `i` up to the end `n` at most; missing ones are `filler`.
  @inline(__always) func lanes(_ i: Int, of n: Int, filler: Float = 0) -> Lanes {
    UnsafePointer(self).lanes(i, of: n, filler: filler)
  }

  /// Writes eight numbers from index `i` on.
  @inline(__always) func put(_ value: Lanes, at i: Int) {
    UnsafeMutableRawPointer(self + i).storeBytes(of: value, as: Lanes.self)
  }

  /// Writes numbers from index `i` on, up to the end `n` at most.
  @inline(__always) func put(_ value: Lanes, at i: Int, of n: Int) {
    if i &+ laneCount <= n { return put(value, at: i) }
    for lane in 0..<n &- i { self[i &+ lane] = value[lane] }
  }
}

// MARK: - Arithmetic

/// a · b + c, in one rounding where the build's processor has such an instruction.
@inline(__always) func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
  #if FUSED
    c.addingProduct(a, b)
  #else
    a * b + c
  #endif
}

/// The larger of two numbers, lane by lane.
@inline(__always) func maximum(_ a: Lanes, _ b: Lanes) -> Lanes {
  a.replacing(with: b, where: b .> a)
}

/// The largest of eight numbers.
@inline(__always) func largest(_ a: Lanes) -> Float {
  var result = a[0]
  for lane in 1..<laneCount where a[lane] > result { result = a[lane] }
  return result
}

/// The sum of eight numbers, always in the same order.
@inline(__always) func total(_ a: Lanes) -> Float {
  let half = a.lowHalf + a.highHalf
  let quarter = half.lowHalf + half.highHalf
  return quarter[0] + quarter[1]
}

/// e to the power of x, within two units in the last place; 0 below −87.3, finite above 88.
///
/// The exponent is split off by adding 1.5 · 2^23, which leaves it in the low bits; the rest, at
/// most ln 2 / 2, goes through the polynomial of Cephes (Moshier, `expf`).
@inline(__always) func exponential(_ x: Lanes) -> Lanes {
  let low = Lanes(repeating: -87.33)
  let high = Lanes(repeating: 88)
  let bounded = maximum(x, low).replacing(with: high, where: x .> high)
  let magic = Lanes(repeating: 12_582_912)
  let shifted = multiplyAdd(bounded, Lanes(repeating: 1.442_695_04), magic)
  let whole = shifted - magic
  let rest = multiplyAdd(
    whole, Lanes(repeating: 2.121_944_4e-4),
    multiplyAdd(whole, Lanes(repeating: -0.693_359_375), bounded))
  var series = Lanes(repeating: 1.987_569_15e-4)
  series = multiplyAdd(series, rest, Lanes(repeating: 1.398_199_950_7e-3))
  series = multiplyAdd(series, rest, Lanes(repeating: 8.333_451_907_3e-3))
  series = multiplyAdd(series, rest, Lanes(repeating: 4.166_579_589_4e-2))
  series = multiplyAdd(series, rest, Lanes(repeating: 1.666_666_545_9e-1))
  series = multiplyAdd(series, rest, Lanes(repeating: 0.5))
  series = multiplyAdd(series * rest, rest, rest + 1)
  let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
  let bits = unsafeBitCast(series, to: SIMD8<Int32>.self) &+ exponent
  return unsafeBitCast(bits, to: Lanes.self).replacing(with: 0, where: x .< low)
}

/// The logistic function 1 / (1 + e^−x).
@inline(__always) func logistic(_ x: Lanes) -> Lanes { 1 / (1 + exponential(-x)) }

// MARK: - Rows

/// Σ a · b over n numbers.
@inline(__always) func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ n: Int) -> Float
{
  var sum = Lanes.zero
  var i = 0
  while i < n {
    sum = multiplyAdd(a.lanes(i, of: n), b.lanes(i, of: n), sum)
    i &+= laneCount
  }
  return total(sum)
}

/// out += in over n numbers.
@inline(__always) func add(
  _ out: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ n: Int
) {
  var i = 0
  while i < n {
    out.put(out.lanes(i, of: n) + addend.lanes(i, of: n), at: i, of: n)
    i &+= laneCount
  }
}

/// ln Σ e^x over n numbers, with the largest taken out first.
func logSumExponential(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
  var peaks = Lanes(repeating: -.infinity)
  var i = 0
  while i < n {
    peaks = maximum(peaks, x.lanes(i, of: n, filler: -.infinity))
    i &+= laneCount
  }
  let peak = largest(peaks)
  var sum = Lanes.zero
  i = 0
  while i < n {
    sum += exponential(x.lanes(i, of: n, filler: -.infinity) - peak)
    i &+= laneCount
  }
  return peak + log(total(sum))
}
