import Randomness
import Testing

@testable import Records

@Suite struct JSONReaderTests {
  private func read(_ text: [UInt8]) -> JSON? { text.withUnsafeBytes { JSONReader.value(of: $0) } }

  private func jansson(_ text: [UInt8]) -> JSON? {
    text.withUnsafeBytes { try? JSON(byJansson: $0) }
  }

  @Test(arguments: [
    " null ", "true", "false", "0", "-7", "123456789012345678", "-0.0", "0.1", "1e22", "1E-5",
    "3.141592653589793", "0.30000000000000004", "123456789.123456789e-7", "2.5e-324", "1e308",
    #""""#, #""a é 😀""#, #""\"\\\/\b\f\n\r\t\u00e9""#, "[ ]", "{ }", "[1,[2,{}],\r\n\"x\"]",
    #"{"choices":[{"logprobs":{"tokens":[" 7"],"top_logprobs":[{" 7":-0.25}]}}],"usage":{}}"#,
  ])
  func readsWhatIsUsual(text: String) throws {
    let value = try #require(read(Array(text.utf8)))
    #expect(value == jansson(Array(text.utf8)))
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "01", "-", "1.", ".5", "1e", "+1", "1 2", "[1,]", "[1", "{", "{\"a\"}",
    #"{"a":1,}"#, #"{"a":1,"a":2}"#, "\"a", "\"\\", "\"\\x\"", #""\u12""#, #""\u0000""#,
    #""\ud83d\ude00""#, "\"\u{1}\"", "1e999", "12345678901234567890", "NaN",
  ])
  func leavesWhatIsRareOrWrongToJansson(text: String) {
    #expect(read(Array(text.utf8)) == nil)
  }

  @Test func deepNestingIsLeftToJansson() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(read(nested(256)) != nil)
    #expect(read(nested(257)) == nil)
    #expect(try JSON(parsing: nested(1000)) == jansson(nested(1000)))
    #expect(throws: JSONError.self) { try JSON(parsing: nested(3000)) }
  }

  @Test func whatItReadsIsWhatJanssonReads() {
    let seeds = [
      #"{"id":"cmpl-1","model":"toy","choices":[{"text":" The answer is 42.\n","index":0}]}"#,
      #"[-0.6931471805599453,1.5e-3,0,-12,true,null,{"a\u00e9":"é😀","b":[1e5,2E+2]}]"#,
      #"{"a":{"b":{"c":[[],{},""]}},"d":"\\\"\t","n":9007199254740993,"z":0.1}"#,
    ].map { Array($0.utf8) }
    let letters = Array("{}[]\",:0123456789.eE+-\\untrfalse \u{e9}\u{1}".utf8)
    var generator = CounterGenerator(key: 7)
    var read = 0
    for round in 0..<20_000 {
      var text = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<text.count, using: &generator)
        let letter = letters[Int.random(in: 0..<letters.count, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: text[place] = letter
        case 1: text.insert(letter, at: place)
        default: text.remove(at: place)
        }
      }
      guard let value = self.read(text) else { continue }
      read += 1
      #expect(value == jansson(text), "\(String(decoding: text, as: UTF8.self))")
    }
    #expect(read > 1000)
  }

  @Test func doublesAreRoundedAsEverywhere() {
    var generator = CounterGenerator(key: 8)
    for _ in 0..<20_000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite, value.description.contains(where: { ".e".contains($0) }) else {
        continue
      }
      #expect(read(Array(value.description.utf8)) == .number(value))
    }
    for _ in 0..<20_000 {
      let text = "-\(generator.next() % 20).\(generator.next() % 10_000_000_000_000_000)"
      #expect(read(Array(text.utf8)) == Double(text).map { .number($0) })
    }
  }
}
