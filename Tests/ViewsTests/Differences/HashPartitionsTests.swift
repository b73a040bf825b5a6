import Randomness
import Streams
import Testing

@testable import Views

/// Lines that are kept apart by hashes come back, and are joined.
struct HashPartitionsTests {
  private func line(_ hash: UInt64, _ number: Int, _ text: String) -> HashedLine {
    HashedLine(hash: hash, number: number, line: number + 1, bytes: Array(text.utf8)[...])
  }

  private func text(_ line: HashedLine) -> String { String(decoding: line.bytes, as: UTF8.self) }

  @Test func everyLineComesBackInItsPartitionAndOrder() throws {
    let folder = try StreamFolder()
    let partitions = HashPartitions(directory: folder.path)
    var generator = CounterGenerator(key: 7)
    // Long enough that partitions are flushed to the file more than once.
    let lines = (0..<3000).map { number in
      line(
        generator.next() % 256, number,
        String(repeating: "\(number) ", count: Int.random(in: 0..<400, using: &generator)))
    }
    for line in lines { try partitions.add(line) }
    var seen = 0
    for partition in 0..<HashPartitions.count {
      var last = -1
      try partitions.forEach(in: partition) { found in
        #expect(Int(found.hash % UInt64(HashPartitions.count)) == partition)
        #expect(found.number > last)
        last = found.number
        #expect(found.line == found.number + 1)
        #expect(text(found) == text(lines[found.number]))
        seen += 1
      }
    }
    #expect(seen == lines.count)
  }

  @Test func equalHashesOfDifferentIDsAreNoPair() throws {
    let folder = try StreamFolder()
    let first = HashPartitions(directory: folder.path)
    let second = HashPartitions(directory: folder.path)
    for (number, id) in ["a", "b", "b"].enumerated() { try first.add(line(5, number, id)) }
    for (number, id) in ["b", "c", "b", "b"].enumerated() { try second.add(line(5, number, id)) }
    var pairs: [[Int]] = []
    try HashPartitions.join(
      first, second, areOne: { text($0) == text($1) },
      pair: { one, other in
        #expect(text(one) == text(other))
        pairs.append([one.number, other.number])
      })
    #expect(pairs.count == 2, "each line is in one pair at most")
    #expect(Set(pairs.map { $0[0] }) == [1, 2])
    #expect(Set(pairs.map { $0[1] }).isSubset(of: [0, 2, 3]))
  }
}
