import Records
import Testing

@testable import DataSets

struct ProblemMakerTests {
  private func make(_ form: DataSetForm, _ line: String) throws -> ProblemMaker.Problem {
    try ProblemMaker(form, seed: 42).problem(of: try Record(line: line.utf8))
  }

  private func named(_ name: String) throws -> DataSetForm {
    try #require(DataSetForm.all.first { $0.name == name })
  }

  private func file(_ change: (inout DataSetForm) -> Void = { _ in }) -> DataSetForm {
    var form = DataSetForm(name: "file", summary: "", prompt: ["q"])
    change(&form)
    return form
  }

  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  // MARK: - Answers

  @Test(arguments: [
    ("true", "true"), ("false", "false"), ("12.0", "12"), (#""1,200""#, "1200"),
    (#""Paris""#, "Paris"),
    ("9007199254740993", "9007199254740993"),
  ])
  func oneAnswer(value: String, reference: String) throws {
    let problem = try make(file { $0.reference = "a" }, #"{"q":"?","a":\#(value)}"#)
    #expect(problem.reference == reference)
    #expect(problem.accepted.isEmpty)
  }

  @Test func aListOfAnswersIsAccepted() throws {
    let problem = try make(
      file { $0.reference = "answer.aliases" },
      #"{"q":"?","answer":{"value":"NYC","aliases":["New York","NYC","New York"]}}"#)
    #expect(problem.reference == "New York")
    #expect(problem.accepted == ["New York", "NYC"])
    let one = try make(file { $0.reference = "a" }, #"{"q":"?","a":["7"]}"#)
    #expect(one.reference == "7" && one.accepted.isEmpty)
  }

  @Test(arguments: [
    ("[]", "an empty list"), (#""""#, "is empty"), (#"" ""#, "is empty"), ("null", "is null"),
    (#"{"value":"x"}"#, "use one of a.value"), ("[[1]]", "no answers"),
  ])
  func whatIsNoAnswerIsRefused(value: String, reason: String) throws {
    let error = #expect(throws: RecordError.self) {
      try make(file { $0.reference = "a" }, #"{"q":"?","a":\#(value)}"#)
    }
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test func dottedNamesLeadInside() throws {
    let line = #"{"q":"?","reward_model":{"ground_truth":"34","style":"rule"},"a.b":"7"}"#
    #expect(try make(file { $0.reference = "reward_model.ground_truth" }, line).reference == "34")
    #expect(try make(file { $0.reference = "a.b" }, line).reference == "7")
    let error = #expect(throws: RecordError.self) {
      try make(file { $0.reference = "reward_model.truth" }, line)
    }
    #expect(error?.reason == "the field \"reward_model.truth\" is missing")
  }

  // MARK: - Prompts

  @Test func severalFieldsAreJoinedWithoutEmptyOnes() throws {
    var form = file()
    form.prompt = ["a", "b", "c"]
    #expect(try make(form, #"{"a":"One. ","b":"","c":"Two?"}"#).promptText == "One. Two?")
    #expect(try make(form, #"{"a":null,"c":"Two?"}"#).promptText == "Two?")
    #expect(throws: RecordError.self) { try make(form, #"{"a":" ","b":""}"#) }
    #expect(throws: RecordError.self) { try make(form, #"{"d":"x"}"#) }
    #expect(throws: RecordError.self) { try make(file(), #"{"q":7}"#) }
  }

  @Test func messagesStayAsTheyAre() throws {
    let messages = #"[{"role":"user","content":"\u0041"}]"#
    #expect(text(try make(file(), #"{"q":\#(messages)}"#).prompt) == messages)
  }

  // MARK: - Meta

  @Test func ownStreamsDoNotNestMeta() throws {
    let first = try make(file(), #"{"q":"?","n":1e400,"s":"x"}"#)
    #expect(text(first.meta) == #"{"n":1e400,"s":"x"}"#)
    var form = file()
    form.prompt = ["prompt"]
    let again = try make(form, #"{"id":"i","prompt":"?","meta":{"n":1e400,"id":"old"},"x":2}"#)
    #expect(text(again.meta) == #"{"x":2,"n":1e400,"id":"old"}"#)
    #expect(text(try make(form, #"{"prompt":"?","meta":{}}"#).meta) == nil)
    #expect(text(try make(form, #"{"prompt":"?","meta":7}"#).meta) == #"{"meta":7}"#)
  }

  // MARK: - Data sets

  @Test func mmlu() throws {
    let problem = try make(
      try named("mmlu"),
      #"{"question":"Why?","subject":"x","choices":["a","b","c","d"],"answer":2}"#)
    #expect(problem.promptText == "Why?\n\nA. a\nB. b\nC. c\nD. d")
    #expect(problem.reference == "C")
    #expect(text(problem.meta) == #"{"subject":"x"}"#)
  }

  @Test func gpqaIsShuffledByTheSeed() throws {
    let line =
      #"{"Question":"Why?","Correct Answer":"a","Incorrect Answer 1":"b","#
      + #""Incorrect Answer 2":"c","Incorrect Answer 3":"d","Explanation":"So."}"#
    let problem = try make(try named("gpqa"), line)
    let letter = try #require(problem.reference)
    #expect(problem.promptText.contains("\n\(letter). a"))
    #expect(problem.solution == "So.")
    let references = try (0..<20).map {
      try ProblemMaker(try named("gpqa"), seed: UInt64($0)).problem(
        of: try Record(line: line.utf8)
      ).reference
    }
    #expect(Set(references).count > 1)
  }

  @Test func arcAndAqua() throws {
    let arc = try make(
      try named("arc"),
      #"{"id":"x","question":"Why?","choices":{"text":["a","b"],"label":["1","2"]},"answerKey":"2"}"#
    )
    #expect(arc.reference == "B" && arc.id == "x")
    let aqua = try make(
      try named("aqua"),
      #"{"question":"Why?","options":["A)1","B)2"],"rationale":"So.","correct":"A"}"#)
    #expect(aqua.reference == "A" && aqua.promptText.hasSuffix("A. 1\nB. 2"))
  }

  @Test func humanEval() throws {
    let problem = try make(
      try named("humaneval"),
      #"{"task_id":"HumanEval/0","prompt":"def f(x):\n","entry_point":"f","#
        + #""canonical_solution":"    return x\n","test":"def check(candidate):\n    pass\n"}"#)
    #expect(problem.id == "HumanEval/0")
    #expect(problem.solution == "    return x\n")
    #expect(
      text(problem.tests)
        == #"{"prefix":"def f(x):\n","entry_point":"f","test":"def check(candidate):\n    pass\n"}"#
    )
  }

  @Test func mbppShowsItsTests() throws {
    let problem = try make(
      try named("mbpp"),
      #"{"task_id":2,"text":"Do it.","code":"x","test_list":["assert f()"],"test_setup_code":"a = 1","#
        + #""challenge_test_list":[]}"#)
    #expect(problem.promptText == "Do it.\n\nYour code should pass these tests:\n\nassert f()")
    #expect(text(problem.tests) == #"{"test_setup":"a = 1","asserts":["assert f()"]}"#)
    #expect(text(problem.meta) == #"{"challenge_test_list":[]}"#)
  }

  @Test func appsAndCodeContests() throws {
    let apps = try make(
      try named("apps"),
      #"{"problem_id":3,"question":"Add.","solutions":"[\"print(1)\",\"x\"]","starter_code":"","#
        + #""input_output":"{\"inputs\": [\"1\\n\"], \"outputs\": [\"1\\n\"]}"}"#)
    #expect(apps.solution == "print(1)" && apps.id == "3")
    #expect(text(apps.tests) == #"{"cases":[{"input":"1\n","output":"1\n"}]}"#)
    let contest = try make(
      try named("codecontests"),
      #"{"name":"n","description":"Add.","public_tests":{"input":["1"],"output":["2"]},"#
        + #""private_tests":{"input":[],"output":[]},"generated_tests":{"input":["3"],"output":["4"]},"#
        + #""solutions":{"language":[2,3],"solution":["int","print"]}}"#)
    #expect(contest.solution == "print")
    #expect(
      text(contest.tests)
        == #"{"cases":[{"input":"1","output":"2"},{"input":"3","output":"4"}]}"#)
  }

  @Test func namesOfFormsAreDifferent() {
    let names = DataSetForm.all.map(\.name)
    #expect(Set(names).count == names.count && !names.contains("file"))
  }
}
