import Records

/// How a vote looks.
struct VoteView {
  let page: TerminalPage

  /// Shows the answers with their counts, then how sure the vote is.
  /// - Parameter isRight: nil if nobody knows.
  func show(_ vote: JSON, isRight: Bool?) {
    let answer = vote["answer"]?.string
    var counts = (vote["counts"]?.array ?? []).map { count in
      (
        name: count["answer"]?.string ?? "?", count: count["count"]?.integer ?? 0,
        weight: count["weight"]?.double
      )
    }
    if let abstained = vote["abstained"]?.integer, abstained > 0 {
      counts.append(("no answer", abstained, nil))
    }
    // Anybody may have written these numbers: no sum of them may overflow.
    let all = counts.reduce(0.0) { $0 + Double(max($1.count, 0)) }
    for (place, (name, count, weight)) in counts.enumerated() {
      let bar = String(
        repeating: "█", count: Int((20 * Double(max(count, 0)) / max(all, 1)).rounded()))
      let isWinner = name == answer
      var pieces = [StyledText(name, isWinner ? .bold : nil), StyledText("\(bar) \(count)")]
      if let weight { pieces.append(StyledText("weight \(RecordView.short(weight))")) }
      if isWinner, let isRight { pieces.append(SampleView.mark(isRight)) }
      page.write(place == 0 ? "vote" : "", pieces)
    }
    var parts = ["share", "margin", "entropy"].compactMap { key in
      vote[key]?.double.map { StyledText("\(key) \(RecordView.short($0))") }
    }
    if vote["tie"]?.boolean == true {
      let rule = vote["tie_rule"]?.string.map { ", broken by \($0)" } ?? ""
      parts.append(StyledText("tie\(rule)", .yellow))
    }
    if let cross = vote["cross"], cross != .null { parts.append(StyledText("cross \(cross.text)")) }
    if !parts.isEmpty { page.write("", parts) }
  }
}

/// How a sample looks.
struct SampleView {
  let page: TerminalPage

  private static let numbers = [
    "soft", "nll", "logprob", "ds_weight", "reward", "parent",
  ]
  /// The fields that have a place of their own; a field that is not here shows up by itself.
  private static let placed = Set(
    numbers + [
      "index", "text", "answer", "verdict", "correct", "execution", "majority", "finish", "model",
      "critiques",
    ])
  /// The fields that commands write.
  private static let known = Set(Schema.sample.map(\.name))

  /// Whether something is right.
  static func mark(_ isRight: Bool) -> StyledText {
    isRight ? StyledText("✓ right", .green) : StyledText("✗ wrong", .red)
  }

  /// Shows what is known of a sample in a line, below it its text, then its critiques.
  func show(_ sample: Sample) throws(RecordError) {
    page.write("sample", try facts(of: sample))
    if let text = try sample.value("text"), !text.isNull {
      Dialogue(page: page).show("", text)
    }
    for critique in try sample.json("critiques")?.array ?? [] { show(critique) }
    let others = try others(of: sample)
    if !others.isEmpty { page.write("fields", others) }
    if let rest = sample.rest(without: Self.placed.union(Self.known)) {
      page.write("other", String(decoding: rest, as: UTF8.self))
    }
  }

  private func facts(of sample: Sample) throws(RecordError) -> [StyledText] {
    var facts = [StyledText(String(try sample.index), .bold)]
    if let answer = try sample.string("answer") { facts.append(StyledText("= \(answer)", .bold)) }
    let verdict = try sample.string("verdict")
    if let isCorrect = try sample.boolean("correct") {
      facts.append(Self.mark(isCorrect))
      if let verdict, !["correct", "wrong"].contains(verdict) { facts.append(StyledText(verdict)) }
    } else if let verdict {
      facts.append(StyledText("? \(verdict)", .yellow))
    }
    if let execution = try sample.json("execution"), let passed = execution["passed"]?.integer,
      let total = execution["total"]?.integer
    {
      facts.append(StyledText("\(passed) of \(total) tests passed"))
    }
    if try sample.boolean("majority") == true { facts.append(StyledText("majority")) }
    for field in Self.numbers {
      if let number = try sample.double(field) {
        facts.append(StyledText("\(field) \(RecordView.short(number))"))
      }
    }
    if let finish = try sample.string("finish"), finish != "stop" {
      facts.append(StyledText(finish, .yellow))
    }
    if let model = try sample.string("model") { facts.append(StyledText("by \(model)", .faint)) }
    return facts
  }

  /// The fields that commands write and that have no place of their own; of a long list how much it
  /// holds.
  private func others(of sample: Sample) throws(RecordError) -> [StyledText] {
    var pieces: [StyledText] = []
    for name in sample.fields.keys where Self.known.contains(name) && !Self.placed.contains(name) {
      guard let value = try sample.value(name), !value.isNull else { continue }
      let text = value.string ?? String(decoding: value.bytes, as: UTF8.self)
      let count = text.utf8.count > 60 ? try sample.json(name)?.array?.count : nil
      pieces.append(StyledText("\(name) \(count.map { "[\($0) values]" } ?? text)", .faint))
    }
    return pieces
  }

  private func show(_ critique: JSON) {
    let facts = ["kind", "score", "verdict", "step", "against", "of", "model"].compactMap { key in
      critique[key].flatMap { value in
        value == .null ? nil : StyledText("\(key) \(value.string ?? value.text)")
      }
    }
    page.write("critique", facts)
    if let text = critique["text"]?.string, !text.isEmpty { page.write("", text) }
  }
}
