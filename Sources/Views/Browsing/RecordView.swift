import FilterKit
import Records

/// How a record looks.
struct RecordView {
  let page: TerminalPage
  /// The fields that are wanted, nil for the usual ones.
  let fields: [FieldPath]?

  /// What stands in the heading or has a form of its own.
  private static let shown: Set<String> = [
    "id", "prompt", "reference", "solution", "samples", "next_index", "vote", "completion",
    "chosen",
    "rejected", "completions", "rewards", "label", "weight",
  ]

  /// Shows a record.
  /// - Parameters:
  ///   - samples: those that are wanted, by their places; nil for all.
  ///   - isContext: whether it is there only because one near it is wanted.
  func show(_ located: LocatedRecord, samples wanted: [Int]?, isContext: Bool)
    throws(RecordError)
  {
    let record = located.record
    let all = record.sampleCount > 0 ? try record.samples : []
    let samples = wanted.map { $0.map { all[$0] } } ?? all
    try writeHeading(located, all, shown: samples.count, isContext: isContext)
    if let fields {
      try show(fields, of: record)
      for sample in samples {
        var own: [FieldPath] = []
        for field in fields where try field.isPresent(in: sample) { own.append(field) }
        guard !own.isEmpty else { continue }
        page.write("sample", [StyledText(String(try sample.index), .bold)])
        try show(own, of: sample)
      }
    } else {
      try showTexts(record)
      if let vote = try record.json("vote"), vote != .null {
        VoteView(page: page).show(vote, isRight: try Self.isRight(vote, all))
      }
      for sample in samples { try SampleView(page: page).show(sample) }
      if let rest = record.rest(without: Self.shown) {
        page.write("other", String(decoding: rest, as: UTF8.self))
      }
    }
    page.write("\n")
  }

  // MARK: - Heading

  private func writeHeading(
    _ located: LocatedRecord, _ samples: [Sample], shown: Int, isContext: Bool
  ) throws(RecordError) {
    let position = located.position
    let place = position.path.map { "\($0):\(position.line)" } ?? "line \(position.line)"
    var facts: [String] = []
    if !samples.isEmpty {
      facts.append(
        shown < samples.count
          ? "\(shown) of \(samples.count) samples"
          : "\(shown) sample\(shown == 1 ? "" : "s")")
      var (right, wrong) = (0, 0)
      for sample in samples {
        guard let isCorrect = try sample.boolean("correct") else { continue }
        if isCorrect { right += 1 } else { wrong += 1 }
      }
      if right + wrong > 0 { facts.append("\(right) right") }
    }
    page.writeLine(
      [
        StyledText(
          (isContext ? "·· " : "── ") + (located.record.id ?? "no id"), isContext ? .faint : .bold),
        StyledText(([place] + facts).joined(separator: "  "), .faint),
      ], filling: isContext ? nil : "─")
  }

  /// Whether the vote's answer is right, as far as a sample that gives it was verified.
  static func isRight(_ vote: JSON?, _ samples: [Sample]) throws(RecordError) -> Bool? {
    guard let answer = vote?["answer"]?.string else { return nil }
    for sample in samples where try sample.string("answer") == answer {
      if let isCorrect = try sample.boolean("correct") { return isCorrect }
    }
    return nil
  }

  // MARK: - Fields

  private func show(_ fields: [FieldPath], of object: some Fields) throws(RecordError) {
    for field in fields where field.keys != ["samples"] {
      if field.keys.count == 1, let value = try object.value(field.keys[0]) {
        page.write(field.description, String(decoding: value.bytes, as: UTF8.self))
      } else {
        for value in try field.values(in: object) { page.write(field.description, value.text) }
      }
    }
  }

  private func showTexts(_ record: Record) throws(RecordError) {
    for field in ["prompt", "reference", "solution", "completion", "chosen", "rejected"] {
      if let value = try record.value(field), !value.isNull {
        let look: StyledText.Look? = field == "chosen" ? .green : field == "rejected" ? .red : nil
        Dialogue(page: page).show(field, value, look: look)
      }
    }
    if let completions = try record.json("completions")?.array {
      let rewards = try record.json("rewards")
      for (number, completion) in completions.enumerated() {
        let reward = rewards?[number]?.double.map { "reward \(Self.short($0))" }
        page.write(
          "completion",
          [StyledText(String(number), .bold)] + [reward].compactMap { $0.map { StyledText($0) } })
        Dialogue(page: page).show("", completion)
      }
    }
    var facts: [StyledText] = []
    if let label = try record.json("label"), label != .null {
      facts.append(StyledText("label \(label.text)", label.boolean == false ? .red : .green))
    }
    if let weight = try record.json("weight")?.double {
      facts.append(StyledText("weight \(Self.short(weight))"))
    }
    if !facts.isEmpty { page.write("row", facts) }
  }

  /// A number with four digits behind its point at most.
  static func short(_ number: Double) -> String {
    guard abs(number) < 1e9 else { return "\(number)" }
    let rounded = (number * 1e4).rounded() / 1e4
    if rounded == 0, number != 0 { return "\(number)" }
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
