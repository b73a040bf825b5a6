import FilterKit
import Methods
import Models

/// What became of the proposals, in the order in which they were asked for.
struct Proposals {
  private(set) var judged = 0
  private(set) var admitted = 0
  private var refused: [String: Int] = [:]

  /// The problem in a reply, nil if there is none that is whole.
  mutating func text(of reply: ModelReply) -> String? {
    judged += 1
    switch reply {
    case .completion(let completion) where completion.finish == .stop:
      if let text = ProposedProblem.text(in: completion.text) { return text }
      refused["no-problem", default: 0] += 1
    case .completion(let completion):
      refused["finish-\(completion.finish.rawValue)", default: 0] += 1
    case .failed, .givenUp: refused["no-answer", default: 0] += 1
    case .score, .probabilities: preconditionFailure("a completion was asked for")
    }
    return nil
  }

  /// The largest similarity of a problem that is admitted, nil for one that is not.
  mutating func judge(_ text: String, _ admission: inout Admission) -> Double? {
    switch admission.decide(text) {
    case .admitted(let similarity): return similarity
    case .refused(let reason):
      refused[reason.rawValue, default: 0] += 1
      return nil
    }
  }

  /// Counts a problem that is admitted unless its id was there before.
  mutating func take(_ id: String, _ ids: inout Set<String>) -> Bool {
    guard ids.insert(id).inserted else {
      refused["same-id", default: 0] += 1
      return false
    }
    admitted += 1
    return true
  }

  /// Says how many were admitted, and why others were not.
  func report(quiet: Bool) {
    guard !quiet else { return }
    let reasons = refused.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }.joined()
    say("propose: \(judged) proposals, \(admitted) admitted\(reasons)")
  }
}
