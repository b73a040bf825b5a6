import FilterKit
import Methods
import Prompts
import Randomness
import Records

/// Makes records of what stands inside one record, with the options by themselves: what parses them
/// is too slow to be asked for each sample.
struct Lift: Sendable {
  let unit: LiftUnit
  let selection: SampleSelection
  let kind: String?
  let each: Bool
  let mostVaried: Bool
  let judging: Judging?
  let separator: String
  let rule: BeginningRule
  let rendering: Rendering
  let texts: [(name: String, rendering: Rendering)]
  let carried: [CarriedField]
  let whole: Bool
  let seeds: Seeding

  /// One record that is made.
  private struct Lifted {
    var sample: Sample
    /// What stands behind the record's id.
    var place: [Int]
    /// Where it comes from, beside id and index.
    var origin: [JSON.Member] = []
    /// What templates see beside the record's fields: samples by their names, and other values.
    var shown: [String: Sample]
    var more: [JSON.Member] = []
    /// The beginning from which the prompt goes on.
    var beginning: String?
    /// The prompt where no template makes it; nil for the record's.
    var prompt: String?
    /// What its own samples are.
    var samples: [JSON]?
  }

  /// The records of a record.
  func records(of record: Record) throws(RecordError) -> Outcome {
    let id = try record.need("id", try record.string("id"))
    _ = try record.samples
    let scope = try RecordScope(record)
    let taken = try selection.taken(in: scope)
    var rows = Rows(unused: "not-used")
    for place in taken.indices where !taken[place] { rows.drop("not-only") }
    var samples = scope.samples.filter { taken[$0.number] }
    if mostVaried { samples = try mostVaried(of: samples, &rows) }
    for sample in samples {
      let lifted = try lift(sample, id, in: scope)
      guard !lifted.isEmpty else {
        rows.drop(reason)
        continue
      }
      for one in lifted { try add(one, id, scope, &rows) }
      rows.samples += 1
    }
    return rows.count > 0 ? .rows(rows) : rows.dropped(or: "no-samples")
  }

  /// Why a sample gives no record.
  private var reason: String {
    switch unit {
    case .samples: "no-text"
    case .critiques: "no-critiques"
    case .revisions: "no-parent"
    case .steps, .beginnings: "no-steps"
    }
  }

  // MARK: - Units

  private func lift(
    _ sample: Sample, _ id: String, in scope: RecordScope
  ) throws(RecordError) -> [Lifted] {
    let index = try sample.index
    switch unit {
    case .samples:
      guard let text = try sample.string("text"), !text.isEmpty else { return [] }
      return [Lifted(sample: sample, place: [index], shown: ["sample": sample], prompt: text)]
    case .revisions:
      guard let parent = try scope.parent(of: sample.number) else { return [] }
      let revised = scope.samples[parent]
      return [
        Lifted(
          sample: sample, place: [try revised.index, index],
          shown: ["sample": revised, "revision": sample])
      ]
    case .critiques: return try critiques(of: sample, index, in: scope)
    case .steps: return try steps(of: sample, index)
    case .beginnings: return try beginnings(of: sample, index, id)
    }
  }

  private func critiques(
    of sample: Sample, _ index: Int, in scope: RecordScope
  ) throws(RecordError) -> [Lifted] {
    let all = try sample.value("critiques")?.tree.array ?? []
    let own = all.enumerated().filter { $0.element["kind"]?.string == kind }
    guard !each else {
      return own.map { place, critique in
        Lifted(
          sample: sample, place: [index, place],
          origin: [JSON.Member("critique", .integer(Int64(place)))], shown: ["sample": sample],
          more: [JSON.Member("critique", critique)], prompt: critique["text"]?.string)
      }
    }
    // What was asked once has one prompt: comparisons with one other, judgements of one critique.
    var lifted: [Lifted] = []
    for key in ["against", "of"] {
      let others = own.compactMap { $0.element[key]?.integer }
      let different = others.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
      for other in different {
        let judged = own.filter { $0.element[key]?.integer == other }
        if let one = try judgements(
          judged.map { ($0.offset, $0.element) }, of: sample, index, key, other, all, scope)
        {
          lifted.append(one)
        }
      }
    }
    let plain = own.filter {
      $0.element["against"]?.integer == nil && $0.element["of"]?.integer == nil
    }
    if let one = try judgements(
      plain.map { ($0.offset, $0.element) }, of: sample, index, nil, 0, all, scope)
    {
      lifted.append(one)
    }
    return lifted
  }

  /// The judgements of one question as a record; nil if none has a text, or if what they are about
  /// is gone.
  private func judgements(
    _ critiques: [(place: Int, critique: JSON)], of sample: Sample, _ index: Int, _ key: String?,
    _ other: Int, _ all: [JSON], _ scope: RecordScope
  ) throws(RecordError) -> Lifted? {
    let told = critiques.filter { $0.critique["text"]?.string?.isEmpty == false }
    guard !told.isEmpty else { return nil }
    var lifted = Lifted(sample: sample, place: [index], shown: ["sample": sample])
    if let key {
      lifted.place.append(other)
      lifted.origin = [JSON.Member(key, .integer(Int64(other)))]
    }
    if key == "against" {
      var second: Sample?
      for candidate in scope.samples where try candidate.index == other { second = candidate }
      guard let second else { return nil }
      lifted.shown = ["first": sample, "second": second]
    } else if key == "of" {
      guard all.indices.contains(other) else { return nil }
      lifted.more = [JSON.Member("critique", all[other])]
    } else if judging == .step {
      lifted.more = [JSON.Member("steps", .array(try sample.judgedSteps))]
    }
    lifted.samples = told.map { place, critique in Self.sample(of: critique, at: place) }
    return lifted
  }

  /// A judgement as a sample of the judge's prompt.
  private static func sample(of critique: JSON, at place: Int) -> JSON {
    var members: [JSON.Member] = [JSON.Member("index", .integer(Int64(place)))]
    members.append(JSON.Member("text", critique["text"] ?? .null))
    members.append(JSON.Member("finish", "stop"))
    for name in ["model", "score", "verdict", "step"] {
      members.append(JSON.Member(name, critique[name] ?? .null))
    }
    return .object(members)
  }

  private func steps(of sample: Sample, _ index: Int) throws(RecordError) -> [Lifted] {
    let text = try sample.need("text", try sample.string("text"))
    let steps = TextSteps(text, separator: separator).steps
    var before = ""
    var lifted: [Lifted] = []
    for (number, step) in steps.enumerated() {
      lifted.append(
        Lifted(
          sample: sample, place: [index, number + 1],
          origin: [JSON.Member("step", .integer(Int64(number + 1)))], shown: ["sample": sample],
          more: [JSON.Member("step", .string(step)), JSON.Member("before", .string(before))],
          beginning: before))
      before += step
    }
    return lifted
  }

  private func beginnings(
    of sample: Sample, _ index: Int, _ id: String
  ) throws(RecordError) -> [Lifted] {
    let text = try sample.need("text", try sample.string("text"))
    let steps = TextSteps(text, separator: separator).steps
    var generator = seeds.generator(id: id, index: index)
    return rule.counts(of: steps.count, using: &generator).map { count in
      let beginning = steps.prefix(count).joined()
      return Lifted(
        sample: sample, place: [index, count],
        origin: [JSON.Member("steps", .integer(Int64(count)))], shown: ["sample": sample],
        more: [JSON.Member("before", .string(beginning))], beginning: beginning)
    }
  }

  // MARK: - Choice

  /// The sample whose scores vary most, by their population variance; the first of several.
  private func mostVaried(
    of samples: [Sample], _ rows: inout Rows
  ) throws(RecordError) -> [Sample] {
    var best: (sample: Sample, variance: Double)?
    for sample in samples {
      let scores = (try sample.value("critiques")?.tree.array ?? [])
        .filter { $0["kind"]?.string == kind }.compactMap { $0["score"]?.double }
      guard scores.count > 1 else { continue }
      let mean = scores.reduce(0, +) / Double(scores.count)
      let variance = scores.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(scores.count)
      if best.map({ variance > $0.variance }) ?? true { best = (sample, variance) }
    }
    for sample in samples where sample.number != best?.sample.number { rows.drop("less-varied") }
    return best.map { [$0.sample] } ?? []
  }

  // MARK: - Writing

  private func add(
    _ lifted: Lifted, _ id: String, _ scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) {
    let record = scope.record
    let prompt = try prompt(of: lifted, in: record)
    var own: [(name: String, text: String)] = []
    for (name, rendering) in texts {
      let made = try rendering.prompt(of: lifted.shown, .object(lifted.more), in: record)
      if case .text(let text) = made { own.append((name, text)) }
    }
    var copies: [(name: String, value: Value)] = []
    for carried in carried {
      let value =
        try carried.isOfSample
        ? lifted.sample.value(carried.field) : record.value(carried.field)
      if let value { copies.append((carried.name, value)) }
    }
    let index = try lifted.sample.index
    let isFirst = rows.count == 0
    rows.append { row in
      row.add("id", .string("\(id)/\(lifted.place.map(String.init).joined(separator: "/"))"))
      row.add("prompt", prompt.json)
      for (name, text) in own { row.add(named: name, .string(text)) }
      for (name, value) in copies where !own.contains(where: { $0.name == name }) {
        row.add(named: name, copying: value)
      }
      if let samples = lifted.samples { row.add("samples", .array(samples)) }
      row.add("lifted") { origin in
        origin.add("id", .string(id))
        origin.add("index", .integer(Int64(index)))
        for member in lifted.origin { origin.add(named: member.key, member.value) }
        if whole { origin.add("record", text: isFirst ? record.bytes : Array("null".utf8)) }
      }
    }
  }

  /// The prompt of a record that is made.
  private func prompt(of lifted: Lifted, in record: Record) throws(RecordError) -> Prompt {
    if rendering.template == nil, let prompt = lifted.prompt {
      return try rendering.prompt(ofText: prompt)
    }
    let prompt = try rendering.prompt(of: lifted.shown, .object(lifted.more), in: record)
    guard rendering.template == nil, let beginning = lifted.beginning else { return prompt }
    return prompt.answered(by: beginning)
  }
}

extension Sample {
  /// The lines of its text that are not empty, as `critique` numbers them for its judge.
  var judgedSteps: [JSON] {
    get throws(RecordError) {
      let text = try need("text", try string("text"))
      let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
      return lines.enumerated().map {
        ["number": .integer(Int64($0.offset + 1)), "text": .string(String($0.element))]
      }
    }
  }
}
