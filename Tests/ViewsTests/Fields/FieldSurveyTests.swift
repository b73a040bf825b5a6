import Records
import Testing

@testable import Views

/// Which fields a stream has.
struct FieldSurveyTests {
  private func survey(_ lines: [String]) throws -> FieldSurvey {
    var survey = FieldSurvey()
    for line in lines { survey.take(try record(line)) }
    return survey
  }

  private func field(
    _ name: String, ofSamples: Bool = false, in survey: FieldSurvey
  ) throws -> FieldSurvey.Field {
    try #require(survey.fields(ofSamples: ofSamples).first { $0.name == name }).field
  }

  @Test func kindsPresenceAndRangesAreCounted() throws {
    let survey = try survey([
      #"{"id":"a","meta":{"level":3,"tag":null},"samples":[{"nll":0.5},{"nll":2}]}"#,
      #"{"id":"b","meta":{"level":-1.5},"list":[1,2.5],"samples":[{"text":"x"}]}"#,
    ])
    #expect((survey.records, survey.samples) == (2, 3))
    let level = try field("meta.level", in: survey)
    #expect(level.present == 2)
    #expect(level.range == -1.5...3)
    #expect(level.kinds[FieldSurvey.Kind.integer.rawValue] == 1)
    #expect(level.kinds[FieldSurvey.Kind.number.rawValue] == 1)
    #expect(try field("list", in: survey).kinds[FieldSurvey.Kind.numbers.rawValue] == 1)
    #expect(try field("meta.tag", in: survey).example.isEmpty, "null is no example")
    let loss = try field("nll", ofSamples: true, in: survey)
    #expect((loss.present, loss.range) == (2, 0.5...2))
  }

  @Test func aFieldOfSeveralObjectsInAListIsInTheRecordOnce() throws {
    let survey = try survey([#"{"critiques":[{"score":1},{"score":2},{}]}"#, #"{"critiques":[]}"#])
    #expect(try field("critiques.score", in: survey).present == 1)
    #expect(try field("critiques", in: survey).present == 2)
  }

  @Test func namesAreReadWithTheirEscapes() throws {
    let survey = try survey([#"{"\u0061b":1,"ab":2}"#.replacing("ab\":2", with: "c\":2")])
    #expect(survey.names == ["ab", "c"])
  }

  @Test func namesBeyondTheMostAreCounted() throws {
    let members = (0..<FieldSurvey.mostNames + 20).map { #""f\#($0)":1"# }.joined(separator: ",")
    let survey = try survey(["{\(members)}"])
    #expect(survey.names.count == FieldSurvey.mostNames)
    #expect(survey.unnamed == 20)
  }

  @Test func manyNamesInAnyOrderAreToldApart() throws {
    let names = (0..<100).map { "field\($0)" }
    let lines = (0..<20).map { turn in
      let order = names[(turn * 7 % 100)...] + names[..<(turn * 7 % 100)]
      return "{" + order.map { #""\#($0)":\#(turn)"# }.joined(separator: ",") + "}"
    }
    let survey = try survey(lines)
    #expect(survey.names.count == 100)
    for name in names { #expect(try field(name, in: survey).present == 20) }
  }
}
