import Answers
import FilterKit
import Methods
import Prompts
import Records

/// Makes the rows of one record, with the options by themselves: what parses them is too slow to be
/// asked for each sample.
struct RowMaker: Sendable {
  let form: RowForm
  let rule: RowRule
  let selection: SampleSelection
  let revisions: Bool
  let by: Expression
  let label: Expression
  let weight: Expression?
  let baseline: Advantage.Baseline
  let deviation: Advantage.Deviation
  let prompts: RowPrompts
  let completion: Rendering?
  let masks: [Pattern]

  /// A sample that makes a row, or a part of one.
  private struct Candidate {
    var sample: Sample
    var text: String
    var isEnded: Bool
    /// The reward, of groups and advantages.
    var reward = 0.0
  }

  // MARK: - Samples

  /// The rows of a record's samples.
  func rows(of record: Record) throws(RecordError) -> Outcome {
    let id = try record.need("id", try record.string("id"))
    _ = try record.samples
    let scope = try RecordScope(record)
    var rows = Rows(unused: "not-used")
    let candidates = try candidates(in: scope, &rows)
    switch form {
    case .group:
      for group in try groups(candidates, in: scope) { try add(group, id, scope, &rows) }
    case .advantage:
      for group in try groups(candidates, in: scope) { try addAdvantages(group, id, scope, &rows) }
    case .sft, .messages, .kto:
      for candidate in candidates { try add(candidate, id, scope, &rows) }
    }
    return rows.count > 0 ? .rows(rows) : rows.dropped(or: "no-samples")
  }

  /// The samples that may make rows; the others are counted.
  private func candidates(
    in scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) -> [Candidate] {
    let taken = try selection.taken(in: scope)
    var candidates: [Candidate] = []
    for sample in scope.samples {
      guard taken[sample.number] else {
        rows.drop("not-only")
        continue
      }
      if revisions, try scope.parent(of: sample.number) == nil {
        rows.drop("no-parent")
        continue
      }
      let finish = try sample.string("finish")
      let own = try sample.need("text", try sample.string("text"))
      if let reason = rule.reason(finish: finish, isEmpty: own.isEmpty) {
        rows.drop(reason.rawValue)
        continue
      }
      var candidate = Candidate(
        sample: sample, text: try text(of: sample, own, in: scope),
        isEnded: RowRule.isEnded(finish: finish))
      guard !candidate.text.isEmpty else {
        rows.drop(RowRule.Reason.empty.rawValue)
        continue
      }
      if form == .group || form == .advantage {
        guard let reward = try by.value(of: sample.number, in: scope) else {
          rows.drop("no-value")
          continue
        }
        candidate.reward = reward
      }
      candidates.append(candidate)
    }
    return candidates
  }

  /// What is to be learned of a sample.
  private func text(
    of sample: Sample, _ own: String, in scope: RecordScope
  ) throws(RecordError) -> String {
    guard let completion else { return own }
    let shown = try shown(of: sample, in: scope)
    guard case .text(let text) = try completion.prompt(of: shown, in: scope.record) else {
      return own
    }
    return text
  }

  /// All candidates, or of revisions those of each sample that is revised.
  private func groups(
    _ candidates: [Candidate], in scope: RecordScope
  ) throws(RecordError) -> [[Candidate]] {
    guard revisions else { return candidates.isEmpty ? [] : [candidates] }
    var groups: [Int: [Candidate]] = [:]
    for candidate in candidates {
      guard let parent = try scope.parent(of: candidate.sample.number) else { continue }
      groups[parent, default: []].append(candidate)
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  // MARK: - Rows

  private func add(
    _ candidate: Candidate, _ id: String, _ scope: RecordScope, _ rows: inout Rows,
    advantage: Double? = nil
  ) throws(RecordError) {
    let place = candidate.sample.number
    let weight = try weight?.value(of: place, in: scope)
    if self.weight != nil, weight == nil { return rows.drop("no-weight") }
    let label = form == .kto ? try label.value(of: place, in: scope) : nil
    if form == .kto, label == nil { return rows.drop("no-label") }
    let id = "\(try self.id(id, of: place, in: scope))/\(try candidate.sample.index)"
    let prompt = try prompt(for: candidate.sample, in: scope)
    write(prompt, candidate.text, id, to: &rows) { row in
      if let label { row.add("label", .boolean(label != 0)) }
      if let advantage { row.add("advantage", .number(advantage)) }
      if let weight { row.add("weight", .number(weight)) }
      if !masks.isEmpty { row.add("span_weights", spans(in: candidate.text)) }
      if rule.takesTruncated { row.add("ended", .boolean(candidate.isEnded)) }
    }
    rows.samples += 1
  }

  private func addAdvantages(
    _ group: [Candidate], _ id: String, _ scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) {
    let advantages = Advantage.values(
      of: group.map(\.reward), baseline: baseline, deviation: deviation)
    for (place, candidate) in group.enumerated() {
      guard let advantages else {
        rows.drop("no-baseline")
        continue
      }
      try add(candidate, id, scope, &rows, advantage: advantages[place])
    }
  }

  /// Adds one row of a group.
  private func add(
    _ group: [Candidate], _ id: String, _ scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) {
    let first = group[0].sample
    let weight = try weight?.value(of: revisions ? first.number : nil, in: scope)
    if self.weight != nil, weight == nil {
      for _ in group { rows.drop("no-weight") }
      return
    }
    let prompt = try revisions ? prompt(for: first, in: scope) : prompts.prompt(of: scope.record)
    let id = try self.id(id, of: first.number, in: scope)
    rows.append { row in
      row.add("id", .string(id))
      row.add("prompt", text: prompt.text)
      row.add("completions", .array(group.map { prompt.completion($0.text) }))
      row.add("rewards", .array(group.map { .number($0.reward) }))
      if let weight { row.add("weight", .number(weight)) }
      if !masks.isEmpty { row.add("span_weights", .array(group.map { spans(in: $0.text) })) }
      if rule.takesTruncated { row.add("ended", .array(group.map { .boolean($0.isEnded) })) }
    }
    rows.samples += group.count
  }

  /// The id of what a row's samples have in common: the record, or the sample that is revised.
  private func id(
    _ id: String, of place: Int, in scope: RecordScope
  ) throws(RecordError) -> String {
    guard revisions, let parent = try scope.parent(of: place) else { return id }
    return "\(id)/\(try scope.samples[parent].index)"
  }

  private func prompt(
    for sample: Sample, in scope: RecordScope
  ) throws(RecordError) -> RowPrompt {
    try prompts.prompt(of: scope.record, shown(of: sample, in: scope))
  }

  /// What templates see: the sample, or of a revision what it revises and itself.
  private func shown(
    of sample: Sample, in scope: RecordScope
  ) throws(RecordError) -> [String: Sample] {
    guard revisions, let parent = try scope.parent(of: sample.number) else {
      return ["sample": sample]
    }
    return ["sample": scope.samples[parent], "revision": sample]
  }

  private func write(
    _ prompt: RowPrompt, _ text: String, _ id: String, to rows: inout Rows,
    more: (inout JSONObjectWriter) -> Void
  ) {
    rows.append { row in
      row.add("id", .string(id))
      if form == .messages {
        row.add("messages", prompt.conversation(text))
      } else {
        row.add("prompt", text: prompt.text)
        row.add("completion", prompt.completion(text))
      }
      more(&row)
    }
  }

  /// What the masks find, as spans of weight 0 in UTF-8 bytes.
  private func spans(in text: String) -> JSON {
    var spans: [Range<Int>] = []
    for mask in masks { spans += mask.matches(in: text) }
    spans.sort { $0.lowerBound < $1.lowerBound }
    return .array(
      spans.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound)), 0] })
  }

  // MARK: - Solutions and words

  /// The row of a record's solution.
  func solutionRow(of record: Record) throws(RecordError) -> Outcome {
    guard let solution = try record.string("solution"), !solution.isEmpty else {
      return .drop("no-solution")
    }
    let id = try record.need("id", try record.string("id"))
    let scope = try RecordScope(record)
    let weight = try weight?.value(of: nil, in: scope)
    if self.weight != nil, weight == nil { return .drop("no-weight") }
    let label = form == .kto ? try label.value(of: nil, in: scope) : nil
    if form == .kto, label == nil { return .drop("no-label") }
    var rows = Rows(unused: "not-used")
    let prompt = try prompts.prompt(of: record)
    write(prompt, solution, "\(id)/solution", to: &rows) { row in
      if let label { row.add("label", .boolean(label != 0)) }
      if let weight { row.add("weight", .number(weight)) }
      if !masks.isEmpty { row.add("span_weights", spans(in: solution)) }
    }
    return .rows(rows)
  }

  /// A row of each word of `probs`, of the record or of its samples.
  ///
  /// Σ_w p_w · (−ln π(w)) is the distance of π from p up to a constant (Kullback–Leibler).
  func wordRows(of record: Record) throws(RecordError) -> Outcome {
    let id = try record.need("id", try record.string("id"))
    var rows = Rows(unused: "no-probs")
    if let words = try record.value("probs"), words.isObject {
      try add(words, try prompts.prompt(of: record), "\(id)/probs", nil, record, &rows)
    } else {
      for sample in try RecordScope(record).samples {
        guard let words = try sample.value("probs"), words.isObject else { continue }
        let prompt = try prompts.prompt(of: record, ["sample": sample])
        let index = try sample.index
        try add(words, prompt, "\(id)/\(index)/probs", sample.number, record, &rows)
        rows.samples += 1
      }
    }
    return rows.count > 0 ? .rows(rows) : .drop("no-probs")
  }

  private func add(
    _ words: Value, _ prompt: RowPrompt, _ id: String, _ place: Int?, _ record: Record,
    _ rows: inout Rows
  ) throws(RecordError) {
    let label = form == .kto ? try label.value(of: place, in: RecordScope(record)) : nil
    for (number, word) in words.members.enumerated() where !word.key.isEmpty {
      guard let probability = word.value.double, probability >= 0, probability.isFinite else {
        throw RecordError("the field “probs” holds no probability", at: word.value.offset)
      }
      write(prompt, word.key, "\(id)/\(number)", to: &rows) { row in
        if let label { row.add("label", .boolean(label != 0)) }
        row.add("weight", .number(probability))
        if !masks.isEmpty { row.add("span_weights", spans(in: word.key)) }
      }
    }
  }
}
