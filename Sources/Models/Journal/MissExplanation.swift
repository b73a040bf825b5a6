import Records

/// Says why a question is not in a journal, by the question that stands there in its place.
///
/// That is the one with the same seed, which stands for the same sample of the same record; of
/// questions without a seed, the one that was asked at the same place of its run.
final class MissExplanation {
  private var bySeed: [Int: Journal.Entry] = [:]
  private var byNumber: [Int: Journal.Entry] = [:]
  private var given = 0
  /// More are of no help.
  private static let most = 10

  /// Whether another explanation is of use.
  var isWanted: Bool { given < Self.most }

  /// Takes a question of the journal.
  func note(_ entry: Journal.Entry, number: Int, seed: Int?) {
    if let seed { bySeed[seed] = entry } else { byNumber[number] = entry }
  }

  /// The question that stands in the place of another.
  func entry(beside question: Journal.Question) -> Journal.Entry? {
    if let seed = Self.seed(of: question) { bySeed[seed] } else { byNumber[question.number] }
  }

  private static func seed(of question: Journal.Question) -> Int? {
    question.members.first { $0.key == "seed" }?.value.integer
  }

  /// The explanation.
  /// - Parameter held: the question in its place, nil if there is none.
  func text(_ question: Journal.Question, _ held: JSON?) -> String {
    given += 1
    let end = isWanted ? "" : " (further ones are not explained)"
    let name = Self.name(of: question)
    guard let held else { return "\(name), which was never asked for" + end }
    let differences = question.members.flatMap { member in
      Self.differences(member.key, held[member.key], member.value)
    }
    let list =
      differences.isEmpty ? "its answer was taken already" : differences.joined(separator: "; ")
    return "\(name): \(list)" + end
  }

  /// Says that a question is asked again that failed.
  func text(_ question: Journal.Question, failed reason: String) -> String {
    given += 1
    let end = isWanted ? "" : " (further ones are not explained)"
    return "asked again: \(Self.name(of: question)): \(reason)\(end)"
  }

  private static func name(of question: Journal.Question) -> String {
    seed(of: question).map { "seed \($0)" } ?? "request \(question.number + 1)"
  }

  /// What differs between two values, by their paths.
  static func differences(_ path: String, _ old: JSON?, _ new: JSON) -> [String] {
    if old == new { return [] }
    switch (old, new) {
    case (.object(let olds)?, .object(let news)):
      let keys = news.map(\.key) + olds.map(\.key).filter { new[$0] == nil }
      return keys.flatMap { differences("\(path).\($0)", old?[$0], new[$0] ?? .null) }
    case (.array(let olds)?, .array(let news)) where olds.count == news.count:
      return zip(olds, news).enumerated().flatMap { place, pair in
        differences("\(path)[\(place)]", pair.0, pair.1)
      }
    case (.string(let before)?, .string(let after)):
      let common = zip(before, after).prefix { $0 == $1 }.count
      let shown = max(0, common - 10)
      let place = shown > 0 ? ", from character \(common + 1) on," : ""
      return [
        "\(path)\(place) was \(excerpt(.string(before), shown)), is \(excerpt(.string(after), shown))"
      ]
    default:
      let was = old.map { excerpt($0, 0) } ?? "not there"
      return ["\(path) was \(was), is \(excerpt(new, 0))"]
    }
  }

  /// A piece of a value as JSON; of a text from some character on.
  private static func excerpt(_ value: JSON, _ start: Int) -> String {
    let text = value.string ?? value.text
    let shown = text.dropFirst(start).prefix(40)
    let isWhole = shown.endIndex == text.endIndex
    let piece = value.string == nil ? String(shown) : JSON.string(String(shown)).text
    return (start > 0 ? "…" : "") + piece + (isWhole ? "" : "…")
  }
}
