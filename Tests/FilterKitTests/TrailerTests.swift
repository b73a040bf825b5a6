import FilterKit
import Records
import Streams
import Testing

@Suite struct TrailerTests {
  @Test func aTrailerReadsBackAsItWasWritten() throws {
    let trailer = Trailer(
      totals: Totals(lines: 3, bytes: 40, hash: 0x00AB_0000_0000_0001), ledger: ["read": 3],
      history: [["filter": "vote", "inputs": []]])
    #expect(try Trailer(parsing: trailer.bytes) == trailer)
  }

  @Test(arguments: [
    "{}", "[", #"{"version":2,"totals":{"lines":0,"bytes":0,"xxh64":"0"},"history":[]}"#,
    #"{"version":1,"totals":{"lines":0,"bytes":0,"xxh64":"x"},"history":[]}"#,
    #"{"version":1,"totals":{"lines":0,"bytes":0,"xxh64":"0"}}"#,
  ])
  func whatIsNoTrailerIsRefused(text: String) {
    #expect(throws: RecordError.self) { try Trailer(parsing: Array(text.utf8)) }
  }
}
