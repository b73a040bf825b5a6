import FilterKit
import Methods
import Prompts
import Records

/// Makes the traces of one record, with the options by themselves.
struct Splicing: Sendable {
  let wrong: WrongAttempts
  let each: Bool
  let between: Connector
  let end: String
  let masksWrong: Bool
  let takesSolution: Bool
  let selection: SampleSelection
  let prompts: RowPrompts

  /// A sample that was decided.
  private struct Attempt {
    var sample: Sample
    var text: String
    var answer: String
    var isRight: Bool
  }

  /// The rows of a record.
  func rows(of record: Record) throws(RecordError) -> Outcome {
    let id = try record.need("id", try record.string("id"))
    _ = try record.samples
    let scope = try RecordScope(record)
    var rows = Rows(unused: "not-used")
    let attempts = try attempts(in: scope, &rows)
    let right = attempts.first(where: \.isRight)
    var rightText = right?.text
    if rightText == nil, takesSolution { rightText = try record.string("solution") }
    guard let rightText, !rightText.isEmpty else {
      for _ in attempts { rows.drop("no-right") }
      return rows.dropped(or: "no-right")
    }
    var used: Set<Int> = []
    for wrong in chosen(of: attempts) {
      var trace = Trace()
      guard try add(wrong, to: &trace) else { continue }
      let last = each ? wrong.last { $0.isRight }?.text ?? rightText : rightText
      trace.add(last, .right)
      if !end.isEmpty { trace.add(end, .end) }
      used.formUnion(wrong.map(\.sample.number))
      if let right, wrong.allSatisfy({ !$0.isRight }) { used.insert(right.sample.number) }
      try add(trace, wrong, id, record, &rows)
    }
    rows.samples = used.count
    return rows.count > 0 ? .rows(rows) : rows.dropped(or: "no-critique")
  }

  /// The samples that were decided; the others are counted.
  private func attempts(
    in scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) -> [Attempt] {
    let taken = try selection.taken(in: scope)
    var attempts: [Attempt] = []
    for sample in scope.samples {
      guard taken[sample.number] else {
        rows.drop("not-only")
        continue
      }
      guard try sample.value("correct") != nil else {
        throw RecordError("the field \"correct\" is missing: run verify first")
      }
      let text = try sample.need("text", try sample.string("text"))
      if let reason = RowRule().reason(finish: try sample.string("finish"), isEmpty: text.isEmpty) {
        rows.drop(reason.rawValue)
        continue
      }
      guard let isRight = try sample.boolean("correct") else {
        rows.drop("undecided")
        continue
      }
      let answer = try sample.string("answer") ?? text
      attempts.append(Attempt(sample: sample, text: text, answer: answer, isRight: isRight))
    }
    return attempts
  }

  /// The wrong attempts of each trace; with `each` also a right one by itself.
  private func chosen(of attempts: [Attempt]) -> [[Attempt]] {
    if each { return attempts.map { [$0] } }
    let wrong = attempts.filter { !$0.isRight }
    var different: [Attempt] = []
    for attempt in wrong where !different.contains(where: { $0.answer == attempt.answer }) {
      different.append(attempt)
    }
    return [Array(different.prefix(self.wrong.count(ofWrong: wrong.count)))]
  }

  /// Adds wrong attempts with what stands behind them.
  /// - Returns: whether each has something behind it.
  private func add(_ attempts: [Attempt], to trace: inout Trace) throws(RecordError) -> Bool {
    for attempt in attempts where !attempt.isRight {
      guard let connector = try between.text(behind: attempt.sample) else { return false }
      trace.add(attempt.text, .wrong)
      if !connector.isEmpty { trace.add(connector, .between) }
    }
    return true
  }

  private func add(
    _ trace: Trace, _ attempts: [Attempt], _ id: String, _ record: Record, _ rows: inout Rows
  ) throws(RecordError) {
    let name = each ? "\(id)/\(try attempts[0].sample.index)" : id
    let prompt = try prompts.prompt(of: record)
    rows.append { row in
      row.add("id", .string(name))
      row.add("prompt", text: prompt.text)
      row.add("completion", prompt.completion(trace.text))
      row.add("span_weights", masksWrong ? trace.masks : [])
      row.add("spans", trace.places)
    }
  }
}

/// A completion that is being put together, with its parts.
private struct Trace {
  enum Part: String {
    case wrong
    case between
    case right
    case end
  }

  private(set) var text = ""
  private var parts: [(range: Range<Int>, part: Part)] = []

  mutating func add(_ piece: String, _ part: Part) {
    let start = text.utf8.count
    text += piece
    parts.append((start..<text.utf8.count, part))
  }

  /// The wrong parts with weight 0.
  var masks: JSON {
    .array(
      parts.filter { $0.part == .wrong }.map {
        [.integer(Int64($0.range.lowerBound)), .integer(Int64($0.range.upperBound)), 0]
      })
  }

  /// All parts by their places, in UTF-8 bytes.
  var places: JSON {
    .array(
      parts.map {
        [
          "start": .integer(Int64($0.range.lowerBound)),
          "end": .integer(Int64($0.range.upperBound)),
          "part": .string($0.part.rawValue),
        ]
      })
  }
}
