import Streams

/// A line with the hash of its id.
struct HashedLine {
  var hash: UInt64
  /// Its number among those that were passed over.
  var number: Int
  /// Its number in its input, from 1.
  var line: Int
  var bytes: ArraySlice<UInt8>
}

/// Lines in a temporary file, compressed, and apart by the hashes of their ids: lines of two
/// streams that have one id lie in partitions of one number, and partitions are small enough to be
/// joined in memory (a Grace hash join).
final class HashPartitions {
  static let count = 64
  /// How many raw bytes each partition has.
  private(set) var sizes = Array(repeating: 0, count: HashPartitions.count)

  private struct Chunk {
    var place: Range<Int>
    var index: FrameIndex
  }
  private let directory: String
  /// Which bits of the hash count: partitions of partitions go by later ones.
  private let level: Int
  private var pending = Array(repeating: [UInt8](), count: HashPartitions.count)
  private var chunks = Array(repeating: [Chunk](), count: HashPartitions.count)
  private var file: ScratchFile?
  private let compressor = FrameCompressor(level: 1)
  private let decompressor = FrameDecompressor()
  private static let chunkSize = 1 << 16
  private static let bits = 6
  private static let headerSize = 32

  /// Makes empty ones; there is no file before one is needed.
  init(directory: String, level: Int = 0) {
    self.directory = directory
    self.level = level
  }

  /// Adds a line.
  func add(_ line: HashedLine) throws {
    let partition = Int(line.hash >> UInt64(level * Self.bits) & UInt64(Self.count - 1))
    for number in [line.hash, UInt64(line.number), UInt64(line.line), UInt64(line.bytes.count)] {
      withUnsafeBytes(of: number) { pending[partition].append(contentsOf: $0) }
    }
    pending[partition].append(contentsOf: line.bytes)
    pending[partition].append(0x0A)
    sizes[partition] += Self.headerSize + line.bytes.count + 1
    if pending[partition].count >= Self.chunkSize { try flush(partition) }
  }

  private func flush(_ partition: Int) throws {
    let file = try self.file ?? ScratchFile(in: directory)
    self.file = file
    let raw = pending[partition]
    let lines = LineCount.of(raw)
    let frame = compressor.compress(raw, lines: lines)
    chunks[partition].append(
      Chunk(place: file.count..<file.count + frame.count, index: FrameIndex(of: raw, lines: lines)))
    try file.append(frame)
    pending[partition].removeAll(keepingCapacity: true)
  }

  /// Gives the lines of a partition to a closure, in the order in which they were added.
  func forEach(in partition: Int, _ body: (HashedLine) throws -> Void) throws {
    for chunk in chunks[partition] {
      guard let file else { break }
      let frame = try file.read(at: chunk.place.lowerBound, count: chunk.place.count)
      let block = try decompressor.decode(frame, index: chunk.index, offset: chunk.place.lowerBound)
      try Self.forEach(in: block.lines, body)
    }
    try Self.forEach(in: pending[partition], body)
  }

  private static func forEach(in bytes: [UInt8], _ body: (HashedLine) throws -> Void) throws {
    var place = 0
    func number() -> UInt64 {
      defer { place += 8 }
      return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    }
    while place < bytes.count {
      let (hash, own, line, count) = (number(), Int(number()), Int(number()), Int(number()))
      try body(
        HashedLine(hash: hash, number: own, line: line, bytes: bytes[place..<place + count]))
      place += count + 1
    }
  }

  // MARK: - Joining

  /// So many bytes of a partition are held in memory.
  private static let memory = 32 << 20
  private static let deepest = 8

  /// Gives pairs of lines with equal hashes to a closure; each line is in one pair at most.
  /// - Parameter areOne: whether lines with equal hashes have one id.
  static func join(
    _ first: HashPartitions, _ second: HashPartitions,
    areOne: (HashedLine, HashedLine) throws -> Bool,
    pair: (HashedLine, HashedLine) throws -> Void
  ) throws {
    for partition in 0..<count where first.sizes[partition] > 0 && second.sizes[partition] > 0 {
      let isSmallFirst = first.sizes[partition] <= second.sizes[partition]
      let (small, large) = isSmallFirst ? (first, second) : (second, first)
      if small.sizes[partition] > memory, first.level < deepest {
        try join(
          first.divided(partition), second.divided(partition), areOne: areOne, pair: pair)
        continue
      }
      var held: [UInt64: [HashedLine]] = [:]
      try small.forEach(in: partition) { held[$0.hash, default: []].append($0) }
      try large.forEach(in: partition) { line in
        guard let place = try held[line.hash]?.firstIndex(where: { try areOne($0, line) }),
          let other = held[line.hash]?.remove(at: place)
        else { return }
        try isSmallFirst ? pair(other, line) : pair(line, other)
      }
    }
  }

  /// A partition by further bits of the hashes.
  private func divided(_ partition: Int) throws -> HashPartitions {
    let result = HashPartitions(directory: directory, level: level + 1)
    try forEach(in: partition) { try result.add($0) }
    return result
  }
}
