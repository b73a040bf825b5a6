import FilterKit
import Methods
import Records
import Streams

extension StreamStatistics {
  /// A sample as it is counted.
  private struct Judged {
    var answer: String?
    /// Nil while it is undecided, or nobody can say.
    var isCorrect: Bool?
  }

  /// Adds a record: a problem with samples, or a row to train on.
  package mutating func count(_ record: Record) throws(RecordError) {
    if try record.value("samples") == nil, try countRow(record) { return }
    let reference = try record.string("reference")
    let samples = try record.samples
    var judged: [Judged] = []
    var group = ProblemGroup()
    group.problems = 1
    group.samples = samples.count
    for sample in samples {
      let answer = try sample.string("answer")
      let isCorrect = try sample.isCorrect(answer, reference: reference)
      judged.append(Judged(answer: answer, isCorrect: isCorrect))
      let isJudged = try sample.value("correct") != nil
      let isAnswered = try sample.value("answer") != nil
      guard isJudged || (reference != nil && isAnswered) else { continue }
      group.judged += 1
      if isCorrect == nil { group.undecided += 1 }
      if isCorrect == true { group.right += 1 }
    }
    try countLengths(of: samples, in: &group)
    countVotes(judged, reference, in: &group)
    if let field = settings.field {
      groups[try Self.key(of: record, by: field), default: ProblemGroup()].add(group)
    }
    all.add(group)

    let hash = ContentHash.of(record.id ?? "#\(answers.offered)", seed: settings.seed)
    let elected = try countVote(record, reference)
    let answer = elected ?? Vote.tally(answers: judged.map(\.answer)).answer
    answers.add(hash: hash) { answer.map { KeptAnswer.of($0) } }
    if judged.contains(where: { $0.answer != nil }) {
      answerEntropy.add(Vote.tally(answers: judged.map(\.answer)).entropy)
    }
    try countVerifiers(samples, judged)
    try countRevisions(samples, judged)
    try keepTexts(of: samples, hash)
  }

  // MARK: - Answers

  private func countVotes(_ judged: [Judged], _ reference: String?, in group: inout ProblemGroup) {
    let answers = judged.map(\.answer)
    if let reference {
      group.elected = (Vote.tally(answers: answers).answer == reference ? 1 : 0, 1)
    }
    for k in Self.powers(upTo: judged.count) {
      if group.judged == judged.count,
        let pass = Accuracy.pass(at: k, correct: group.right, of: judged.count)
      {
        group.pass[k] = (pass, 1)
      }
      if let reference, answers.contains(where: { $0 != nil }),
        let majority = SubsetVote.accuracy(at: k, answers: answers, reference: reference)
      {
        group.majority[k] = (majority, 1)
      }
    }
  }

  /// Counts what vote wrote, and gives the winner.
  private mutating func countVote(
    _ record: Record, _ reference: String?
  ) throws(RecordError) -> String? {
    guard let vote = try record.vote else { return nil }
    let answer = vote["answer"]?.string
    if let value = vote["entropy"]?.double { entropy.add(value) }
    if let value = vote["margin"]?.double { margin.add(value) }
    if vote["tie"]?.boolean == true { ties += 1 }
    if let reference {
      votes.problems += 1
      if answer == reference { votes.right += 1 }
    }
    if let share = vote["share"]?.double, let reference, let answer {
      calibration.add(confidence: share, isCorrect: answer == reference)
    }
    return answer
  }

  private static func key(
    of record: Record, by field: FieldPath
  ) throws(RecordError) -> String {
    guard field.keys != ["all"] else { return "all" }
    let values = try field.values(in: record)
    guard let value = values.first else {
      throw RecordError("the field “\(field)” is missing\(hint(of: field, in: record))")
    }
    guard values.count == 1 else {
      throw RecordError("the field “\(field)” has \(values.count) values")
    }
    return value.string ?? value.text
  }

  /// Which field of a record, or of an object in it, was probably meant.
  private static func hint(of field: FieldPath, in record: Record) -> String {
    let members = (try? JSON(parsing: record.bytes))?.members ?? []
    let names = members.filter { $0.value.array == nil }.flatMap { member in
      [member.key] + (member.value.members ?? []).map { "\(member.key).\($0.key)" }
    }
    return NearestName.hint(field.description, among: names)
  }

  /// 1, 2, 4, … and the number itself.
  private static func powers(upTo count: Int) -> [Int] {
    var powers: [Int] = []
    var k = 1
    while k < count {
      powers.append(k)
      k *= 2
    }
    return count > 0 ? powers + [count] : []
  }

  // MARK: - Verifiers and revisions

  private mutating func countVerifiers(
    _ samples: [Sample], _ judged: [Judged]
  ) throws(RecordError) {
    var criticised: [(isCorrect: Bool, passes: Bool)] = []
    var elected: [(isCorrect: Bool, passes: Bool)] = []
    var right: Set<String> = []
    var hasTexts = true
    for (sample, judged) in zip(samples, judged) {
      let isMajority = try sample.boolean("majority")
      if try sample.value("text")?.isString != true { hasTexts = false }
      guard let isCorrect = judged.isCorrect else { continue }
      if let isMajority { elected.append((isCorrect, isMajority)) }
      if let score = try score(of: sample) {
        criticised.append((isCorrect, score >= settings.acceptScore ?? 0.5))
      }
      if isCorrect, let text = try sample.string("text") { right.insert(text) }
    }
    criticGap.add(criticised)
    voteGap.add(elected)
    if hasTexts, judged.contains(where: { $0.isCorrect != nil }) {
      balance.add(
        BalanceScore.score(
          correct: right.count, selected: samples.count, target: settings.target))
    }
  }

  /// What a sample's critics say of it: whether it is right, unless a score of all was asked for.
  private func score(of sample: Sample) throws(RecordError) -> Double? {
    guard try sample.value("critiques") != nil else { return nil }
    if settings.acceptScore != nil { return try sample.meanScore(kind: nil) }
    if let score = try sample.meanScore(kind: "yesno") { return score }
    return try sample.meanScore(kind: "step")
  }

  private mutating func countRevisions(
    _ samples: [Sample], _ judged: [Judged]
  ) throws(RecordError) {
    var places: [Int: Int] = [:]
    var revisions: [(place: Int, parent: Int)] = []
    for (place, sample) in samples.enumerated() {
      places[try sample.index] = place
      if let parent = try sample.integer("parent") { revisions.append((place, parent)) }
    }
    var pairs = Transitions.Pairs()
    for (place, parent) in revisions {
      guard let parent = places[parent], let before = judged[parent].isCorrect,
        let after = judged[place].isCorrect
      else { continue }
      pairs.add(before: before, after: after)
      guard !before else { continue }
      if let prefix = try samples[place].integer("prefix") {
        guard prefix > 0 else { continue }
        ownRepairs.all += 1
        if after { ownRepairs.right += 1 }
      } else {
        shownRepairs.all += 1
        if after { shownRepairs.right += 1 }
      }
    }
    transitions.add(pairs)
  }

  // MARK: - Texts

  private mutating func countLengths(
    of samples: [Sample], in group: inout ProblemGroup
  ) throws(RecordError) {
    for sample in samples {
      if let count = try sample.json("tokens")?["completion"]?.integer, 0...1 << 32 ~= count {
        group.tokens += count
        tokens.add(Double(count))
      }
      if let count = try sample.value("text").flatMap(Self.characters) {
        characters.add(Double(count))
      }
      if let finish = try sample.string("finish") {
        endings.known += 1
        if finish == "length" { endings.cutOff += 1 }
      }
    }
  }

  /// Unicode scalars: the bytes that do not continue one; nil if it is no string.
  private static func characters(of text: Value) -> Int? {
    var count: Int?
    text.withText { bytes in
      var sum = 0
      for place in bytes.indices where bytes[place] & 0xC0 != 0x80 { sum += 1 }
      count = sum
    }
    return count
  }

  private mutating func keepTexts(of samples: [Sample], _ hash: UInt64) throws(RecordError) {
    try texts.add(hash: hash) { () throws(RecordError) in
      var kept: [String] = []
      for sample in samples.prefix(Self.keptTexts.samples) {
        if let text = try sample.string("text") { kept.append(Self.beginning(of: text)) }
      }
      return kept
    }
  }

  private static func beginning(of text: String) -> String {
    guard text.utf8.count > keptTexts.bytes else { return text }
    return String(decoding: text.utf8.prefix(keptTexts.bytes), as: UTF8.self)
  }

  // MARK: - Rows

  /// Counts a row to train on; false if it is none.
  private mutating func countRow(_ record: Record) throws(RecordError) -> Bool {
    if let chosen = try record.value("chosen"), let rejected = try record.value("rejected") {
      let lengths = try (Self.content(chosen), Self.content(rejected))
      for text in [lengths.0, lengths.1] { characters.add(Double(text.unicodeScalars.count)) }
      pairs.all += 1
      if lengths.0.unicodeScalars.count > lengths.1.unicodeScalars.count { pairs.chosenLonger += 1 }
      keepRow([lengths.0], record)
    } else if let completion = try record.value("completion") {
      let text = try Self.content(completion)
      characters.add(Double(text.unicodeScalars.count))
      if let label = try record.boolean("label") {
        if label { labels.true += 1 } else { labels.false += 1 }
      }
      keepRow([text], record)
    } else if let completions = try record.json("completions")?.array {
      let texts = completions.compactMap(Self.content(of:))
      guard texts.count == completions.count else {
        throw RecordError("a completion is neither text nor messages")
      }
      for text in texts { characters.add(Double(text.unicodeScalars.count)) }
      keepRow(texts.prefix(Self.keptTexts.samples), record)
    } else {
      return false
    }
    rows += 1
    return true
  }

  private mutating func keepRow(_ content: some Sequence<String>, _ record: Record) {
    let hash = ContentHash.of(record.id ?? "#\(rows)", seed: settings.seed)
    texts.add(hash: hash) { content.map(Self.beginning(of:)) }
  }

  /// A string, or what the last of some messages says.
  private static func content(_ value: Value) throws(RecordError) -> String {
    if let text = value.string { return text }
    let tree = try? JSON(parsing: value.bytes)
    guard let text = tree.flatMap(content(of:)) else {
      throw RecordError("a completion is neither text nor messages", at: value.offset)
    }
    return text
  }

  /// The same of a tree; nil if it is neither.
  private static func content(of completion: JSON) -> String? {
    completion.string ?? completion.array?.last?["content"]?.string
  }
}
