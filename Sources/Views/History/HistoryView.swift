import FilterKit
import Records

/// How a history looks: a tree, the filter that wrote the stream at the root.
struct HistoryView {
  let page: TerminalPage
  let entries: [JSON]

  private static let shown: Set<String> = [
    "filter", "version", "arguments", "read", "passed", "written", "dropped", "rejected", "samples",
    "seconds", "inputs",
  ]

  func show() {
    let used = Set(entries.flatMap(inputs))
    var seen: Set<Int> = []
    for number in entries.indices.reversed() where !used.contains(number) {
      show(number, lead: "", next: "", &seen)
    }
  }

  private func show(_ number: Int, lead: String, next: String, _ seen: inout Set<Int>) {
    let entry = entries[number]
    let line =
      "\(lead)[\(number)] "
      + page.styled(page.shortened(Self.command(of: entry), beside: lead.count + 6), .bold)
    guard seen.insert(number).inserted else {
      page.write(line + page.styled("  as above", .faint) + "\n")
      return
    }
    page.write(line + "\n")
    let inputs = inputs(of: entry)
    let facts = facts(of: entry)
    if !facts.isEmpty {
      let bar = inputs.isEmpty ? "   " : "│  "
      page.write(next + bar + page.styled(TerminalText.line(facts), .faint) + "\n")
    }
    for (place, input) in inputs.enumerated() {
      let isLast = place == inputs.count - 1
      show(
        input, lead: next + (isLast ? "└─ " : "├─ "), next: next + (isLast ? "   " : "│  "), &seen)
    }
  }

  private func inputs(of entry: JSON) -> [Int] { History.inputs(of: entry, among: entries) }

  /// What the filter did, then what else is known of it.
  private func facts(of entry: JSON) -> String {
    var parts = Self.counts(of: entry)
    let samples = entry["samples"].map { Self.counts(of: $0) } ?? []
    if !samples.isEmpty { parts.append("samples: " + samples.joined(separator: ", ")) }
    if let seconds = entry["seconds"]?.double { parts.append("\(seconds) s") }
    for member in entry.members ?? [] where !Self.shown.contains(member.key) {
      parts.append("\(member.key) \(member.value.string ?? member.value.text)")
    }
    return parts.joined(separator: ", ")
  }

  /// Where records or samples went: those that are read and written always, unless there is none.
  static func counts(of ledger: JSON) -> [String] {
    let isSamples = ledger["filter"] == nil
    func count(_ key: String) -> Int { ledger[key]?.integer ?? 0 }
    let isThere = count("read") > 0 || count("added") > 0
    guard ledger["read"] != nil, !isSamples || isThere else { return [] }
    var parts = ["\(count("read")) read"]
    if count("added") > 0 { parts.append("\(count("added")) added") }
    parts.append("\(count("written")) written")
    for reason in ledger["dropped"]?.members ?? [] {
      parts.append("\(reason.value.text) dropped as \(reason.key)")
    }
    if count("rejected") > 0 { parts.append("\(count("rejected")) rejected") }
    return parts
  }

  /// The command of an entry as a shell would read it.
  static func command(of entry: JSON) -> String {
    let arguments = entry["arguments"]?.array?.compactMap(\.string) ?? []
    return ([entry["filter"]?.string ?? "unknown"] + arguments.map(quoted)).joined(separator: " ")
  }

  /// An argument as a shell would read it.
  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./:,=%+@".contains($0) }
    if isPlain, !argument.isEmpty { return argument }
    return "'"
      + argument.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
  }
}
