import FilterKit
import Records

/// How a ledger looks.
enum LedgerView {
  /// The ledgers of several shards as one: counts of the same name are added.
  static func sum(_ ledgers: [JSON]) -> JSON? {
    guard var sum = ledgers.first else { return nil }
    for ledger in ledgers.dropFirst() { sum = added(sum, ledger) }
    return sum
  }

  private static func added(_ one: JSON, _ other: JSON) -> JSON {
    guard let ours = one.members, let theirs = other.members else {
      if let one = one.integer, let other = other.integer { return .integer(Int64(one &+ other)) }
      return one
    }
    let keys = Set(ours.map(\.key))
    return .object(
      ours.map { member in
        JSON.Member(member.key, other[member.key].map { added(member.value, $0) } ?? member.value)
      } + theirs.filter { !keys.contains($0.key) })
  }

  /// What is counted, records and samples, with its counts below.
  static func text(_ ledger: JSON) -> String {
    (ledger.members ?? []).map { "\(TerminalText.line($0.key))\n\(lines($0.value))" }.joined()
  }

  /// A line for each count, reasons below.
  private static func lines(_ counts: JSON) -> String {
    var text = ""
    for count in counts.members ?? [] {
      let reasons = count.value.members
      let sum = reasons?.reduce(0) { $0 &+ ($1.value.integer ?? 0) } ?? count.value.integer ?? 0
      text += line(count.key, sum, indent: 2)
      for reason in reasons ?? [] { text += line(reason.key, reason.value.integer ?? 0, indent: 4) }
    }
    return text
  }

  private static func line(_ name: String, _ number: Int, indent: Int) -> String {
    let name = TerminalText.line(name)
    let digits = String(number)
    let gap = max(1, 34 - indent - TerminalText.columns(of: name) - digits.count)
    return String(repeating: " ", count: indent) + name + String(repeating: " ", count: gap)
      + digits + "\n"
  }
}
