/// SHA-256 (FIPS 180-4), by which a page names the one script and the one style that may act in it.
enum ContentDigest {
  /// The 32 bytes of a message's digest.
  static func sha256(_ message: [UInt8]) -> [UInt8] {
    var state = squareRoots
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift))
    }
    for start in stride(from: 0, to: padded.count, by: 64) {
      mix(padded[start..<start + 64], into: &state)
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    let bytes = Array(block)
    var w = (0..<16).map { i in (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[4 * i + $1]) } }
    for i in 16..<64 {
      let s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >> 3)
      let s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >> 10)
      w.append(w[i - 16] &+ s0 &+ w[i - 7] &+ s1)
    }
    var v = state
    for i in 0..<64 {
      let s1 = turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let first = v[7] &+ s1 &+ choice &+ cubeRoots[i] &+ w[i]
      let s0 = turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [first &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for i in state.indices { state[i] &+= v[i] }
  }

  private static func turn(_ word: UInt32, _ by: UInt32) -> UInt32 {
    word >> by | word << (32 - by)
  }

  private static let primes: [Int] = {
    var primes: [Int] = []
    var number = 2
    while primes.count < 64 {
      if primes.allSatisfy({ number % $0 != 0 }) { primes.append(number) }
      number += 1
    }
    return primes
  }()

  /// The first 32 bits behind the point of the square roots of the first 8 primes.
  private static let squareRoots = primes.prefix(8).map { root($0, power: 2) }
  /// The same of the cube roots of the first 64.
  private static let cubeRoots = primes.map { root($0, power: 3) }

  /// The first 32 bits behind the point of a root, exactly: the largest r with rᵖ ≤ n · 2³²ᵖ.
  private static func root(_ number: Int, power: Int) -> UInt32 {
    let goal = UInt128(number) << UInt128(32 * power)
    var low: UInt128 = 0
    var high: UInt128 = 1 << 37
    while high - low > 1 {
      let middle = (low + high) / 2
      let value = power == 2 ? middle * middle : middle * middle * middle
      if value <= goal { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }
}
