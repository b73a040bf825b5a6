import Foundation
import Randomness
import Testing

/// What is lifted and regrouped is what it was, but for the fields that were set.
struct RegroupTests {
  private func line(_ number: Int, _ generator: inout CounterGenerator) -> String {
    let odd = [
      #""é\u00e9\/" "#, "1e400", "-0", "9007199254740993", "[ ]", #"{ "a" : null }"#, "0.10",
    ]
    let samples = (0..<Int.random(in: 0...4, using: &generator)).map { index in
      let more = odd.randomElement(using: &generator) ?? "1"
      let text = ["x", "", #"two\nlines"#, "é"].randomElement(using: &generator) ?? ""
      return #"{"index":\#(index * 3),"text":"\#(text)","more": \#(more)}"#
    }
    let last = odd.randomElement(using: &generator) ?? "1"
    return
      #"{"id":"r-\#(number)","prompt":"?","samples":[\#(samples.joined(separator: " ,"))],"z":\#(last)}"#
  }

  @Test(arguments: 0..<5)
  func regroupUndoesLift(_ seed: Int) throws {
    let folder = try Folder()
    var generator = CounterGenerator(key: UInt64(seed))
    let lines = (0..<40).map { line($0, &generator) + "\n" }
    try folder.write(lines.joined(), to: "in.jsonl")
    let result = try Shell.run(
      "lift samples in.jsonl -q | regroup --onto in.jsonl --set 'one=count()' --plain -q",
      in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.replacing(#/,"one":(null|[0-9.]+)/#, with: "") == lines.joined())
    #expect(result.text.contains(#""one":0.0"#))
    #expect(result.text.contains(#""one":null"#))
  }
}
