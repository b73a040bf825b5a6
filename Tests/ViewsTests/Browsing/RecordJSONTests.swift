import FilterKit
import Records
import Testing

@testable import Views

/// Records that are passed on as JSON.
struct RecordJSONTests {
  private let line =
    #"{"id":"a","n":1e400,"meta":{"x":1},"samples":[{"index":0,"nll":1},{"index":4,"nll":2}]}"#

  private func json(_ samples: [Int]?, _ fields: [String]?) throws -> String {
    try RecordJSON.line(
      of: try record(line), samples: samples,
      fields: fields?.compactMap { FieldPath(argument: $0) })
  }

  @Test func aWholeRecordIsItsLine() throws {
    #expect(try json(nil, nil) == line + "\n")
  }

  @Test func samplesThatWereNotFoundAreLeftOut() throws {
    let left = line.replacing(#"{"index":0,"nll":1},"#, with: "")
    #expect(try json([1], nil) == left + "\n")
  }

  @Test func fieldsHaveTheirIDs() throws {
    #expect(try json(nil, ["meta.x"]) == #"{"id":"a","meta.x":1}"# + "\n")
    #expect(
      try json([1], ["nll"]) == #"{"id":"a","samples":[{"index":4,"nll":2}]}"# + "\n")
  }
}
