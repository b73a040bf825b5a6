import Records

/// What is known of a sample that metrics are computed from.
struct SampleFacts {
  let index: Int
  /// The answer in its normal form, nil if none was found, or none was looked for.
  let answer: String?
  /// Whether it is the reference.
  let isReference: Bool
  /// Whether somebody looked for an answer, which may be that none was found.
  let hasAnswer: Bool
  /// What verify says; nil if it is undecided, or has not been asked.
  let verdict: Bool?
  /// Whether verify has been asked.
  let hasVerdict: Bool
  /// What the critics say of it; nil if they do not.
  let score: Double?
  let isMajority: Bool?
  /// The index of the sample that it revises.
  let parent: Int?
  /// How many bytes of its parent it was given to go on from.
  let prefix: Int?
  /// The text, if it has one.
  let text: String?
  /// The tokens of the completion.
  let tokens: Int?
  /// Why it ended.
  let finish: String?

  /// Reads a sample.
  /// - Parameters:
  ///   - reference: the gold answer as it is written, if there is one.
  ///   - answers: knows the normal forms.
  ///   - scores: which critiques are read.
  init(
    _ sample: Sample, reference: String?, _ answers: inout NormalAnswers, scores: CritiqueScores
  ) throws(RecordError) {
    index = try sample.index
    let written = try sample.string("answer")
    let extractor = try written == nil ? nil : sample.string("extractor")
    answer = written.map { answers.form(of: $0, foundBy: extractor) }
    isReference =
      answer != nil && answer == reference.map { answers.form(of: $0, foundBy: extractor) }
    hasAnswer = try sample.value("answer") != nil
    verdict = try sample.boolean("correct")
    hasVerdict = try sample.value("correct") != nil
    score = try scores.score(of: sample)
    isMajority = try sample.boolean("majority")
    parent = try sample.integer("parent")
    prefix = try sample.integer("prefix")
    let value = try sample.value("text")
    text = value?.isString == true ? value?.string : nil
    let count = try sample.json("tokens")?["completion"]?.integer
    tokens = count.flatMap { 0...1 << 32 ~= $0 ? $0 : nil }
    finish = try sample.string("finish")
  }
}
