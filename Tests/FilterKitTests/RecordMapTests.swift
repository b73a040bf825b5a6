import Records
import Streams
import Testing

@testable import FilterKit

/// What a map makes of inputs that are not as they should be.
@Suite struct RecordMapTests {
  private let line = #"{"id":"a","n":-0,"samples":[{"text":"é"},{"text":"x\ud800"}]}"#

  /// Runs a map that changes nothing.
  /// - Returns: what it wrote; nil if there is no file after it.
  private func map(
    _ input: [UInt8], in bench: Bench, threads: Int = 1, maxLine: Int = 1 << 20,
    setting key: String? = nil
  ) throws -> [UInt8]? {
    let path = try bench.write(input, as: "in")
    var options = bench.options
    options.inputs = [path]
    options.reading.input.maxLine = maxLine
    options.running.threads = threads
    bench.remove("out")
    var failure: (any Error)?
    do {
      try options.map(RunDescription("test")) { record throws(RecordError) in
        var edit = RecordEdit(record)
        if let key { edit.set(key, 1) }
        return .pass(edit)
      }
    } catch {
      failure = error
    }
    let written = bench.read("out")
    #expect((failure == nil) == (written != nil), "a file if and only if all went well")
    #expect(!bench.names.contains(".out.partial"))
    if let failure { throw failure }
    return written
  }

  // MARK: - Damage

  @Test func everyTruncationIsAnErrorAndLeavesNoFile() throws {
    let bench = try Bench()
    let lines = Array((line + "\n").utf8)
    let chain = try bench.chain([lines, lines + lines])
    #expect(try map(chain, in: bench) == lines + lines + lines)
    for count in chain.indices {
      do {
        _ = try map(Array(chain[..<count]), in: bench)
        Issue.record("accepted with \(count) bytes")
      } catch {
        #expect((error as? any StatusError)?.status == .badData)
        #expect("\(error)".contains("/in"), "it says which input")
      }
    }
  }

  @Test func everyFlippedBitIsAnErrorOrChangesNoRecord() throws {
    let bench = try Bench()
    let lines = Array((line + "\n").utf8)
    var chain = try bench.chain([lines, lines + lines])
    var survived = 0
    for place in chain.indices {
      for bit in 0..<8 {
        chain[place] ^= 1 << UInt8(bit)
        if let written = try? map(chain, in: bench) {
          #expect(written == lines + lines + lines, "byte \(place), bit \(bit)")
          survived += 1
        }
        chain[place] ^= 1 << UInt8(bit)
      }
    }
    // Hardly any: what a frame's header says besides, such as the window, is not used.
    #expect(survived < chain.count)
  }

  // MARK: - Long lines

  /// The place of the line that is too long is told, and the lines before it count.
  @Test(arguments: [1, 3], [false, true])
  func aLongLineIsRefusedWhereverItStands(threads: Int, compressed: Bool) throws {
    let bench = try Bench()
    let lines = Array(String(repeating: line + "\n", count: 50).utf8)
    let long = Array((#"{"id":""# + String(repeating: "x", count: 300) + "\"}\n").utf8)
    let input = lines + long + lines
    let bytes = compressed ? try bench.chain([input]) : input
    #expect(try map(bytes, in: bench, threads: threads, maxLine: 400) == input)
    for limit in [300, long.count - 2] {
      do {
        _ = try map(bytes, in: bench, threads: threads, maxLine: limit)
        Issue.record("not refused at \(limit)")
      } catch {
        #expect(
          "\(error)".contains(
            "line 51 (byte \(lines.count)): the line is longer than \(limit) bytes"))
      }
    }
    #expect(try map(bytes, in: bench, threads: threads, maxLine: long.count - 1) == input)
  }

  @Test(arguments: [false, true])
  func aLineWithoutEndIsRefused(compressed: Bool) throws {
    let bench = try Bench()
    let endless = Array((line + "\n").utf8) + Array(repeating: UInt8(ascii: "x"), count: 3 << 20)
    let input = compressed ? try bench.chain([endless + [0x0A]]) : endless
    #expect(throws: Failure.self) { try map(input, in: bench, maxLine: 1 << 20) }
  }

  // MARK: - Keys that are there twice

  @Test func aKeyThatIsThereTwiceIsABadLineIfItIsSet() throws {
    let bench = try Bench()
    let twice = Array(#"{"id":"a","k":1,"z":2,"\u006b":3}"#.utf8) + [0x0A]
    #expect(try map(twice, in: bench) == twice)
    let set = try map(twice, in: bench, setting: "z")
    #expect(set == Array(#"{"id":"a","k":1,"z":1,"\u006b":3}"#.utf8) + [0x0A])
    do {
      _ = try map(twice, in: bench, setting: "k")
      Issue.record("not refused")
    } catch {
      #expect("\(error)".contains("line 1 (byte 0, id “a”): the field “k” is there twice"))
    }
  }
}
