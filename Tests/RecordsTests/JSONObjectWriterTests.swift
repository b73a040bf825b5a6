import Testing

@testable import Records

@Suite struct JSONObjectWriterTests {
  private func text(_ addMembers: (inout JSONObjectWriter) -> Void) -> String {
    var output = Array("before ".utf8)
    JSONObjectWriter.write(to: &output, addMembers)
    return String(decoding: output, as: UTF8.self)
  }

  @Test func membersComeInTheirOrder() {
    let written = text { object in
      object.add("text", "a \"word\"\n")
      object.add("share", 0.5)
      object.add("count", -3)
      object.add("tie", false)
      object.add("tree", ["a": [1, nil]])
    }
    #expect(
      written
        == #"before {"text":"a \"word\"\n","share":0.5,"count":-3,"tie":false,"tree":{"a":[1,null]}}"#
    )
  }

  @Test func nilIsNull() {
    let written = text { object in
      object.add("text", String?.none)
      object.add("number", Double?.none)
      object.add("count", Int?.none)
      object.add("truth", Bool?.none)
    }
    #expect(written == #"before {"text":null,"number":null,"count":null,"truth":null}"#)
  }

  /// Commas stand between members at every depth.
  @Test func objectsMayBeNested() {
    let written = text { object in
      object.add("first") { $0.add("a", 1) }
      object.add("list", [1, 2]) { element, number in
        element.add("n", number)
        element.add("square", number * number)
      }
      object.add("none", [Int]()) { element, number in element.add("n", number) }
      object.add("empty") { _ in }
      object.add("last", true)
    }
    #expect(
      written
        == #"before {"first":{"a":1},"list":[{"n":1,"square":1},{"n":2,"square":4}],"none":[],"#
        + #""empty":{},"last":true}"#)
  }

  /// What is written is what the tree of the same members writes.
  @Test(arguments: [0, 1, -1, 0.1, 1e300, 2.5e-300, 123_456_789.125])
  func numbersAreWrittenAsInTrees(number: Double) {
    let tree: JSON = ["n": .number(number), "i": .integer(.min)]
    #expect(
      text {
        $0.add("n", number)
        $0.add("i", Int.min)
      } == "before " + tree.text)
  }
}
