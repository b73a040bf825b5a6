import Foundation
import Streams
import Testing

@testable import FilterKit

struct ArrayCutterTests {
  /// Cuts a text that comes in blocks of some size.
  private func elements(_ text: String, blocks size: Int) throws -> [ArrayCutter.Element]? {
    var cutter = ArrayCutter()
    let bytes = Array(text.utf8)
    var all: [ArrayCutter.Element] = []
    var origin = BlockOrigin(path: "f")
    for start in stride(from: 0, to: bytes.count, by: size) {
      let block = Array(bytes[start..<min(start + size, bytes.count)])
      guard let found = try cutter.cut(block, origin) else { return nil }
      all += found
      origin.line += block.count { $0 == 0x0A }
      origin.offset += block.count
    }
    try cutter.finish()
    return all
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func cutsAtTheCommasBetweenElements(size: Int) throws {
    let text = """
      [{"a":[1,{"b":"x,]\\"}"}]},
        7 , "s\\\\",
      {"c"
        :2}]

      """
    let found = try #require(try elements(text, blocks: size))
    #expect(
      found.map { String(decoding: $0.bytes, as: UTF8.self) } == [
        #"{"a":[1,{"b":"x,]\"}"}]}"#, "7 ", #""s\\""#, #"{"c"   :2}"#,
      ])
    #expect(found.map(\.line) == [0, 1, 1, 2])
    let offsets = ["{\"a\"", "7 ", "\"s", "{\"c\""].map { start in
      text.utf8.count - text[(text.range(of: start)?.lowerBound ?? text.endIndex)...].utf8.count
    }
    #expect(found.map(\.offset) == offsets)
  }

  @Test func noArrayIsLeftAlone() throws {
    #expect(try elements("{\"a\":1}\n", blocks: 100) == nil)
    #expect(try elements("\n", blocks: 100) == nil)
  }

  @Test func emptyArrays() throws {
    #expect(try elements("[]", blocks: 100)?.isEmpty == true)
    #expect(try elements(" \n[ \n ] \n", blocks: 100)?.isEmpty == true)
  }

  @Test(arguments: [
    ("[1,2", "f: the array is not closed"), ("[", "f: the array is not closed"),
    ("[1,,2]", "f: the array lacks an element"), ("[1,]", "f: the array lacks an element"),
    ("[,1]", "f: the array lacks an element"), ("[1] 2", "f: something follows the array"),
    ("[\"]", "f: the array is not closed"),
  ])
  func arraysWithoutForm(text: String, says: String) {
    #expect(throws: Failure(.badData, says)) { try elements(text, blocks: 100) }
  }

  @Test func theNextInputStartsAnew() throws {
    var cutter = ArrayCutter()
    #expect(try cutter.cut(Array("[1]\n".utf8), BlockOrigin(path: "a"))?.count == 1)
    #expect(try cutter.cut(Array("{}\n".utf8), BlockOrigin(path: "b")) == nil)
    #expect(try cutter.cut(Array("[1\n".utf8), BlockOrigin(path: "c"))?.count == 0)
    #expect(throws: Failure(.badData, "c: the array is not closed")) {
      try cutter.cut(Array("{}\n".utf8), BlockOrigin(path: "d"))
    }
  }
}
