import CKernels
import Glibc
import Testing

@testable import Engine

/// Every instruction set that this processor runs gives what plain loops give.
@Suite struct KernelsTests {
  /// What the compiler was told to build for this processor's best set is what runs.
  @Test(.enabled(if: getenv(KernelChoice.variable) == nil, "a set is named"))
  func theBestSetOfTheProcessorRuns() throws {
    let name = String(cString: kernels.name)
    #if arch(x86_64)
      let flags = try #require(processorFlags())
      let wide = flags.isSuperset(of: ["avx2", "fma"])
      let widest = flags.isSuperset(of: ["avx512f", "avx512vl", "avx512dq", "avx512bw"])
      #expect(name == (wide && widest ? "AVX-512" : wide ? "AVX2" : "SSE2"))
      // The library's own products need the processor to be known to it.
      if widest { #expect(EngineDescription.current.libraryKernels == "AVX-512") }
    #else
      #expect(name == "NEON")
    #endif
    #expect(EngineDescription.current.line.contains("kernels with \(name)"))
  }

  /// The features that the kernel of the system reports.
  private func processorFlags() -> Set<String>? {
    guard let file = fopen("/proc/cpuinfo", "r") else { return nil }
    defer { fclose(file) }
    var line = Array(repeating: CChar(0), count: 1 << 14)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("flags") {
        return Set(text.split { " \t\n:".contains($0) }.map(String.init))
      }
    }
    return nil
  }

  static var sets: Range<Int32> { 0..<kernelSets() }

  // MARK: - Rows

  @Test(arguments: sets) func exponentialsAreThoseOfTheLibrary(set: Int32) {
    let kernels = kernelSet(set).pointee
    let x = (-8600..<8700).map { Float($0) / 100 }
    var found = x
    kernels.exponentials(&found, x, x.count, 0, 1, 1)
    for (a, b) in zip(found, x) { #expect(abs(Double(a) / exp(Double(b)) - 1) < 3e-7, "\(b)") }
    let ends: [Float] = [-.infinity, -1000, -88, 0, 88, 89, 1e30, .infinity]
    kernels.exponentials(&found, ends, ends.count, 0, 1, 1)
    #expect(Array(found[..<4]) == [0, 0, 0, 1])
    for value in found[4..<8] { #expect(value.isFinite && value > 1e38) }
  }

  @Test(arguments: sets, [1, 7, 8, 9, 30, 64]) func rowsOfAnyLength(set: Int32, count: Int) {
    let kernels = kernelSet(set).pointee
    var a = (0..<count).map { Float($0) - 3 }
    let b = (0..<count).map { Float($0) / 4 }
    #expect(kernels.dot(a, b, count) == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
    let sum = log(a.reduce(0.0) { $0 + exp(Double($1)) })
    #expect(abs(Double(kernels.logSumExponential(a, count)) - sum) < 1e-5)
    var line = a + Array(repeating: Float.nan, count: 3)
    #expect(abs(Double(kernels.softmax(&line, count, count + 3)) - sum) < 1e-5)
    for (share, x) in zip(line, a) { #expect(abs(Double(share) - exp(Double(x) - sum)) < 1e-6) }
    #expect(line.suffix(3).allSatisfy { $0 == 0 })
    let expected = zip(a, b).map { $0 + $1 }
    kernels.add(&a, b, count)
    #expect(a == expected)
  }

  /// Norms, gated units and turns: every set gives what the plain loops beside their callers give.
  @Test(arguments: sets, [3, 16, 44]) func layersAreTheirPlainLoops(set: Int32, width: Int) {
    let kernels = kernelSet(set).pointee
    let (x, gain) = (testNumbers(2 * width, key: 1), testNumbers(width, key: 2))
    let norm = Norm(testModel().architecture, width: width)
    var (out, scales) = (x, [Float(0), 0])
    kernels.norm(&out, &scales, x, gain, 0, 2, width, norm.epsilon)
    for row in 0..<2 {
      let range = row * width..<(row + 1) * width
      let plain = norm.plain(Array(x[range]), gain: gain)
      #expect(abs(Double(scales[row]) / plain.scale - 1) < 1e-6)
      for (a, b) in zip(out[range], plain.out) { #expect(abs(Double(a) - b) < 1e-5) }
    }
    for (activation, unit) in [(Activation.silu, kernels.swiGLU), (.geluTanh, kernels.geGLU)] {
      var act = gain
      unit(&act, x, 1, width)
      let plain = GatedUnit(activation: activation, width: width).plain(x)
      for (a, b) in zip(act, plain) { #expect(abs(Double(a) - b) < 1e-6) }
    }
    var turned = x
    kernels.rotate(&turned, 1, width, gain, Array(x.prefix(width)), -1)
    for j in 0..<width {
      #expect(abs(turned[j] - (x[j] * gain[j] + x[width + j] * x[j])) < 1e-6)
      #expect(abs(turned[width + j] - (x[width + j] * gain[j] - x[j] * x[j])) < 1e-6)
    }
  }

  /// The ways back of gated units agree with those of the plainest set, which other tests compare with
  /// finite differences of whole models.
  @Test(arguments: sets) func waysBackAreThoseOfThePlainestSet(set: Int32) {
    let width = 21
    let (gateUp, slopes) = (testNumbers(2 * width, key: 3), testNumbers(width, key: 4))
    let (one, plain) = (kernelSet(set).pointee, kernelSet(0).pointee)
    for (a, b) in [
      (one.swiGLUBackward, plain.swiGLUBackward), (one.geGLUBackward, plain.geGLUBackward),
    ] {
      var (found, expected) = (gateUp, gateUp)
      a(&found, slopes, gateUp, 1, width)
      b(&expected, slopes, gateUp, 1, width)
      for (x, y) in zip(found, expected) { #expect(abs(x - y) < 1e-6) }
    }
  }

  // MARK: - Attention

  /// Queries that share keys and values, over pages of 16 tokens the first of which may be hidden.
  @Test(arguments: sets, [(1, 5, 0), (3, 40, 0), (6, 150, 7), (5, 33, 15)])
  func attentionOverPagesIsItsPlainLoop(set: Int32, size: (heads: Int, count: Int, hidden: Int)) {
    var architecture = testModel().architecture
    (architecture.heads, architecture.keyValueHeads, architecture.headWidth) = (size.heads, 1, 20)
    let shape = AttentionShape(architecture)
    let pool = PagePool(architecture)
    let qkv = testNumbers(size.count * shape.rowWidth, key: 1)
    var cache = KeyValueCache(pool)
    cache.reserve(size.count)
    let pages = cache.pages.map { UnsafePointer($0) }
    var out = Array(repeating: Float.nan, count: shape.outputWidth)
    var scores = Array(repeating: Float.nan, count: PagePool.scratch(tokens: size.count, shape))
    qkv.withUnsafeBufferPointer { rows in
      guard let rows = rows.baseAddress else { return }
      for position in 0..<size.count {
        pool.put(
          rows + position * shape.rowWidth, into: cache.pages, layer: 0, position: position)
      }
      kernelSet(set).pointee.attend(
        &out, rows + (size.count - 1) * shape.rowWidth, pages, pool.keys(layer: 0, head: 0),
        pool.values(layer: 0, head: 0), size.hidden, size.count, size.heads, 20, shape.scale,
        &scores)
    }
    let plain = Attention(shape: shape, window: size.count - size.hidden)
      .plain(qkv, length: size.count)
    for (a, b) in zip(out, plain.suffix(shape.outputWidth)) { #expect(abs(Double(a) - b) < 1e-5) }
  }

  // MARK: - Products

  /// One row alone, a whole tile, more than one; a depth of one block, of several, and rows that
  /// are copied, 120 at a time.
  @Test(arguments: sets, [(11, 7), (96, 288), (700, 37), (1024, 64)])
  func productsAreTheirPlainLoops(set: Int32, shape: (k: Int, n: Int)) {
    let kernels = kernelSet(set).pointee
    let (k, n) = shape
    let rows = k == 1024 ? 133 : 29
    let left = testNumbers(rows * k, key: 3)
    let weight = testNumbers(n * k, key: 4)
    var packed = Array(repeating: Float.nan, count: kernels.packedCount(k, n))
    kernels.pack(&packed, weight, k, n)
    func product(_ rows: Range<Int>) -> [Float] {
      var out = Array(repeating: Float(1), count: rows.count * n)
      kernels.multiplyPacked(
        &out, Array(left[rows.lowerBound * k..<rows.upperBound * k]), packed, rows.count, n, k, 1)
      return out
    }
    let all = product(0..<rows)
    for row in [0, 5, 28, 119, 120, 132] where row < rows {
      for column in 0..<n {
        let sum = (0..<k).reduce(1.0) {
          $0 + Double(left[row * k + $1]) * Double(weight[column * k + $1])
        }
        #expect(abs(Double(all[row * n + column]) - sum) < 1e-6 + 6e-8 * Double(k))
      }
    }
    for part in [0..<1, 28..<29, 3..<6, 0..<12, 5..<18, 119..<120, 120..<121, 118..<133, 132..<133]
    where part.upperBound <= rows {
      #expect(product(part) == Array(all[part.lowerBound * n..<part.upperBound * n]))
    }
  }
}
