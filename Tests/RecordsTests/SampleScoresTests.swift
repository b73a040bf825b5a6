import Records
import Testing

@Suite struct SampleScoresTests {
  private static func sample(_ json: String) throws -> Sample {
    try Record(line: Array(#"{"samples":[\#(json)]}"#.utf8)).samples[0]
  }

  @Test func scoresAreAveragedByKindAndZeroIsAScore() throws {
    let sample = try Self.sample(
      #"{"critiques":[{"kind":"a","score":0},{"kind":"a","score":null},{"kind":"b","score":4}]}"#)
    #expect(try sample.meanScore(kind: nil) == 2)
    #expect(try sample.meanScore(kind: "a") == 0)
    #expect(try sample.meanScore(kind: "c") == nil)
    #expect(try sample.measure("score") == 2)
  }

  @Test func aMeanThatIsTooLargeIsAnError() throws {
    let sample = try Self.sample(#"{"critiques":[{"score":1e308},{"score":1e308}]}"#)
    #expect(throws: RecordError.self) { try sample.meanScore(kind: nil) }
  }

  @Test func aMeasureIsANumberOrATruthValue() throws {
    let sample = try Self.sample(#"{"reward":0.0,"correct":true,"nll":null,"text":"x"}"#)
    #expect(try sample.measure("reward") == 0)
    #expect(try sample.measure("correct") == 1)
    #expect(try sample.measure("nll") == nil)
    #expect(try sample.measure("missing") == nil)
    #expect(throws: RecordError.self) { try sample.measure("text") }
  }
}
