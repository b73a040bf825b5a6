import FilterKit
import Records
import Streams

/// Two streams joined by their records' ids.
///
///     first  ─▶ window ─┐  pairs, as they are met
///                       ├─▶
///     second ─▶ window ─┘  what is met in neither window ─▶ temporary file ─▶ pairs, the rest
///
/// Streams mostly have one order: then partners meet soon, and what was passed over until they do
/// is in one stream only. It may still come later in the other; so it is kept in a file, and what
/// both streams left there is joined by hash in the end.
final class StreamJoin {
  /// The line of a record with its number, from 1.
  struct Numbered {
    var bytes: [UInt8]
    var line: Int
  }

  /// A record that is in one of the streams only.
  struct Single {
    var id: String
    /// The line in its input.
    var line: Int
    var samples: Int
    /// Whether it is shown and counted.
    var isWanted = true
  }

  private let sides: [Side]
  /// How many records each side has read, and samples.
  private(set) var records = [0, 0]
  private(set) var samples = [0, 0]

  /// - Parameter isWanted: whether a record is shown if only one stream has it.
  init(
    _ first: RecordReader, _ second: RecordReader, scratch: String,
    isWanted: @escaping (Record) throws -> Bool = { _ in true }
  ) {
    sides = [first, second].map { Side($0, scratch: scratch, isWanted: isWanted) }
  }

  /// Gives all pairs of records with one id to a closure.
  func run(_ pair: (Numbered, Numbered) throws -> Void) throws {
    var scan = Scan()
    while let turn = nextSide(&scan) {
      let (side, other) = (sides[turn], sides[1 - turn])
      guard let waiting = try side.read() else { continue }
      records[turn] += 1
      samples[turn] += waiting.samples
      if let partner = try other.takePartner(of: waiting) {
        scan = Scan()
        try side.passOver(before: nil)
        try turn == 0 ? pair(waiting.numbered, partner) : pair(partner, waiting.numbered)
      } else {
        try side.wait(waiting)
      }
    }
    for side in sides { try side.passOver(before: nil) }
    try HashPartitions.join(
      sides[0].passed, sides[1].passed,
      areOne: { try Self.id(of: $0) == Self.id(of: $1) },
      pair: { first, second in
        sides[0].markPaired(first.number)
        sides[1].markPaired(second.number)
        try pair(Self.numbered(first), Self.numbered(second))
      })
  }

  /// Gives the records that are in one stream only, in its order.
  func singles(of side: Int, _ body: (Single) throws -> Void) throws {
    try sides[side].singles(body)
  }

  private static func numbered(_ line: HashedLine) -> Numbered {
    Numbered(bytes: Array(line.bytes), line: line.line)
  }

  private static func id(of line: HashedLine) throws -> String? {
    try Record(line: line.bytes).id
  }

  // MARK: - Turns

  /// Which side is searched while both windows are full, and how long: where much is missing in one
  /// stream, the other is read on until they meet again.
  private struct Scan {
    var side = 0
    var budget = 1 << 16
    var left = 1 << 16
  }

  /// The side to read next: the one with fewer records waiting; nil at the end of both.
  private func nextSide(_ scan: inout Scan) -> Int? {
    let open = [0, 1].filter { !sides[$0].hasEnded }
    guard open.count == 2 else { return open.first }
    guard sides.allSatisfy(\.isFull) else {
      if sides[0].isFull != sides[1].isFull { return sides[0].isFull ? 1 : 0 }
      return sides[1].count < sides[0].count ? 1 : 0
    }
    if scan.left == 0 {
      scan.side = 1 - scan.side
      scan.budget *= 2
      scan.left = scan.budget
    }
    scan.left -= 1
    return scan.side
  }
}

/// A record that waits for its partner: as its line, since where its fields are takes more memory.
private struct Waiting {
  var numbered: StreamJoin.Numbered
  var id: String
  var hash: UInt64
  var samples: Int
  /// Its place among those that ever waited on this side.
  var place = 0
}

/// One of the two streams.
private final class Side {
  private let reader: RecordReader
  private let isWanted: (Record) throws -> Bool
  private(set) var hasEnded = false

  /// Those that wait, in their order; nil where one has found its partner.
  private var window: [Waiting?] = []
  /// The place of the window's first element, and how many elements are of no use any more.
  private var start = 0
  private var used = 0
  private var places: [UInt64: [Int]] = [:]
  private(set) var count = 0
  private var bytes = 0

  /// What was passed over.
  let passed: HashPartitions
  private let list: ScratchList
  private static let longest = 1 << 14
  private static let largest = 16 << 20

  init(_ reader: RecordReader, scratch: String, isWanted: @escaping (Record) throws -> Bool) {
    self.reader = reader
    self.isWanted = isWanted
    passed = HashPartitions(directory: scratch)
    list = ScratchList(directory: scratch)
  }

  var isFull: Bool { count >= Self.longest || bytes >= Self.largest }

  func read() throws -> Waiting? {
    guard let located = try reader.next() else {
      hasEnded = true
      return nil
    }
    do {
      let id = try located.record.need("id", try located.record.string("id"))
      return Waiting(
        numbered: StreamJoin.Numbered(
          bytes: located.record.bytes, line: located.position.line),
        id: id, hash: ContentHash.of(id), samples: located.record.sampleCount)
    } catch {
      throw Failure(.badData, "\(located.position.name(id: nil)): \(error)")
    }
  }

  /// Takes the record with the id of one of the other side out of the window, and passes over what
  /// is older.
  func takePartner(of other: Waiting) throws -> StreamJoin.Numbered? {
    guard let place = places[other.hash]?.first(where: { window[$0 - start]?.id == other.id }),
      let found = window[place - start]
    else { return nil }
    forget(found)
    window[place - start] = nil
    try passOver(before: place)
    return found.numbered
  }

  /// Lets a record wait; the oldest make room for it.
  func wait(_ waiting: Waiting) throws {
    while isFull {
      guard let oldest = window[used...].first(where: { $0 != nil }), let oldest else { break }
      try passOver(before: oldest.place + 1)
    }
    var waiting = waiting
    waiting.place = start + window.count
    window.append(waiting)
    places[waiting.hash, default: []].append(waiting.place)
    count += 1
    bytes += waiting.numbered.bytes.count
  }

  private func forget(_ waiting: Waiting) {
    places[waiting.hash]?.removeAll { $0 == waiting.place }
    if places[waiting.hash]?.isEmpty == true { places[waiting.hash] = nil }
    count -= 1
    bytes -= waiting.numbered.bytes.count
  }

  /// Passes over all that wait before a place, or just all.
  func passOver(before limit: Int?) throws {
    let end = limit.map { $0 - start } ?? window.count
    while used < end {
      if let waiting = window[used] {
        forget(waiting)
        window[used] = nil
        try pass(waiting)
      }
      used += 1
    }
    if used > window.count / 2 {
      window.removeFirst(used)
      start += used
      used = 0
    }
  }

  private func pass(_ waiting: Waiting) throws {
    let (bytes, line) = (waiting.numbered.bytes, waiting.numbered.line)
    try passed.add(
      HashedLine(hash: waiting.hash, number: list.count, line: line, bytes: bytes[...]))
    try list.append(
      StreamJoin.Single(
        id: waiting.id, line: line, samples: waiting.samples,
        isWanted: try isWanted(try Record(line: bytes))))
  }

  /// Notes that a record that was passed over has a partner.
  func markPaired(_ number: Int) { list.mark(number) }

  func singles(_ body: (StreamJoin.Single) throws -> Void) throws { try list.forEach(body) }
}

/// Records that were passed over, in their order, in a temporary file; a bit each in memory says
/// which found their partners after all.
private final class ScratchList {
  private(set) var count = 0
  private let directory: String
  private var file: ScratchFile?
  private var marks: [UInt64] = []

  /// Makes an empty list; there is no file before one is needed.
  init(directory: String) { self.directory = directory }

  func append(_ single: StreamJoin.Single) throws {
    let file = try self.file ?? ScratchFile(in: directory)
    self.file = file
    if count.isMultiple(of: 64) { marks.append(0) }
    count += 1
    let id = Array(single.id.utf8)
    var entry: [UInt8] = []
    for number in [single.line, single.samples, single.isWanted ? 1 : 0, id.count] {
      withUnsafeBytes(of: number) { entry.append(contentsOf: $0) }
    }
    try file.append(entry + id)
  }

  func mark(_ number: Int) { marks[number / 64] |= 1 << UInt64(number % 64) }

  /// Gives those that are not marked.
  func forEach(_ body: (StreamJoin.Single) throws -> Void) throws {
    guard let file else { return }
    var piece: [UInt8] = []
    var place = 0
    var read = 0
    func take(_ length: Int) throws -> ArraySlice<UInt8> {
      if piece.count - place < length {
        let more = min(max(length, 1 << 20), file.count - read)
        piece = Array(piece[place...]) + (try file.read(at: read, count: more))
        place = 0
        read += more
      }
      defer { place += length }
      return piece[place..<place + length]
    }
    for number in 0..<count {
      let header = try take(32).withUnsafeBytes { bytes in
        (0..<4).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int.self) }
      }
      let id = String(decoding: try take(header[3]), as: UTF8.self)
      guard header[2] == 1, marks[number / 64] >> UInt64(number % 64) & 1 == 0 else { continue }
      try body(StreamJoin.Single(id: id, line: header[0], samples: header[1]))
    }
  }
}
