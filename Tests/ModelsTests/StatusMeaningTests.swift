import Testing

@testable import Models

@Suite struct StatusMeaningTests {
  @Test func whatNoRowNamesIsTheRequestsFault() {
    for status in [400, 406, 411, 418, 422, 451] { #expect(StatusMeaning(status) == .rejected) }
  }

  @Test(arguments: [
    ("rate_limit_exceeded", 429), ("resource_exhausted", 429), ("overloaded_error", 529),
    ("insufficient_quota", 402), ("batch_expired", 409), ("invalid_api_key", 401),
  ])
  func wordsStandForStatuses(word: String, status: Int) {
    #expect(StatusMeaning.status(of: word) == status)
  }

  @Test func aWordThatIsNotKnownStandsForNone() {
    #expect(StatusMeaning.status(of: "invalid_request_error") == nil)
  }
}
