import Streams

/// A row as it waits on the disk: its tokens and what its loss needs to know.
struct StoredRow: Equatable {
  /// The row's weight, then what the kind of row has: see `TrainingRows`.
  var numbers: [Double]
  /// The prompt, then the completions, each with its end token.
  var sequences: [[Int32]]
  /// The weight of each completion token; empty if all are 1.
  var tokenWeights: [Float] = []
  /// Room for log-probabilities that are computed once.
  var logprobs: [Float] = []

  var prompt: [Int32] { sequences[0] }
  var completions: ArraySlice<[Int32]> { sequences.dropFirst() }
  /// The longest of the row's sequences, in tokens.
  var longest: Int { prompt.count + (completions.map(\.count).max() ?? 0) }
}

extension StoredRow {
  /// The row as bytes of this machine; its length depends on the counts alone.
  var bytes: [UInt8] {
    var result: [UInt8] = []
    func put<Number>(_ numbers: [Number]) {
      numbers.withUnsafeBytes { result.append(contentsOf: $0) }
    }
    put([numbers.count, sequences.count, tokenWeights.count, logprobs.count].map(Int32.init))
    put(sequences.map { Int32($0.count) })
    put(numbers)
    for sequence in sequences { put(sequence) }
    put(tokenWeights)
    put(logprobs)
    return result
  }

  init(bytes: [UInt8]) {
    var offset = 0
    func take<Number: BitwiseCopyable>(_ count: Int, as type: Number.Type) -> [Number] {
      let size = MemoryLayout<Number>.stride
      let numbers = bytes.withUnsafeBytes { raw in
        (0..<count).map { raw.loadUnaligned(fromByteOffset: offset + $0 * size, as: type) }
      }
      offset += count * size
      return numbers
    }
    let counts = take(4, as: Int32.self).map(Int.init)
    let lengths = take(counts[1], as: Int32.self).map(Int.init)
    numbers = take(counts[0], as: Double.self)
    sequences = lengths.map { take($0, as: Int32.self) }
    tokenWeights = take(counts[2], as: Float.self)
    logprobs = take(counts[3], as: Float.self)
  }
}

/// Rows on the disk, each to be had by its number; memory does not grow with them.
final class RowFile {
  private let rows: ScratchFile
  /// Where each row ends, eight bytes a row.
  private let ends: ScratchFile
  /// How many rows there are.
  private(set) var count = 0
  /// The hash of all rows as they were appended, by which a checkpoint knows them.
  private(set) var hash = RunningHash()

  init(in directory: String) throws {
    rows = try ScratchFile(in: directory)
    ends = try ScratchFile(in: directory)
  }

  func append(_ row: StoredRow) throws {
    let bytes = row.bytes
    bytes.withUnsafeBytes { hash.update($0) }
    try rows.append(bytes)
    try withUnsafeBytes(of: Int64(rows.count)) { try ends.append($0) }
    count += 1
  }

  subscript(index: Int) -> StoredRow {
    get throws {
      let range = try range(of: index)
      return StoredRow(bytes: try rows.read(at: range.lowerBound, count: range.count))
    }
  }

  /// Changes numbers of a row, not their count.
  func replace(_ index: Int, with row: StoredRow) throws {
    let range = try range(of: index)
    let bytes = row.bytes
    precondition(bytes.count == range.count, "a row keeps its length")
    try rows.write(bytes, at: range.lowerBound)
  }

  private func range(of index: Int) throws -> Range<Int> {
    let size = MemoryLayout<Int64>.size
    let first = max(index - 1, 0)
    let found = try ends.read(at: first * size, count: (index + 1 - first) * size)
      .withUnsafeBytes { raw in
        (0...index - first).map {
          Int(raw.loadUnaligned(fromByteOffset: $0 * size, as: Int64.self))
        }
      }
    return index == 0 ? 0..<found[0] : found[0]..<found[1]
  }
}
