/// The fields of records and samples: what they are called, who writes them, what they mean.
///
/// A command adds to a record what stands here and nothing else; fields that do not stand here are
/// carried along.
package enum Schema {
  /// One field.
  package struct Field: Equatable, Sendable {
    package let name: String
    package let type: String
    /// The commands that write it.
    package let writers: String
    package let meaning: String

    fileprivate init(_ name: String, _ type: String, _ writers: String, _ meaning: String) {
      self.name = name
      self.type = type
      self.writers = writers
      self.meaning = meaning
    }
  }

  /// What a record may have: a problem with all its samples.
  package static let record = [
    Field("id", "string", "problems", "joins, seeds and the choice of holdout go by it"),
    Field("prompt", "string or messages", "problems", "what is asked; never changed"),
    Field("reference", "string", "problems", "the gold answer, normalised"),
    Field("solution", "string", "problems", "the gold completion or worked solution"),
    Field("accepted", "[string]", "problems", "all answers that are correct, if there are several"),
    Field(
      "tests", "object", "problems",
      "how verify runs a program: setup, prefix, entry_point, test_setup, asserts, test, cases"),
    Field("samples", "array", "sample, refine", "see below"),
    Field("next_index", "integer", "sample", "larger than every index that was ever used"),
    Field(
      "vote", "object", "vote",
      "answer, share, margin, entropy (nats), counts, abstained, tie, tie_rule, cross; counts most "
        + "frequent first"),
    Field("solution_nll", "number", "score", "mean loss of the solution's tokens, in nats"),
    Field("scored_by", "string", "score", "the model that solution_nll is of"),
    Field("meta", "object", "anyone", "carried along"),
  ]

  /// What a sample may have.
  package static let sample = [
    Field("index", "integer", "sample", "never renumbered, also when samples are dropped"),
    Field("text", "string", "sample", "as the model gave it"),
    Field(
      "reasoning", "string", "sample, refine", "what the model thought before the text, if it tells"
    ),
    Field("finish", "string", "sample", "why it ended: stop, length, filter, error"),
    Field("finish_reason", "string", "sample", "the server's word for the end, if it is another"),
    Field("error", "string", "sample", "why the request failed, with finish error"),
    Field("model", "string", "sample", "the model as the server resolved it"),
    Field("seed", "integer", "sample", "the seed that was sent"),
    Field("tokens", "object", "sample", "lengths: prompt, completion; null if not told"),
    Field(
      "logprob", "number", "sample, score",
      "sum over its tokens, and the end's if finish is stop, in nats, untempered"),
    Field("token_logprobs", "[number]", "sample, score", "the same, token by token"),
    Field("nll", "number", "score, filter-by-DS-weight", "mean loss of a token, in nats"),
    Field("scored_by", "string", "score, filter-by-DS-weight", "the model that nll is of"),
    Field("probs", "object", "score", "the probability of given words as the next one"),
    Field("answer", "string", "vote, verify", "extracted and normalised; null if none is found"),
    Field("extractor", "string", "vote, verify", "which extractor found it"),
    Field("span", "[start, end]", "vote, verify", "where, in UTF-8 bytes of the text"),
    Field("majority", "boolean", "vote", "has the winning answer"),
    Field("soft", "number", "vote", "the weight of its answer as a label"),
    Field("sympy", "boolean", "verify", "whether Math-Verify finds it equal; null if unknown"),
    Field("sympy_verdict", "string", "verify", "why sympy is what it is"),
    Field("correct", "boolean", "verify", "null if undecided; undecided is never wrong"),
    Field("verdict", "string", "verify", "why correct is what it is"),
    Field(
      "execution", "object", "verify",
      "passed, total, failed (the first, from 0), ending, log, block (of the text, from 0); of tests "
        + "or of the judging program"),
    Field("ds_weight", "number", "filter-by-DS-weight", "distribution-shift weight, at least 1"),
    Field(
      "critiques", "array", "critique", "kind, score, verdict, step, against, of, text, model"),
    Field("reward", "number", "verify, critique", "what training on groups uses"),
    Field("parent", "integer", "refine", "the index of the sample that it revises"),
    Field("prefix", "integer", "refine", "how many bytes of the text the model was given"),
  ]
}
