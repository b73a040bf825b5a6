import FilterKit
import Methods
import Records
import Streams

/// The records of a stream that a page shows: what its table needs, and on a scratch file what is
/// seen when one is opened.
package struct ShownRecords {
  /// A line of the table.
  private struct Row {
    var id: String
    var prompt: String
    var answer: String?
    var reference: String?
    var share: Double?
    /// Whether the answer that most samples have is right; nil while that is undecided.
    var isRight: Bool?
    var samples: Int
    var right: Int
    /// Where its details lie on the scratch file, and how much text is in how many pieces.
    var offset: Int
    var length: Int
    var text: Int
    var pieces: Int
  }

  /// How many bytes the details of all streams may take on a page, about.
  package static let room = 40_000_000
  /// How many bytes of a prompt the table holds, to be searched.
  static let excerpt = 160
  /// The most that is kept of a text, before it is known how much room there is.
  private static let longest = 4000
  /// The page says of every kind of critiques what it scored.
  private static let scores = CritiqueScores(kind: nil, anyKind: false)
  /// How many records' details a piece of the page holds.
  static let chunk = 250

  private let scratch: ScratchFile
  private var rows: BottomSample<Row>
  private let seed: UInt64

  /// How many records there were.
  var total: Int { rows.offered }
  /// How many are shown.
  var count: Int { min(rows.offered, rows.capacity) }

  /// Shows none yet.
  /// - Parameters:
  ///   - count: the most that are shown; of more, those whose ids have the smallest hashes.
  ///   - scratch: where details are kept.
  package init(count: Int, seed: UInt64, scratch: ScratchFile) {
    rows = BottomSample(capacity: count)
    self.seed = seed
    self.scratch = scratch
  }

  /// Offers a record.
  package mutating func add(_ record: Record) throws {
    let id = record.id ?? "#\(rows.offered)"
    let scratch = scratch
    try rows.add(hash: ContentHash.of(id, seed: seed)) { () throws in
      try Self.row(of: record, id, scratch)
    }
  }

  // MARK: - Rows

  private static func row(
    of record: Record, _ id: String, _ scratch: ScratchFile
  ) throws -> Row {
    let prompt = try text(record.value("prompt"))
    let samples = record.sampleCount > 0 ? try record.samples : []
    let facts = try samples.isEmpty ? nil : ProblemFacts(record, hash: 0, scores: Self.scores)
    let answers = try samples.map { sample in try sample.string("answer") }
    var details: [JSON] = []
    var length = 0
    for (place, sample) in samples.prefix(64).enumerated() {
      let text = cut(try sample.value("text").map(text) ?? "", to: longest)
      length += text.utf8.count
      details.append(
        .array([
          .integer(Int64(try sample.index)), .string(text),
          answers[place].map { .string($0) } ?? .null,
          facts?.rightness[place].map { .boolean($0) } ?? .null,
          .string(try notes(of: sample)),
        ]))
    }
    for (key, completion) in samples.isEmpty ? try completions(of: record) : [] {
      let text = cut(completion, to: longest)
      length += text.utf8.count
      details.append(.array([.null, .string(text), .null, .null, .string(key)]))
    }
    let vote = try record.vote
    let elected = Vote.tally(answers: answers)
    let answer = vote.map { $0["answer"]?.string } ?? elected.answer
    let whole = cut(prompt, to: longest)
    let json = JSON.object([
      JSON.Member("prompt", .string(whole)), JSON.Member("samples", .array(details)),
      JSON.Member("all", .integer(Int64(samples.count))),
      JSON.Member("counts", counts(vote, elected)),
    ])
    let bytes = Array(json.text.utf8)
    let offset = scratch.count
    try scratch.append(bytes)
    return Row(
      id: cut(id, to: 200), prompt: cut(prompt, to: excerpt),
      answer: answer.map { cut($0, to: 200) },
      reference: try record.string("reference").map { cut($0, to: 200) },
      share: vote?["share"]?.double ?? (elected.answer == nil ? nil : elected.share),
      isRight: facts?.isRight, samples: samples.count, right: facts?.right ?? 0, offset: offset,
      length: bytes.count,
      text: length + whole.utf8.count, pieces: details.count + 1)
  }

  /// The answers with their votes, most frequent first.
  private static func counts(_ vote: JSON?, _ elected: Election) -> JSON {
    let voted = vote?["counts"]?.array?.prefix(12).compactMap { entry -> JSON? in
      guard let answer = entry["answer"]?.string, let count = entry["count"]?.integer else {
        return nil
      }
      return .array([.string(cut(answer, to: 200)), .integer(Int64(count))])
    }
    let counted = elected.counts.prefix(12).map { candidate -> JSON in
      .array([.string(cut(candidate.answer, to: 200)), .integer(Int64(candidate.count))])
    }
    return .array(voted ?? counted)
  }

  /// What is worth saying of a sample beside its text.
  private static func notes(of sample: Sample) throws -> String {
    var notes: [String] = []
    if try sample.boolean("majority") == true { notes.append("majority") }
    if let verdict = try sample.string("verdict") { notes.append(verdict) }
    if let finish = try sample.string("finish"), finish != "stop" { notes.append(finish) }
    if let parent = try sample.integer("parent") { notes.append("revises \(parent)") }
    for field in ["nll", "ds_weight", "reward"] {
      if let value = try sample.double(field) {
        notes.append("\(field) \(MetricText.digits(value))")
      }
    }
    for (kind, score) in try CritiqueScores.means(of: sample).sorted(by: { $0.key < $1.key }) {
      notes.append("\(kind.isEmpty ? "score" : kind) \(MetricText.digits(score))")
    }
    return cut(notes.joined(separator: " · "), to: 200)
  }

  /// The texts of a row to train on, by what they are.
  private static func completions(of record: Record) throws -> [(key: String, text: String)] {
    var texts: [(String, String)] = []
    for key in ["completion", "chosen", "rejected"] {
      if let value = try record.value(key) { texts.append((key, text(value))) }
    }
    let rewards = try record.json("rewards")
    for (number, completion) in (try record.json("completions")?.array ?? []).prefix(64)
      .enumerated()
    {
      let reward = rewards?[number]?.double.map { " · reward \(MetricText.digits($0))" } ?? ""
      texts.append(
        (
          "completion \(number)\(reward)",
          completion.string ?? dialogue(completion) ?? completion.text
        ))
    }
    return texts
  }

  /// A string, messages one below the other, or JSON.
  private static func text(_ value: Value?) -> String {
    guard let value, !value.isNull else { return "" }
    if let text = value.string { return text }
    return (try? JSON(parsing: value.bytes)).flatMap(dialogue)
      ?? String(decoding: value.bytes, as: UTF8.self)
  }

  /// Messages one below the other; nil if there are none.
  private static func dialogue(_ tree: JSON) -> String? {
    let lines = (tree.array ?? []).compactMap { message in
      message["role"]?.string.flatMap { role in
        message["content"]?.string.map { "\(role): \($0)" }
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// The beginning of a text, in bytes, with a mark where more follows.
  static func cut(_ text: String, to length: Int) -> String {
    guard text.utf8.count > length else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: length)
    while end > text.startIndex, String.Index(end, within: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return text[..<end] + "…"
  }

  // MARK: - The page

  /// How much of a record's details fits.
  struct Limit {
    /// Bytes of a text.
    var text: Int
    /// Samples.
    var samples: Int
  }

  /// The most of every record that fits into the room: first texts become shorter, then samples
  /// fewer.
  static func limit(for streams: [ShownRecords]) -> Limit {
    let rows = streams.flatMap(\.rows.inOrder)
    var limits = [4000, 2000, 1000, 500, 250, 120].map { Limit(text: $0, samples: 64) }
    limits += [16, 8, 4, 2, 1].map { Limit(text: 120, samples: $0) }
    for limit in limits {
      let size = rows.reduce(0) { sum, row in
        let pieces = min(row.pieces, limit.samples + 1)
        return sum + min(row.text, pieces * limit.text) + 40 * pieces
      }
      if size <= room { return limit }
    }
    return Limit(text: 120, samples: 1)
  }

  /// The table's columns, as an object of arrays.
  var index: JSON {
    let rows = self.rows.inOrder
    func column(_ name: String, _ value: (Row) -> JSON) -> JSON.Member {
      JSON.Member(name, .array(rows.map(value)))
    }
    return .object([
      column("id") { .string($0.id) }, column("prompt") { .string($0.prompt) },
      column("answer") { $0.answer.map { .string($0) } ?? .null },
      column("reference") { $0.reference.map { .string($0) } ?? .null },
      column("share") { row in
        row.share.flatMap { 0...1 ~= $0 ? .number(($0 * 1000).rounded() / 1000) : nil } ?? .null
      },
      column("state") { .integer($0.isRight.map { $0 ? 2 : 0 } ?? 1) },
      column("samples") { .integer(Int64($0.samples)) },
      column("right") { .integer(Int64($0.right)) },
    ])
  }

  /// Writes the details in pieces: a JSON array of so many records each.
  func writeDetails(_ limit: Limit, to write: (_ chunk: Int, [UInt8]) throws -> Void) throws {
    let rows = self.rows.inOrder
    for (chunk, start) in stride(from: 0, to: rows.count, by: Self.chunk).enumerated() {
      var bytes = Array("[".utf8)
      for row in rows[start..<min(start + Self.chunk, rows.count)] {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        let json = try JSON(parsing: try scratch.read(at: row.offset, count: row.length))
        Self.shorten(json, limit).write(to: &bytes)
      }
      try write(chunk, bytes + Array("]".utf8))
    }
  }

  private static func shorten(_ json: JSON, _ limit: Limit) -> JSON {
    .object(
      (json.members ?? []).map { member in
        switch (member.key, member.value) {
        case ("prompt", .string(let text)):
          return JSON.Member(member.key, .string(cut(text, to: limit.text)))
        case ("samples", .array(let samples)):
          return JSON.Member(
            member.key,
            .array(
              samples.prefix(limit.samples).map { sample in
                guard var fields = sample.array, fields.count > 1, let text = fields[1].string
                else {
                  return sample
                }
                fields[1] = .string(cut(text, to: limit.text))
                return .array(fields)
              }))
        default: return member
        }
      })
  }
}
