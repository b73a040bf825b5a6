import FilterKit
import Records

/// How the differences of two streams look.
struct DiffView {
  let page: TerminalPage
  /// The streams' names.
  let names: [String]

  /// Shows what is different about a record that both have.
  func show(_ change: RecordChange, id: String, lines: (Int, Int)) {
    page.writeLine([
      StyledText("~ \(id)", .yellow),
      StyledText("line \(lines.0) and \(lines.1)", .faint),
    ])
    if let vote = change.vote {
      page.write("vote", [StyledText(Self.text(vote), .bold)] + Self.turn(change))
    }
    let fields = change.fields.filter { $0.name != "vote.answer" || $0.kind != .changed }
    if !fields.isEmpty { page.write("record", fields.map(Self.piece)) }
    var moves: [StyledText] = []
    if !change.removed.isEmpty {
      moves.append(StyledText("removed \(Self.ranges(change.removed))", .red))
    }
    if !change.added.isEmpty {
      moves.append(StyledText("added \(Self.ranges(change.added))", .green))
    }
    if !moves.isEmpty { page.write("samples", moves) }
    for (indices, fields) in Self.grouped(change.samples) {
      page.write("sample", [StyledText(Self.ranges(indices), .bold)] + fields.map(Self.piece))
    }
  }

  /// Shows a record that only one of them has.
  func show(_ single: StreamJoin.Single, of side: Int) {
    let samples =
      single.samples > 0 ? "  \(single.samples) sample\(single.samples == 1 ? "" : "s")" : ""
    page.writeLine([
      StyledText("\(side == 0 ? "-" : "+") \(single.id)", side == 0 ? .red : .green),
      StyledText("\(names[side]):\(single.line)\(samples)", .faint),
    ])
  }

  /// Says that there are more than are shown.
  func showRest(_ count: Int, _ what: String) {
    if count > 0 { page.writeLine([StyledText("  and \(count) more \(what) (--limit)", .faint)]) }
  }

  /// Samples that changed alike, where no value is told: those whose fields were only added or removed.
  private static func grouped(
    _ samples: [RecordChange.SampleChange]
  ) -> [(indices: [Int], fields: [FieldChange])] {
    var groups: [(indices: [Int], fields: [FieldChange])] = []
    var places: [[String]: Int] = [:]
    for sample in samples {
      if sample.fields.allSatisfy({ $0.kind != .changed }) {
        let names = sample.fields.map { $0.kind.rawValue + $0.name }
        if let place = places[names] {
          // Of several there is no one value.
          if groups[place].indices.count == 1 {
            groups[place].fields = sample.fields.map { FieldChange(name: $0.name, kind: $0.kind) }
          }
          groups[place].indices.append(sample.index)
          continue
        }
        places[names] = groups.count
      }
      groups.append(([sample.index], sample.fields))
    }
    return groups
  }

  // MARK: - Text

  private static func piece(_ change: FieldChange) -> StyledText {
    let look: StyledText.Look? =
      switch change.kind {
      case .added: .green
      case .removed: .red
      case .changed: change.name == "correct" ? (change.new == true ? .green : .red) : .yellow
      }
    let text = text(change)
    return StyledText(change.kind.rawValue + change.name + (text.isEmpty ? "" : " \(text)"), look)
  }

  private static func text(_ change: FieldChange) -> String {
    switch change.kind {
    case .added: short(change.new)
    case .removed: short(change.old)
    case .changed: "\(short(change.old)) → \(short(change.new))"
    }
  }

  private static func short(_ value: JSON?) -> String {
    guard let value else { return "" }
    if let number = value.double, value.integer == nil { return RecordView.short(number) }
    return TerminalText.cut(value.string ?? value.text, to: 40)
  }

  /// What became of a vote that was right or wrong.
  private static func turn(_ change: RecordChange) -> [StyledText] {
    switch (change.wasRight, change.isRight) {
    case (false?, true?): [StyledText("became right", .green)]
    case (true?, false?): [StyledText("became wrong", .red)]
    case (false?, false?): [StyledText("still wrong", .red)]
    default: []
    }
  }

  /// Numbers with hyphens where they follow one another, as in “0-3, 5”.
  private static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ", ")
  }
}
