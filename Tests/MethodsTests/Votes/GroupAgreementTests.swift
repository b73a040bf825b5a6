import Methods
import Testing

struct GroupAgreementTests {
  @Test func theWorkedExamplesOfTSimilarity() throws {
    #expect(GroupAgreement.value(answers: ["A", "A", "B"], groups: ["1", "2", "3"]) == 1.0 / 3)
    let nine = Array(repeating: "A", count: 9) + ["B"]
    let one = ["A"] + Array(repeating: "B", count: 9)
    func groups(_ name: String) -> [String?] { Array(repeating: name, count: 10) }
    let alike = try #require(
      GroupAgreement.value(
        answers: nine + nine + nine, groups: groups("1") + groups("2") + groups("3")))
    #expect((alike - 0.82).magnitude < 1e-12)
    let apart = try #require(
      GroupAgreement.value(answers: nine + one, groups: groups("1") + groups("2")))
    #expect((apart - 0.18).magnitude < 1e-12)
  }

  @Test func samplesWithoutAnswerAgreeWithNone() {
    #expect(GroupAgreement.value(answers: ["A", nil], groups: ["1", "2"]) == 0)
    #expect(GroupAgreement.value(answers: ["A", "A"], groups: ["1", nil]) == nil)
    #expect(GroupAgreement.value(answers: [], groups: []) == nil)
  }
}
