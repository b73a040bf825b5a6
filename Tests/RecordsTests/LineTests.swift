import Records
import Testing

@Suite struct LineTests {
  private func line(_ text: String) -> ArraySlice<UInt8> {
    Array("(\(text))".utf8).dropFirst().dropLast()
  }

  @Test func aRecordThatIsHeldIsNotOverwritten() throws {
    var scanner = RecordScanner()
    let first = try scanner.record(of: line(#"{"id":"a","samples":[{"text":"x"}]}"#))
    let sample = try #require(
      try scanner.record(of: line(#"{"id":"b","samples":[{"t":1}]}"#)).samples.first)
    let value = try #require(try scanner.record(of: line(#"{"id":"c\n"}"#)).value("id"))
    let last = try scanner.record(of: line(#"{"id":"d"}"#))
    #expect(first.id == "a")
    #expect(try first.samples.first?.string("text") == "x")
    #expect(try sample.integer("t") == 1)
    #expect(value.string == "c\n")
    #expect(last.id == "d")
    #expect(last.sampleCount == 0)
  }

  @Test func aBadLineLeavesNothingBehind() throws {
    var scanner = RecordScanner()
    _ = try scanner.record(of: line(#"{"id":"a","x":1,"samples":[{"y":1},{}]}"#))
    #expect(throws: RecordError.self) {
      try scanner.record(of: line(#"{"id":"b","samples":[{"z":1},{}],"q"}"#))
    }
    let record = try scanner.record(of: line("{}"))
    #expect(record.sampleCount == 0)
    #expect(try record.value("id") == nil)
    #expect(record.bytes == Array("{}".utf8))
    #expect(throws: RecordError.self) { try record.samples }
  }

  @Test func recordsOfAllSizesFollowOneAnother() throws {
    var scanner = RecordScanner()
    for count in [0, 1, 100, 3, 17, 16, 0, 40] {
      let samples = (0..<count).map { #"{"index":\#($0),"a":[],"b":{}}"# }
      let text = #"{"samples":[\#(samples.joined(separator: ","))]}"#
      let record = try scanner.record(of: line(text))
      #expect(record.sampleCount == count)
      #expect(try record.samples.map { try $0.index } == Array(0..<count))
      #expect(record.bytes == Array(text.utf8))
    }
  }
}
