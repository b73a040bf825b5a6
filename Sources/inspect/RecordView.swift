import Records

/// How a record looks.
struct RecordView {
  let page: Page
  /// The fields that are wanted, nil for the usual ones.
  let fields: [String]?

  private static let texts = [
    "prompt", "reference", "solution", "completion", "chosen", "rejected",
  ]

  func show(_ record: Record) throws(RecordError) {
    page.write(page.styled("── \(record.id ?? "no id")", .bold) + "\n")
    if let fields {
      try show(fields, of: record)
      for sample in record.sampleCount > 0 ? try record.samples : [] {
        page.write("sample \(try sample.index)\n")
        try show(fields, of: sample)
      }
    } else {
      for field in Self.texts {
        if let value = try record.value(field), !value.isNull {
          page.write(field, Self.text(value))
        }
      }
      if let vote = try record.json("vote") { showVote(vote) }
      if record.sampleCount > 0 { for sample in try record.samples { try show(sample) } }
      if let rest = record.rest(without: Set(Self.texts + ["id", "vote", "samples", "next_index"]))
      {
        page.write("other", String(decoding: rest, as: UTF8.self))
      }
    }
    page.write("\n")
  }

  private func show(_ fields: [String], of object: some Fields) throws(RecordError) {
    for field in fields where field != "samples" {
      if let value = try object.value(field) {
        page.write(field, String(decoding: value.bytes, as: UTF8.self))
      }
    }
  }

  /// A text as it is, messages one below the other, anything else as JSON.
  private static func text(_ value: Value) -> String {
    if let text = value.string { return text }
    if let messages = (try? JSON(parsing: value.bytes))?.array {
      let lines = messages.compactMap { message in
        message["role"]?.string.flatMap { role in
          message["content"]?.string.map { "\(role): \($0)" }
        }
      }
      if lines.count == messages.count { return lines.joined(separator: "\n") }
    }
    return String(decoding: value.bytes, as: UTF8.self)
  }

  // MARK: - Votes

  private func showVote(_ vote: JSON) {
    let answer = vote["answer"]?.string
    var counts = (vote["counts"]?.array ?? []).map { count in
      (name: count["answer"]?.string ?? "?", count: count["count"]?.integer ?? 0)
    }
    if let abstained = vote["abstained"]?.integer, abstained > 0 {
      counts.append(("no answer", abstained))
    }
    // Anybody may have written these numbers: no sum of them may overflow.
    let all = counts.reduce(0.0) { $0 + Double(max($1.count, 0)) }
    for (name, count) in counts {
      let bar = String(
        repeating: "█", count: Int((20 * Double(max(count, 0)) / max(all, 1)).rounded()))
      let line = "\(Page.visible(name))  \(bar) \(count)"
      page.write("vote", parts: [name == answer ? page.styled(line, .bold) : line])
    }
    let parts = ["share", "margin", "entropy"].compactMap { key in
      vote[key]?.double.map { "\(key) \(Self.short($0))" }
    }
    page.write("", (parts + (vote["tie"]?.boolean == true ? ["tie"] : [])).joined(separator: ", "))
  }

  // MARK: - Samples

  private static let numbers = ["nll", "logprob", "ds_weight", "reward", "parent"]

  private func show(_ sample: Sample) throws(RecordError) {
    var parts: [String] = []
    if let answer = try sample.string("answer") { parts.append(page.styled(answer, .bold)) }
    if let isCorrect = try sample.boolean("correct") {
      parts.append(page.styled(isCorrect ? "✓ correct" : "✗ wrong", isCorrect ? .green : .red))
    } else if let verdict = try sample.string("verdict") {
      parts.append(Page.visible("? \(verdict)"))
    }
    if try sample.boolean("majority") == true { parts.append("majority") }
    for field in Self.numbers {
      if let number = try sample.double(field) { parts.append("\(field) \(Self.short(number))") }
    }
    if let finish = try sample.string("finish"), finish != "stop" {
      parts.append(Page.visible(finish))
    }
    if let model = try sample.string("model") { parts.append(Page.visible("by \(model)")) }
    page.write("sample \(try sample.index)", parts: parts)
    if let text = try sample.value("text"), !text.isNull { page.write("", Self.text(text)) }
    for critique in try sample.json("critiques")?.array ?? [] {
      let facts = ["kind", "score", "verdict", "step", "against", "of", "model"].compactMap { key in
        critique[key].flatMap { $0 == .null ? nil : "\(key) \($0.string ?? $0.text)" }
      }
      page.write("critique", facts.joined(separator: "  "))
      if let text = critique["text"]?.string, !text.isEmpty { page.write("", text) }
    }
  }

  /// A number with four digits behind its point at most.
  private static func short(_ number: Double) -> String {
    guard abs(number) < 1e9 else { return "\(number)" }
    let rounded = (number * 1e4).rounded() / 1e4
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
