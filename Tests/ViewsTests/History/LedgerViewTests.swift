import Records
import Testing

@testable import Views

/// Ledgers of several shards.
struct LedgerViewTests {
  @Test func countsOfOneNameAreAdded() throws {
    let first: JSON = ["records": ["read": 3, "dropped": ["tie": 1]], "samples": ["read": 8]]
    let second: JSON = [
      "records": ["read": 4, "dropped": ["tie": 2, "odd": 1]], "samples": ["read": 0],
    ]
    let sum = try #require(LedgerView.sum([first, second]))
    #expect(sum["records"]?["read"] == 7)
    #expect(sum["records"]?["dropped"] == ["tie": 3, "odd": 1])
    #expect(sum["samples"]?["read"] == 8)
    #expect(LedgerView.sum([first]) == first)
    #expect(LedgerView.sum([]) == nil)
  }
}
