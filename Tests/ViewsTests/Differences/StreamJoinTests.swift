import FilterKit
import Randomness
import Records
import Testing

@testable import Views

/// Two streams joined by ids give the pairs and singles that a dictionary would.
struct StreamJoinTests {
  private struct Joined: Equatable {
    var pairs: [String: [Int]] = [:]
    var singles: [[String]] = [[], []]
  }

  /// Joins streams of these ids.
  private func join(_ first: [String], _ second: [String], padding: Int = 0) throws -> Joined {
    let folder = try StreamFolder()
    let text = String(repeating: "x", count: padding)
    func lines(_ ids: [String]) -> [String] {
      ids.map { #"{"id":"\#($0)","text":"\#(text)","samples":[{"text":"y"}]}"# }
    }
    let join = StreamJoin(
      try folder.reader(lines(first)), try folder.reader(lines(second)), scratch: folder.path)
    var result = Joined()
    try join.run { one, other in
      let id = try #require(try Record(line: one.bytes[...]).id)
      #expect(try Record(line: other.bytes[...]).id == id)
      result.pairs[id, default: []] += [one.line, other.line]
    }
    for side in 0..<2 {
      try join.singles(of: side) { single in
        #expect(single.samples == 1)
        #expect(single.id == (side == 0 ? first : second)[single.line - 1])
        result.singles[side].append(single.id)
      }
    }
    #expect(join.records == [first.count, second.count])
    #expect(join.samples == join.records)
    return result
  }

  /// The same by a dictionary.
  private func expected(_ first: [String], _ second: [String]) -> Joined {
    let places = Dictionary(uniqueKeysWithValues: second.enumerated().map { ($1, $0 + 1) })
    var result = Joined()
    for (place, id) in first.enumerated() {
      if let other = places[id] {
        result.pairs[id] = [place + 1, other]
      } else {
        result.singles[0].append(id)
      }
    }
    let left = Set(first)
    result.singles[1] = second.filter { !left.contains($0) }
    return result
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func anyTwoOrdersAreJoined(_ seed: UInt64) throws {
    var generator = CounterGenerator(key: seed)
    let ids = (0..<400).map { "p-\($0)" }
    let share = Double(seed % 5) / 4
    func some() -> [String] {
      ids.filter { _ in Double.random(in: 0..<1, using: &generator) < 0.8 }
    }
    let first = some()
    var second = some()
    let swaps = Int(share * Double(second.count))
    for _ in 0..<swaps {
      second.swapAt(
        .random(in: 0..<second.count, using: &generator),
        .random(in: 0..<second.count, using: &generator))
    }
    #expect(try join(first, second) == expected(first, second))
  }

  @Test func whatTheWindowsCannotHoldIsJoinedOnDisk() throws {
    // 40,000 records are more than a window holds; in opposite orders partners never wait together.
    let ids = (0..<40_000).map { "p-\($0)" }
    let reversed = Array(ids.dropFirst(3).reversed()) + ["q"]
    #expect(try join(ids, reversed) == expected(ids, reversed))
  }

  @Test func recordsThatNobodyLooksForAreNoSingles() throws {
    let folder = try StreamFolder()
    let lines = (0..<9).map { #"{"id":"p-\#($0)","n":\#($0 % 3)}"# }
    let join = StreamJoin(
      try folder.reader(lines), try folder.reader([]), scratch: folder.path,
      isWanted: { record in try record.integer("n") == 1 })
    try join.run { _, _ in }
    var found: [String] = []
    try join.singles(of: 0) { found.append($0.id) }
    #expect(found == ["p-1", "p-4", "p-7"])
    #expect(join.records == [9, 0])
  }

  @Test func aRecordWithoutAnIDIsNamed() throws {
    let folder = try StreamFolder()
    let join = StreamJoin(
      try folder.reader([#"{"id":"a"}"#, #"{"prompt":"b"}"#]), try folder.reader([]),
      scratch: folder.path)
    #expect(throws: Failure.self) { try join.run { _, _ in } }
  }

  @Test func anIDThatIsTwiceInAStreamIsPairedOnce() throws {
    let folder = try StreamFolder()
    let lines = [#"{"id":"a","n":1}"#, #"{"id":"a","n":2}"#]
    let join = StreamJoin(
      try folder.reader(lines), try folder.reader([lines[0]]), scratch: folder.path)
    var pairs = 0
    try join.run { _, _ in pairs += 1 }
    var singles = 0
    try join.singles(of: 0) { _ in singles += 1 }
    #expect((pairs, singles) == (1, 1))
  }
}
