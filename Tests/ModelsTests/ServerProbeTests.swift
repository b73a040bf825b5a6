import Checkpoints
import Models
import Records
import Stubs
import Testing

@Suite struct ServerProbeTests {
  /// What is found out about a toy.
  private func found(
    _ toy: ToyModel, faults: [(fault: StubFault, share: Double)] = []
  ) throws -> ServerAbilities {
    let script = StubScript(model: toy, faults: faults)
    let server = try StubServer { request, _ in script.react(request) }
    defer { server.stop() }
    var settings = ServerSettings(urls: [server.url])
    settings.retry.firstPause = 0.001
    return try #require(try HTTPModel(settings).found)
  }

  @Test func aServerThatCanEverythingIsKnownForIt() throws {
    let abilities = try found(ToyModel(owner: "vllm"))
    #expect(
      abilities.json.text
        == #"{"server":"vllm","n":true,"seed":true,"logprobs":true,"stop":true,"#
        + #""prompt_logprobs":"echo","prefill":true}"#)
    #expect(abilities.warnings.isEmpty)
  }

  @Test func aServerThatIgnoresEverythingIsKnownForIt() throws {
    let abilities = try found(ToyModel(abilities: []))
    #expect(
      abilities.json.text
        == #"{"server":"unknown","n":false,"seed":false,"logprobs":false,"stop":false,"#
        + #""prompt_logprobs":false,"prefill":false}"#)
    #expect(abilities.warnings.count == 2)
  }

  @Test func scoresAreTakenFromPromptLogprobsWhereThereIsNoEcho() throws {
    let abilities = Set(StubAbility.allCases).subtracting([.echo])
    #expect(try found(ToyModel(abilities: abilities)).promptLogprobs == "prompt_logprobs")
  }

  @Test func aTrialThatFailsOnceIsRepeated() throws {
    let abilities = try found(ToyModel(), faults: [(.failure, 0.15), (.null, 0.1)])
    #expect(abilities.seed == true)
  }

  @Test(arguments: [StubAbility.echo, .promptLogprobs])
  func bothWaysOfScoringGiveTheSameNumbers(missing: StubAbility) throws {
    let script = StubScript(
      model: ToyModel(abilities: Set(StubAbility.allCases).subtracting([missing])))
    let server = try StubServer { request, _ in script.react(request) }
    defer { server.stop() }
    let model = try HTTPModel(ServerSettings(urls: [server.url]))
    let replies = try model.answers(to: [
      .score(.text("One and"), completion: " two more", ended: false)
    ])
    guard case .score(let score) = replies[0] else {
      Issue.record("\(replies)")
      return
    }
    #expect(score.promptLogprobs == [ToyModel.logprob(" and", after: "One")])
    #expect(
      score.tokenLogprobs == [
        ToyModel.logprob(" two", after: " and"), ToyModel.logprob(" more", after: " two"),
      ])
  }

  @Test func whatAServerCannotIsRefusedByName() throws {
    let script = StubScript(model: ToyModel(abilities: [.seed]))
    let server = try StubServer { request, _ in script.react(request) }
    defer { server.stop() }
    let model = try HTTPModel(ServerSettings(urls: [server.url]))
    let error = #expect(throws: ModelError.self) {
      try model.answers(to: [.score(.text("a"), completion: " b", ended: false)])
    }
    #expect(error?.description.contains("cannot score a given text") == true)
    var sampling = SamplingSettings()
    sampling.logprobs = true
    let other = #expect(throws: ModelError.self) {
      try model.answers(to: [.complete(.text("a"), sampling, seed: 0)])
    }
    #expect(
      other?.description.hasSuffix("gives no log-probabilities: leave out --logprobs") == true)
    let begun = [Message(role: "user", content: "?"), Message(role: "assistant", content: "It")]
    let replies = try model.answers(to: [.complete(.messages(begun), SamplingSettings(), seed: 0)])
    #expect(replies == [.failed("the server cannot go on with an answer that was begun")])
  }

  @Test(arguments: [
    ("vllm", #""top_k":-1,"min_p":0.0,"repetition_penalty":1.0"#),
    ("llamacpp", #""top_k":0,"min_p":0.0,"repeat_penalty":1.0"#),
    ("openai", #""seed":3,"logprobs":1"#),
  ])
  func whatChangesTheDistributionIsSwitchedOffWhereTheServerIsKnown(owner: String, sent: String)
    throws
  {
    let script = StubScript(model: ToyModel(owner: owner))
    let server = try StubServer { request, _ in script.react(request) }
    defer { server.stop() }
    let model = try HTTPModel(ServerSettings(urls: [server.url]))
    _ = try model.answers(to: [.complete(.text("a"), SamplingSettings(), seed: 3)])
    #expect(server.requests.last?.body.text.contains(sent) == true)
  }
}
