import FilterKit
import Records
import Testing

@testable import Views

/// Which records and samples are found.
struct FinderTests {
  private let line = """
    {"id":"p-1","meta":{"level":2},"reference":"7","samples":\
    [{"index":4,"answer":"7","correct":true},{"index":5,"answer":"8","correct":false}]}
    """

  private func samples(
    _ conditions: [String], sample: String? = nil, ids: [String] = []
  ) throws -> String {
    var finder = Finder(
      ids: ids, conditions: try conditions.map { try #require(FieldCondition(argument: $0)) },
      sample: sample.flatMap(SampleChoice.init(argument:)))
    guard let match = try finder.match(try record(line)) else { return "nothing" }
    return match.samples.map { "\($0)" } ?? "the record"
  }

  @Test func conditionsOnSamplesChooseSamples() throws {
    #expect(try samples(["correct=false"]) == "[1]")
    #expect(try samples(["correct=false", "answer=7"]) == "nothing", "one sample holds both")
    #expect(try samples(["samples.index>=4"]) == "[0, 1]")
  }

  @Test func conditionsOnTheRecordShowItWhole() throws {
    #expect(try samples(["meta.level=2"]) == "the record")
    #expect(try samples(["meta.level=3"]) == "nothing")
    #expect(try samples(["record.reference=7"]) == "the record")
  }

  @Test func aSampleIsFoundByItsIndex() throws {
    #expect(try samples([], sample: "5") == "[1]")
    #expect(try samples([], sample: "p-1/4") == "[0]")
    #expect(try samples([], sample: "p-2/4") == "nothing")
    #expect(try samples([], sample: "1") == "nothing", "indices are not places")
  }

  @Test func anIDThatIsNotThereHasItsNearest() throws {
    var finder = Finder(ids: ["p-2"], conditions: [], sample: nil)
    #expect(try finder.match(try record(line)) == nil)
    #expect(!finder.isDone)
    #expect(finder.missing.map(\.nearest) == ["p-1"])
    var found = Finder(ids: ["p-1"], conditions: [], sample: nil)
    #expect(try found.match(try record(line)) != nil)
    #expect(found.isDone)
  }

  @Test func aFieldThatNothingHasIsUnseen() throws {
    let conditions = ["corect=false", "answer=7"].compactMap(FieldCondition.init(argument:))
    var finder = Finder(ids: [], conditions: conditions, sample: nil)
    _ = try finder.match(try record(line))
    #expect(finder.unseen.map(\.description).contains("corect"))
  }

  /// A condition that fails does not keep the next one from seeing that its field is there.
  @Test func allConditionsLookForTheirFields() throws {
    let conditions = ["meta.level=9", "reference=7", "answer=7"].compactMap(
      FieldCondition.init(argument:))
    var finder = Finder(ids: [], conditions: conditions, sample: nil)
    #expect(try finder.match(try record(line)) == nil)
    #expect(finder.unseen.isEmpty)
  }

  @Test(arguments: ["", "x", "-1", "a/", "a/b", "/"]) func noSample(_ text: String) {
    #expect(SampleChoice(argument: text) == nil)
  }
}
