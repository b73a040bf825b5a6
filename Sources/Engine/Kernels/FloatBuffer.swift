import Glibc

/// Numbers at one address that never moves, aligned to 64 bytes, zero at first.
///
/// It owns its memory. Threads may share it as long as they write to different places. Large ones
/// lie in large pages where the system has them: the processor finds numbers in them faster.
package final class FloatBuffer: @unchecked Sendable {
  /// The first number.
  package let start: UnsafeMutablePointer<Float>
  /// How many numbers there are.
  package let count: Int

  /// Makes room for `count` zeros.
  package init(count: Int) {
    precondition(count >= 0, "a buffer has no negative length")
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = bytes >= 2 * largePage
    let alignment = isLarge ? largePage : 64
    let room = roundUp(bytes, to: alignment)
    guard let memory = aligned_alloc(alignment, room) else {
      fatalError("no memory for a buffer of \(bytes) bytes")
    }
    if isLarge { madvise(memory, room, MADV_HUGEPAGE) }
    memset(memory, 0, bytes)
    start = memory.bindMemory(to: Float.self, capacity: count)
    self.count = count
  }

  deinit { free(start) }

  /// The numbers as a collection; it is valid as long as this object lives.
  package var values: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// A copy of the numbers.
  package var array: [Float] { withExtendedLifetime(self) { Array(values) } }

  /// Sets every number to zero.
  func clear() { memset(start, 0, count * MemoryLayout<Float>.stride) }
}

/// How many bytes a large page has.
private let largePage = 1 << 21
