import CKernels
import Engine
import Glibc

/// How fast each inner loop is on one thread, for every instruction set that the processor runs.
///
/// A loop whose numbers a compiler keeps in memory instead of registers is as slow with one set as with
/// the set before it: the columns show it at once.
struct KernelRates {
  /// How long each loop is repeated.
  let seconds: Double

  /// Some work that a set can do, and how many operations or numbers it is.
  private struct Loop {
    var name: String
    var unit = "G numbers/s"
    var amount: Int
    var run: (Kernels) -> () -> Void
  }

  /// Rows and numbers a row of the loops over rows: a batch of hidden states.
  private let rows = 64
  private let width = 576

  /// Prints a line for each loop, a column for each set.
  func print() {
    let loops = products + [attention] + rowLoops
    let columns = KernelChoice.names.map { pad($0, to: 9) }.joined()
    Swift.print(pad("loop, one thread", to: -34) + pad("unit", to: -12) + columns)
    for loop in loops {
      let rates = (0..<kernelSets()).map { set in
        rate(of: loop, in: kernelSet(set).pointee).rounded() / 10
      }
      Swift.print(
        pad(loop.name, to: -34) + pad(loop.unit, to: -12)
          + rates.map { pad("\($0)", to: 9) }.joined())
    }
  }

  /// Ten times the best rate of a loop: other work on the machine only ever slows it.
  private func rate(of loop: Loop, in kernels: Kernels) -> Double {
    let body = loop.run(kernels)
    var best = Double.infinity
    let end = now() + seconds
    repeat {
      let start = now(CLOCK_THREAD_CPUTIME_ID)
      body()
      best = min(best, now(CLOCK_THREAD_CPUTIME_ID) - start)
    } while now() < end
    return Double(loop.amount) / best / 1e8
  }

  // MARK: - Loops

  /// Few rows, many, and the vocabulary-wide product of an output head; widths of SmolLM2-135M and of
  /// a small model.
  private var products: [Loop] {
    let shapes = [
      (1, 3072, 576), (4, 3072, 576), (16, 3072, 576), (64, 3072, 576), (128, 3072, 576),
      (64, 576, 1536), (128, 688, 128), (16, 49152, 576), (128, 49152, 576),
    ]
    return shapes.map { m, n, k in
      Loop(name: "product (\(m), \(k)) · (\(k), \(n))", unit: "GFLOP/s", amount: 2 * m * n * k) {
        kernels in
        let packed = FloatBuffer(count: kernels.packedCount(k, n))
        let (left, out) = (FloatBuffer(count: m * k), FloatBuffer(count: m * n))
        let weight = FloatBuffer(count: n * k)
        withExtendedLifetime(weight) { kernels.pack(packed.start, weight.start, k, n) }
        return {
          withExtendedLifetime((out, left, packed)) {
            kernels.multiplyPacked(out.start, left.start, packed.start, m, n, k, 0)
          }
        }
      }
    }
  }

  /// A group of three queries over 256 tokens, as a SmolLM2-135M draws.
  private var attention: Loop {
    let (heads, tokens, headWidth) = (3, 256, 64)
    return Loop(
      name: "attend (\(heads) queries, \(tokens) tokens)", unit: "GFLOP/s",
      amount: 4 * heads * tokens * headWidth
    ) { kernels in
      let memory = FloatBuffer(count: 2 * tokens * headWidth)
      let pages = (0..<tokens / 16).map { UnsafePointer(memory.start + $0 * 32 * headWidth) }
      let (queries, out) = (FloatBuffer(count: 256), FloatBuffer(count: 256))
      let scores = FloatBuffer(count: heads * tokens)
      return {
        withExtendedLifetime((memory, queries, out, scores)) {
          kernels.attend(
            out.start, queries.start, pages, 0, 16 * headWidth, 0, tokens, heads, headWidth, 0.125,
            scores.start)
        }
      }
    }
  }

  private var rowLoops: [Loop] {
    let (rows, width, count) = (rows, width, rows * width)
    let (a, b, c) = (numbers(2 * count), numbers(2 * count), numbers(2 * count))
    let (scales, gain) = (numbers(rows), numbers(2 * width))
    func loop(_ name: String, _ body: @escaping (Kernels) -> Void) -> Loop {
      Loop(name: name, amount: count) { kernels in
        { withExtendedLifetime((a, b, c, scales, gain)) { body(kernels) } }
      }
    }
    func each(_ body: (Int) -> Void) { for row in 0..<rows { body(row * width) } }
    return [
      loop("norm") { $0.norm(a.start, scales.start, b.start, gain.start, 0, rows, width, 1e-5) },
      loop("normBackward") {
        $0.normBackward(
          a.start, gain.start + width, b.start, c.start, scales.start, gain.start, 0, rows,
          width)
      },
      loop("swiGLU") { $0.swiGLU(a.start, b.start, rows, width) },
      loop("swiGLUBackward") { $0.swiGLUBackward(a.start, b.start, c.start, rows, width) },
      loop("geGLU") { $0.geGLU(a.start, b.start, rows, width) },
      loop("geGLUBackward") { $0.geGLUBackward(a.start, b.start, c.start, rows, width) },
      loop("softmax") { kernels in
        each { _ = kernels.softmax(a.start + $0, width, width) }
      },
      loop("softmaxBackward") { kernels in
        each { kernels.softmaxBackward(a.start + $0, b.start + $0, 0, width, width) }
      },
      loop("logSumExponential") { kernels in
        each { _ = kernels.logSumExponential(c.start + $0, width) }
      },
      loop("exponentials") { kernels in
        each { kernels.exponentials(a.start + $0, c.start + $0, width, 0, 1, 1) }
      },
      loop("rotate") { kernels in
        each { kernels.rotate(b.start + $0, width / 64, 32, gain.start, gain.start + 32, 1) }
      },
      loop("add") { $0.add(a.start, b.start, count) },
      loop("dot") { _ = $0.dot(b.start, c.start, count) },
      loop("adamW") { kernels in
        var factors = AdamWNumbers(
          scale: 1, beta1: 0.9, beta2: 0.95, rest1: 0.1, rest2: 0.05, keep: 1, pace: 1e-9, root: 1,
          epsilon: 1e-8)
        kernels.adamW(a.start, b.start, b.start + count, c.start, count, &factors)
      },
    ]
  }

  /// Numbers near 1, which no loop turns into ones that a processor is slow with.
  private func numbers(_ count: Int) -> FloatBuffer {
    let buffer = FloatBuffer(count: count)
    for index in 0..<count { buffer.start[index] = 1 + Float(index % 7) / 16 }
    return buffer
  }

  /// Text with blanks before it, or after it for a negative width.
  private func pad(_ text: String, to width: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + blanks : blanks + text
  }
}
