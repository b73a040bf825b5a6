/// The fields of records and samples: their names, types and meanings, and the commands that write
/// them.
///
/// A command adds these fields to a record and no others; fields that are not listed here are carried
/// along. `inspect --schema` prints them, and the tables of Records.docc/RecordFields.md are made of
/// them.
package enum Schema {
  /// One field.
  package struct Field: Equatable, Sendable {
    package let name: String
    package let type: String
    /// The commands that write it, with commas between; empty for a member of another field.
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
    Field(
      "id", "string", "problems, propose",
      "identity of the problem; joins, cuts and random numbers go by it"
    ),
    Field(
      "prompt", "string or messages", "problems, propose",
      "what the model is asked; later commands never change it"),
    Field("reference", "string", "problems", "the gold answer, normalised"),
    Field("solution", "string", "problems", "the gold completion or worked solution"),
    Field("accepted", "[string]", "problems", "all answers that are correct, if there are several"),
    Field("tests", "object", "problems", "how verify tests a program"),
    Field("samples", "array", "sample, refine", "the completions of the problem"),
    Field(
      "next_index", "integer", "sample, refine",
      "the index of the next new sample, larger than every index used before"),
    Field("vote", "object", "vote", "the outcome of the vote of the samples"),
    Field(
      "solution_nll", "number", "score",
      "mean negative log-likelihood of the solution's tokens, in nats"),
    Field("scored_by", "string", "score", "the model that gave solution_nll"),
    Field(
      "lifted", "object", "lift", "where a lifted record comes from: id, index and more"),
    Field("meta", "object", "problems", "further fields of the data set, carried along"),
  ]

  /// What a sample may have.
  package static let sample = [
    Field(
      "index", "integer", "sample, refine",
      "number of the sample within its record; kept when other samples are dropped"),
    Field("text", "string", "sample, refine", "the completion as the model gave it"),
    Field(
      "reasoning", "string", "sample, refine", "what the model thought before the text, if it tells"
    ),
    Field(
      "finish", "string", "sample, refine",
      "why the completion ended: stop, length, filter or error"),
    Field(
      "finish_reason", "string", "sample, refine",
      "the server's word for the end, if it is another"),
    Field(
      "error", "string", "sample, refine", "why the request failed, where finish is error"),
    Field("model", "string", "sample, refine", "the model's name, as the server resolved it"),
    Field("seed", "integer", "sample, refine", "the seed that was sent to the model"),
    Field("tokens", "object", "sample, refine", "lengths in tokens"),
    Field(
      "logprob", "number", "sample, refine, score",
      "log-probability of the completion, in nats, at temperature 1: the sum over its tokens and, "
        + "where finish is stop, the end token"),
    Field(
      "token_logprobs", "[number]", "sample, refine, score",
      "the terms of logprob, one for each token"),
    Field(
      "nll", "number", "score, filter-by-DS-weight",
      "mean negative log-likelihood of a token, in nats"),
    Field("scored_by", "string", "score, filter-by-DS-weight", "the model that gave nll"),
    Field(
      "probs", "object", "score", "probability of each given word as the next one"),
    Field(
      "answer", "string", "vote, verify",
      "the answer found in the text, normalised; null if none was found"),
    Field("extractor", "string", "vote, verify", "the extractor that found the answer"),
    Field(
      "span", "[start, end]", "vote, verify",
      "where the answer is in the text, in UTF-8 bytes from 0, end excluded"),
    Field("majority", "boolean", "vote", "whether the sample gave the winning answer"),
    Field("soft", "number", "vote", "weight of the sample's answer as a soft label"),
    Field(
      "sympy", "boolean", "verify",
      "whether Math-Verify finds the answer equal to the reference; null if it cannot tell"),
    Field("sympy_verdict", "string", "verify", "the reason for sympy"),
    Field(
      "correct", "boolean", "verify",
      "whether the sample is correct; null means undecided, never wrong"),
    Field("verdict", "string", "verify", "the reason for correct"),
    Field("execution", "object", "verify", "how the tests or the judging program ran"),
    Field(
      "ds_weight", "number", "filter-by-DS-weight", "distribution-shift weight, at least 1"),
    Field("critiques", "array", "critique", "judgements of the sample"),
    Field("reward", "number", "verify, critique", "the reward that training on groups uses"),
    Field("parent", "integer", "refine", "index of the sample that this one revises"),
    Field(
      "prefix", "integer", "refine",
      "how many bytes at the beginning of the text the model was given"),
    Field("from", "string", "gather", "the name of the file that it was joined from"),
  ]

  /// What the objects among these fields hold, each under the path of its field.
  package static let members = [
    (
      "record.vote",
      [
        Field("answer", "string", "", "the winning answer; null if there is none"),
        Field("share", "number", "", "its share of all samples, abstentions included"),
        Field("margin", "number", "", "its share less that of the runner-up"),
        Field("entropy", "number", "", "entropy of the votes, in nats"),
        Field(
          "counts", "[{answer, count, weight, soft}]", "",
          "votes by answer, the most first; weight with --weight, soft with --soft"),
        Field("abstained", "integer", "", "how many samples did not vote"),
        Field("tie", "boolean", "", "whether several answers had the most votes"),
        Field("tie_rule", "string", "", "the rule that broke the tie, if one did"),
        Field(
          "agreement", "number", "", "with --agreement: how far groups of samples agree"),
        Field(
          "cross", "[{group, answer, share, tie}]", "",
          "with --cross: for each group, the vote of all others"),
      ]
    ),
    (
      "record.tests",
      [
        Field("setup", "string", "", "Python that runs before the program"),
        Field("prefix", "string", "", "code that the program may continue"),
        Field("entry_point", "string", "", "the function that a test calls"),
        Field("test_setup", "string", "", "Python that runs between the program and each assert"),
        Field("asserts", "[string]", "", "Python statements, each of them a test"),
        Field(
          "test", "string", "",
          "a script; its function check is called with entry_point, its unittest classes are run"),
        Field("cases", "[{input, output}]", "", "what a program reads, and what it must write"),
      ]
    ),
    (
      "sample.tokens",
      [
        Field("prompt", "integer", "", "tokens of the prompt; null if the server does not tell"),
        Field("completion", "integer", "", "tokens of the completion, likewise"),
      ]
    ),
    (
      "sample.execution",
      [
        Field("passed", "integer", "", "how many tests were passed"),
        Field("total", "integer", "", "how many tests there were"),
        Field("failed", "integer", "", "the first test that failed, from 0; null if none did"),
        Field("ending", "string", "", "how that test, or the last one, ended"),
        Field("log", "string", "", "the end of what the failed test wrote; null if none failed"),
        Field("block", "integer", "", "the block of code in the text that was run, from 0"),
      ]
    ),
    (
      "sample.critiques",
      [
        Field("kind", "string", "", "what was judged, as critique --kind or --ask names it"),
        Field("score", "number", "", "the score; null if none could be read"),
        Field("verdict", "string", "", "the word that decided, such as yes or first"),
        Field("step", "integer", "", "the first wrong step, from 1"),
        Field("against", "integer", "", "in a comparison: index of the other sample"),
        Field("of", "integer", "", "position, from 0, of the critique that this one judges"),
        Field("text", "string", "", "what the judge wrote; null if no text was asked for"),
        Field("model", "string", "", "the judge"),
      ]
    ),
  ]

  /// All fields by the path of their owner, records first.
  package static let owners = [("record", record), ("sample", sample)] + members

  /// What a field means, nil if no command writes it.
  /// - Parameter path: the whole path, such as `record.vote.share`.
  package static func meaning(of path: String) -> String? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let fields = owners.first { $0.0 == path[..<dot] }?.1
    return fields?.first { $0.name == path[path.index(after: dot)...] }?.meaning
  }
}
