import Checkpoints
import Records

extension OpenModel {
  /// The requests for the likelihoods of a record's samples; the end of one counts unless it was
  /// cut off, or the model cannot tell.
  package func scoreSamples(of record: Record) throws(RecordError) -> [ModelRequest] {
    let samples = try record.samples
    guard !samples.isEmpty else { return [] }
    let prompt = try rendering.prompt(of: record)
    return try samples.map { sample throws(RecordError) in
      let text = try sample.need("text", try sample.string("text"))
      let isWhole = (try sample.string("finish") ?? Finish.stop.rawValue) == Finish.stop.rawValue
      return .score(prompt, completion: text, ended: isWhole && model.scoresEnd)
    }
  }

  /// The request for the likelihood of a record's solution, its end included if the model can tell.
  package func scoreSolution(of record: Record) throws(RecordError) -> ModelRequest {
    let text = try record.need("solution", try record.string("solution"))
    return .score(try rendering.prompt(of: record), completion: text, ended: model.scoresEnd)
  }
}

extension ModelReply {
  /// The mean negative log-likelihood of a token in nats; nil if there is no score.
  /// - Parameter withPrompt: counts the prompt's tokens after its first too.
  package func meanLoss(withPrompt: Bool) -> Double? {
    guard case .score(let score) = self else { return nil }
    let logprobs = (withPrompt ? score.promptLogprobs : []) + score.tokenLogprobs
    return logprobs.isEmpty ? nil : -logprobs.reduce(0, +) / Double(logprobs.count)
  }
}

extension RecordEdit {
  /// Sets what a score says of a sample: `logprob`, `nll`, `scored_by`, maybe `token_logprobs`.
  package mutating func setScore(
    _ reply: ModelReply, withPrompt: Bool, logprobs: Bool, _ model: String, ofSample number: Int
  ) {
    let loss = reply.meanLoss(withPrompt: withPrompt)
    var tokens: [Double]?
    if case .score(let score) = reply { tokens = score.tokenLogprobs }
    set("logprob", ofSample: number, tokens.map { .number($0.reduce(0, +)) } ?? .null)
    set("nll", ofSample: number, loss.map { .number($0) } ?? .null)
    set("scored_by", ofSample: number, .string(model))
    guard logprobs else { return }
    set(
      "token_logprobs", ofSample: number, tokens.map { .array($0.map { .number($0) }) } ?? .null)
  }
}
