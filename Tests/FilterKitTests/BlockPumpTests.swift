import ArgumentParser
import Records
import Streams
import Testing

@testable import FilterKit

@Suite struct BlockPumpTests {
  private func pump(
    _ inputs: [String], threads: Int = 3, deliver: @escaping ([UInt8], BlockOrigin) throws -> Void
  ) throws -> BlockPump<[UInt8]> {
    BlockPump(
      inputs: inputs, options: try InputOptions.parse([]), threads: threads, work: { $0.lines },
      deliver: deliver, whenIdle: {})
  }

  private func line(_ number: Int) -> [UInt8] { Array("{\"id\":\"\(number)\"}\n".utf8) }

  /// Blocks come in the order of the input with the places of their first lines, whatever thread
  /// worked on them.
  @Test(arguments: [1, 2, 5])
  func blocksKeepTheirOrder(threads: Int) throws {
    let bench = try Bench()
    let frames = (0..<200).map(line)
    let path = try bench.write(try bench.chain(frames), as: "in")
    var blocks: [[UInt8]] = []
    var offset = 0
    let pump = try pump([path], threads: threads) { lines, origin in
      #expect(origin.line == blocks.count)
      #expect(origin.offset == offset)
      #expect(origin.path == path)
      blocks.append(lines)
      offset += lines.count
    }
    try pump.run()
    #expect(blocks == frames)
  }

  /// Of several inputs the histories are gathered, and one without a trailer is remembered.
  @Test func historiesAreGathered() throws {
    let bench = try Bench()
    let chain = try bench.write(try bench.chain([line(0)]), as: "in")
    let whole = try pump([chain]) { _, _ in }
    try whole.run()
    #expect(whole.history.entries == [["filter": "made"]])
    #expect(!whole.sawForeign)
    #expect(whole.ledgers == [.null])

    let plain = try bench.write(line(1), as: "out")
    let mixed = try pump([chain, plain]) { _, _ in }
    try mixed.run()
    #expect(mixed.history.entries == [["filter": "made"], ["filter": "unknown"]])
    #expect(mixed.sawForeign)
  }

  /// A trailer whose totals are not those of the data ends the run after the data.
  @Test func totalsAreChecked() throws {
    let bench = try Bench()
    let writer = try StreamWriter(
      try OutputFile(path: bench.path("in")), form: .chain(level: 1), threads: 1)
    try writer.append(line(0)[...])
    try writer.finish { totals in
      var wrong = totals
      wrong.lines += 1
      return Trailer(totals: wrong, ledger: .null, history: []).bytes
    }
    try writer.commit()
    var delivered = 0
    let pump = try pump([bench.path("in")]) { _, _ in delivered += 1 }
    let error = #expect(throws: Failure.self) { try pump.run() }
    #expect(error?.description.contains("totals") == true)
    #expect(delivered == 1)
  }

  /// What was read before an input breaks off is still delivered.
  @Test func whatCameBeforeAnErrorIsDelivered() throws {
    let bench = try Bench()
    let chain = try bench.chain([line(0), line(1)])
    let path = try bench.write(chain.dropLast(10), as: "in")
    var lines: [UInt8] = []
    let error = #expect(throws: Failure.self) {
      try pump([path]) { block, _ in lines += block }.run()
    }
    #expect(error?.status == .badData)
    #expect(lines == line(0) + line(1))
  }

  @Test func aMissingInputIsAnErrorOfItsOwn() {
    #expect(throws: StreamError.self) { try pump(["/nowhere/at/all"]) { _, _ in }.run() }
  }
}
