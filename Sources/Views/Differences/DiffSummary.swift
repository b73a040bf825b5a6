import FilterKit
import Records

/// Counts of what is different about two streams.
struct DiffSummary {
  /// In how many records or samples a field was added, removed or changed.
  struct FieldCount {
    var added = 0
    var removed = 0
    var changed = 0
  }

  private(set) var same = 0
  private(set) var changed = 0
  private var votes = 0
  private var votesBecameRight = 0
  private var votesBecameWrong = 0
  /// How often `correct` went from one value to another.
  private var verdicts: [String: Int] = [:]
  private var samplesChanged = 0
  private var samplesRemoved = 0
  private var samplesAdded = 0
  private var fields: [String: FieldCount] = [:]
  private static let mostFields = 1000

  /// Takes what became of a record that both have, nil if nothing.
  mutating func take(_ change: RecordChange?) {
    guard let change else {
      same += 1
      return
    }
    changed += 1
    if change.vote != nil {
      votes += 1
      if change.isRight == true, change.wasRight != true { votesBecameRight += 1 }
      if change.wasRight == true, change.isRight != true { votesBecameWrong += 1 }
    }
    samplesRemoved += change.removed.count
    samplesAdded += change.added.count
    samplesChanged += change.samples.count
    for field in change.fields { count(field, of: "record") }
    for sample in change.samples {
      for field in sample.fields {
        count(field, of: "sample")
        if field.name == "correct", field.kind == .changed {
          let turn = "\((field.old ?? .null).text) → \((field.new ?? .null).text)"
          if verdicts.count < 16 || verdicts[turn] != nil { verdicts[turn, default: 0] += 1 }
        }
      }
    }
  }

  private mutating func count(_ field: FieldChange, of owner: String) {
    let name = "\(owner).\(field.name)"
    guard fields.count < Self.mostFields || fields[name] != nil else { return }
    switch field.kind {
    case .added: fields[name, default: FieldCount()].added += 1
    case .removed: fields[name, default: FieldCount()].removed += 1
    case .changed: fields[name, default: FieldCount()].changed += 1
    }
  }

  // MARK: - Text

  /// Shows the counts, and at which stages it happened.
  /// - Parameters:
  ///   - records: how many each stream has; likewise `samples`.
  ///   - singles: how many of them only it has; likewise `singleSamples`.
  func show(
    _ page: TerminalPage, names: [String], records: [Int], samples: [Int], singles: [Int],
    singleSamples: [Int], _ lineage: Lineage
  ) {
    page.writeLine([StyledText("── \(names[0]) → \(names[1])", .bold)], filling: "─")
    var facts = ["\(records[0]) → \(records[1])", "\(same) the same", "\(changed) changed"]
    facts += ["\(singles[0]) removed", "\(singles[1]) added"]
    page.write("records", facts.map { StyledText($0) })
    showDrops(page, names, removed: singles[0], added: singles[1], samples: false, lineage)
    if samples[0] + samples[1] > 0 {
      let (removed, added) = (samplesRemoved + singleSamples[0], samplesAdded + singleSamples[1])
      page.write(
        "samples",
        [
          "\(samples[0]) → \(samples[1])", "\(samplesChanged) changed", "\(removed) removed",
          "\(added) added",
        ].map { StyledText($0) })
      showDrops(page, names, removed: removed, added: added, samples: true, lineage)
    }
    if votes > 0 {
      page.write(
        "votes",
        [
          StyledText("\(votes) flipped", .bold), StyledText("\(votesBecameRight) became right"),
          StyledText("\(votesBecameWrong) became wrong"),
        ] + Self.by(lineage.writers(of: "vote", ofSamples: false)))
    }
    if !verdicts.isEmpty {
      let turns = verdicts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      page.write(
        "correct",
        turns.map { StyledText("\($0.key): \($0.value)") }
          + Self.by(lineage.writers(of: "correct", ofSamples: true)))
    }
    showFields(page, lineage)
    showStages(page, names, lineage)
  }

  private func showFields(_ page: TerminalPage, _ lineage: Lineage) {
    let order = fields.keys.sorted()
    let width = order.map { TerminalText.columns(of: TerminalText.line($0)) }.max() ?? 0
    for (number, name) in order.enumerated() {
      guard let count = fields[name] else { continue }
      var pieces = [
        StyledText(
          name
            + String(
              repeating: " ", count: width - TerminalText.columns(of: TerminalText.line(name))))
      ]
      if count.changed > 0 { pieces.append(StyledText("\(count.changed) changed", .yellow)) }
      if count.added > 0 { pieces.append(StyledText("\(count.added) added", .green)) }
      if count.removed > 0 { pieces.append(StyledText("\(count.removed) removed", .red)) }
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      let writers = lineage.writers(of: parts.last ?? "", ofSamples: parts.first == "sample")
      page.write(number == 0 ? "fields" : "", pieces + Self.by(writers))
    }
    if fields.count == Self.mostFields {
      page.write("", "no more than \(Self.mostFields) fields are counted")
    }
  }

  private static func by(_ commands: [String]) -> [StyledText] {
    commands.isEmpty ? [] : [StyledText("by \(commands.joined(separator: ", "))", .faint)]
  }

  /// Which stages dropped what only one stream has, as their ledgers say.
  private func showDrops(
    _ page: TerminalPage, _ names: [String], removed: Int, added: Int, samples: Bool,
    _ lineage: Lineage
  ) {
    for (lost, side) in [(removed, 1), (added, 0)] where lost > 0 {
      for drop in Lineage.drops(of: lineage.own[side], samples: samples) {
        page.write(
          "",
          [
            StyledText("\(drop.count) dropped as \(drop.reason)", side == 1 ? .red : .green),
            StyledText("by \(page.shortened(HistoryView.command(of: drop.by)))"),
            StyledText("on the way to \(names[side])", .faint),
          ])
      }
    }
  }

  /// The commands that only one of the streams went through.
  private func showStages(_ page: TerminalPage, _ names: [String], _ lineage: Lineage) {
    if let last = lineage.shared.last(where: { $0["filter"]?.string != "unknown" }) {
      page.write("shared", [StyledText("up to \(page.shortened(HistoryView.command(of: last)))")])
    }
    for side in 0..<2 {
      for (number, entry) in lineage.own[side].enumerated() {
        let counts = HistoryView.counts(of: entry).joined(separator: ", ")
        page.write(
          number == 0 ? (side == 0 ? "- stages" : "+ stages") : "",
          [
            StyledText(page.shortened(HistoryView.command(of: entry)), .bold),
            StyledText(counts, .faint),
          ])
      }
    }
  }
}
