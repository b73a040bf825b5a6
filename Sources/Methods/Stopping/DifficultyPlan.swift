/// How many samples each of many problems gets, by how hard they are.
///
/// (Difficulty-Adaptive Self-Consistency, Wang et al. 2024, arXiv 2408.13457;
/// `sample --until dsc`). Problems come in an order from easy to hard. From the hardest downwards,
/// windows of 32 problems get 4 samples each; as soon as all problems of a window agree with
/// themselves (4 to 0 gives P = 0.96875), it and everything easier counts as easy. The easy
/// problems that have no samples get one greedy answer. The others, from easy to hard, get as many
/// samples at once as their predecessors turned out to need, and then 4 more at a time until P
/// reaches the confidence.
///
/// Differs from the original in that the easy problems of the last window keep their four equal
/// answers and get no greedy one.
package struct DifficultyPlan {
  /// What is to be drawn next.
  package enum Step: Equatable {
    /// So many further samples of some problems.
    case draw([Draw])
    /// One greedy answer of each.
    case greedy([Int])
  }
  /// So many further samples of a problem.
  package struct Draw: Equatable {
    package var problem: Int
    package var count: Int

    /// Makes a draw.
    package init(problem: Int, count: Int) {
      self.problem = problem
      self.count = count
    }
  }

  private enum Phase {
    /// The problems before this place of the order are not judged yet.
    case judging(end: Int)
    case easy
    /// The next place of the order, and whether its problem has got its share already.
    case hard(Int, isAllocated: Bool)
  }

  private let order: [Int]
  private let most: Int
  private let rule: StoppingRule
  private var phase: Phase
  /// The places of the order that are easy.
  private var easyEnd = 0
  /// From where on problems were judged, and have samples.
  private var judgedStart = 0
  /// Where the window that is being judged begins.
  private var windowStart: Int?
  /// How many samples the last problems needed.
  private var needs: [Int] = []

  private static let window = 32
  private static let step = 4
  private static let memory = 16

  /// Begins with problems from easy to hard.
  /// - Parameters:
  ///   - most: the most samples of a problem.
  ///   - confidence: the chance to reach.
  package init(order: [Int], most: Int, confidence: Double = 0.95) {
    self.order = order
    self.most = most
    rule = .beta(confidence)
    phase = .judging(end: order.count)
  }

  /// The next step, nil when all is drawn.
  /// - Parameter answers: of the samples of a problem so far, greedy ones not among them.
  package mutating func next(answers: (Int) -> [String?]) -> Step? {
    while true {
      switch phase {
      case .judging(let end):
        if let start = windowStart {
          windowStart = nil
          judgedStart = start
          let isEasy = order[start..<end].allSatisfy { rule.isEnough(answers($0)) }
          easyEnd = isEasy ? end : 0
          phase = isEasy || start == 0 ? .easy : .judging(end: start)
          continue
        }
        guard end > 0 else {
          phase = .easy
          continue
        }
        let start = max(0, end - Self.window)
        windowStart = start
        return .draw(order[start..<end].map { Draw(problem: $0, count: min(Self.step, most)) })
      case .easy:
        phase = .hard(easyEnd, isAllocated: false)
        let unjudged = Array(order[..<judgedStart])
        if !unjudged.isEmpty { return .greedy(unjudged) }
      case .hard(let place, let isAllocated):
        guard place < order.count else { return nil }
        let problem = order[place]
        let drawn = answers(problem)
        let isEnough = isAllocated && (rule.isEnough(drawn) || drawn.count >= most)
        if isEnough {
          needs.append(need(of: drawn))
          phase = .hard(place + 1, isAllocated: false)
          continue
        }
        let wanted = isAllocated ? drawn.count + Self.step : allocation
        phase = .hard(place, isAllocated: true)
        let count = min(wanted, most) - drawn.count
        if count > 0 { return .draw([Draw(problem: problem, count: count)]) }
      }
    }
  }

  /// How many samples the next problem gets at once: what the last ones needed in the mean.
  private var allocation: Int {
    guard needs.count >= Self.memory else { return Self.step }
    let mean = Double(needs.suffix(Self.memory).reduce(0, +)) / Double(Self.memory)
    let steps = (mean / Double(Self.step)).rounded(.toNearestOrEven)
    return max(Self.step, Self.step * Int(steps))
  }

  /// The smallest multiple of 4 of a problem's samples that would have been enough.
  private func need(of drawn: [String?]) -> Int {
    stride(from: Self.step, to: drawn.count, by: Self.step)
      .first { rule.isEnough(Array(drawn[..<$0])) } ?? drawn.count
  }
}
