import FilterKit
import Records
import Streams

/// What a report may measure, and what it is called on paper, in JSON and in an alarm.
package enum Metric {
  /// Names in the order in which they are printed, with what they mean; `@k` stands for any number.
  package static let all: [(name: String, meaning: String)] = [
    ("rows", "rows to train on"),
    ("problems", "records with samples"),
    ("samples", "samples of all problems"),
    ("accuracy", "share of samples that are right"),
    ("undecided", "samples that nobody could judge; they are not right"),
    ("pass@k", "probability that one of k samples is right"),
    ("maj@k", "probability that the vote of k samples is right"),
    ("vote-accuracy", "share of votes that are right"),
    ("vote-entropy", "mean entropy of the votes, in nats"),
    ("vote-margin", "mean distance of a vote's first from its second"),
    ("vote-ties", "votes that a rule had to decide"),
    ("calibration-error", "expected |share of a vote − how often it is right|"),
    ("answer-entropy", "mean entropy of a problem's answers, in nats"),
    ("one-answer", "share of problems with the commonest answer"),
    ("label-balance", "evenness of labels: 1 all as frequent, 0 one alone"),
    ("verification-gap", "accuracy won if only accepted samples count"),
    ("relative-gap", "the same as part of what is wrong"),
    ("vote-gap", "accuracy won if only the majority's samples count"),
    ("balance-score", "whether samples are many, different and right"),
    ("before", "accuracy of samples that were revised"),
    ("after", "accuracy of their revisions"),
    ("right-to-right", "of all revisions"),
    ("right-to-wrong", "of all revisions"),
    ("wrong-to-right", "of all revisions"),
    ("wrong-to-wrong", "of all revisions"),
    ("CL", "confidence level: part of right ones that stay right"),
    ("CS", "critique score: part of wrong ones that are repaired"),
    ("RSS", "relative self-correction score: 0.5 if nothing is won"),
    ("blind-spot", "how much seldomer own errors are repaired than shown"),
    ("distinct-1", "different words over all words"),
    ("distinct-2", "different pairs of words over all pairs"),
    ("self-BLEU", "how much a problem's samples repeat each other"),
    ("tokens", "mean length of a completion in tokens"),
    ("characters", "mean length of a completion in characters"),
    ("length-drift", "mean length over that of the first stream"),
    ("cut-off", "share of samples cut off for their length"),
    ("chosen-longer", "share of pairs whose chosen completion is longer"),
    ("agreement", "share of problems with the previous stream's answer"),
  ]

  /// Where a name stands in `all`; nil if it is no gauge.
  static func place(of name: String) -> Int? {
    var family = name
    if let cut = name.firstIndex(of: "@"), Int(name[name.index(after: cut)...]) ?? 0 > 0 {
      family = name[...cut] + "k"
    }
    return all.firstIndex { $0.name == family }
  }

  /// What a gauge means.
  static func meaning(of name: String) -> String { place(of: name).map { all[$0].meaning } ?? "" }

  /// The names that any of some streams has, in order.
  static func names(of findings: [[MetricValue]]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for finding in findings.joined() where seen.insert(finding.name).inserted {
      names.append(finding.name)
    }
    let keys = names.map { name in
      (place(of: name) ?? all.count, Int(name.split(separator: "@").last ?? "") ?? 0)
    }
    return names.indices.sorted { keys[$0] < keys[$1] }.map { names[$0] }
  }
}

/// A limit on a gauge, such as `accuracy<0.3`, beyond which a loop should stop.
package struct Alarm {
  private enum Side: String, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
  }

  package let gauge: String
  private let side: Side
  private let limit: Double
  private let text: String

  /// Reads a limit.
  /// - Throws: `Failure` with a sentence that says what is wrong.
  package init(_ text: String) throws(Failure) {
    guard let place = text.firstIndex(where: { "<>".contains($0) }),
      let side = Side.allCases.first(where: { text[place...].hasPrefix($0.rawValue) }),
      let limit = Double(text[place...].dropFirst(side.rawValue.count)), limit.isFinite
    else {
      throw Failure(.usage, "--alarm is no limit such as 'accuracy<0.3': “\(text)”")
    }
    gauge = String(text[..<place])
    guard Metric.place(of: gauge) != nil else {
      let hint = NearestName.hint(gauge, among: Metric.all.map(\.name))
      throw Failure(.usage, "there is no gauge “\(gauge)”\(hint)")
    }
    (self.side, self.limit, self.text) = (side, limit, text)
  }

  /// Whether a reading is beyond the limit.
  package func rings(at value: Double) -> Bool {
    switch side {
    case .atMost: value <= limit
    case .atLeast: value >= limit
    case .below: value < limit
    case .above: value > limit
    }
  }

  /// What is said when it rings; three digits behind the point would hide a small difference.
  package func message(_ value: Double) -> String { "alarm: \(gauge) is \(value), and \(text)" }
}
