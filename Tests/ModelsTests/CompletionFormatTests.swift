import Checkpoints
import Records
import Testing

@testable import Models

@Suite struct CompletionFormatTests {
  private let messages = Prompt.messages([Message(role: "user", content: "hi\n")])

  @Test func onlyWhatIsSetIsSent() {
    var settings = SamplingSettings()
    settings.topK = 3
    settings.stop = ["\n"]
    let dialect = ServerDialect(omitted: [.logprobs])
    let call = CompletionFormat.call(messages, settings, seed: 9, model: "m", dialect)
    #expect(call.path == "/chat/completions")
    #expect(
      call.body.text
        == #"{"model":"m","messages":[{"role":"user","content":"hi\n"}],"#
        + #""top_k":3,"max_tokens":512,"seed":9,"stop":["\n"]}"#)
    let words = CompletionFormat.wordsCall(messages, model: "m", dialect).body
    #expect(words["top_logprobs"] == 20 && words["logprobs"] == true && words["max_tokens"] == 1)
    #expect(CompletionFormat.wordsCall(.text("a"), model: "m", dialect).body["logprobs"] == 20)
  }

  @Test func theUsualSettingsAreSaidToServersWithOthers() {
    let kinds: [(ServerKind, Bool)] = [(.vLLM, true), (.llamaCpp, true), (.openAI, false)]
    for (kind, isSaid) in kinds {
      let dialect = ServerDialect(kind: kind)
      let call = CompletionFormat.call(messages, SamplingSettings(), seed: 1, model: "m", dialect)
      #expect((call.body["temperature"] != nil) == isSaid)
      #expect((call.body["top_p"] != nil) == isSaid)
    }
  }

  @Test func aBodyIsMerged() throws {
    let body = try JSON(
      parsing:
        #"{"max_tokens":null,"max_completion_tokens":9,"seed":4,"reasoning":{"effort":"low"}}"#)
    let dialect = ServerDialect(omitted: [.logprobs], body: body)
    let call = CompletionFormat.call(messages, SamplingSettings(), seed: 1, model: "m", dialect)
    #expect(
      call.body.text
        == #"{"model":"m","messages":[{"role":"user","content":"hi\n"}],"seed":4,"#
        + #""max_completion_tokens":9,"reasoning":{"effort":"low"}}"#)
  }
}
