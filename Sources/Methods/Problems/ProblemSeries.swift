/// A number of problems of one task, spread over a range of difficulties.
///
/// Difficulties take turns, from the easiest to the hardest and again; one that has no different
/// problem left is passed over, so that the others fill its place. No prompt comes twice, unless
/// repeats are asked for: then every difficulty keeps its turn, and its problems come round again.
package struct ProblemSeries: Sequence, Sendable {
  /// More different problems were asked for than there are.
  package struct TooMany: Error, Equatable, CustomStringConvertible {
    /// How many different problems the range has.
    package let available: Int
    /// How many were asked for.
    package let count: Int

    /// One sentence with the offending value.
    package var description: String {
      "there are only \(available) different problems at these difficulties, and \(count) were "
        + "asked for; raise the difficulty or allow repeats"
    }
  }

  private let task: ProceduralTask
  private let difficulties: ClosedRange<Int>
  private let count: Int
  private let seed: UInt64
  private let repeats: Bool

  /// `difficulties` begins at 1 or above, `count` is not negative.
  package init(
    _ task: ProceduralTask, difficulties: ClosedRange<Int>, count: Int, seed: UInt64,
    repeats: Bool = false
  ) throws(TooMany) {
    precondition(difficulties.lowerBound >= 1 && count >= 0, "difficulties begin at 1")
    var available = 0
    for difficulty in difficulties where available < Int.max {
      let capacity = task.capacity(difficulty: difficulty)
      available = available > Int.max - capacity ? .max : available + capacity
    }
    guard repeats || count <= available else {
      throw TooMany(available: available, count: count)
    }
    self.task = task
    self.difficulties = difficulties
    self.count = count
    self.seed = seed
    self.repeats = repeats
  }

  /// The problems in order; holds one number for the round and one for the turn.
  package func makeIterator() -> Iterator {
    Iterator(series: self, difficulty: difficulties.lowerBound, left: count)
  }

  /// See `makeIterator`.
  package struct Iterator: IteratorProtocol {
    fileprivate let series: ProblemSeries
    fileprivate var difficulty: Int
    fileprivate var round = 0
    fileprivate var left: Int

    /// The next problem.
    package mutating func next() -> ProceduralTask.Problem? {
      guard left > 0 else { return nil }
      while !series.repeats && round >= series.task.capacity(difficulty: difficulty) { turn() }
      defer { turn() }
      left -= 1
      return series.task.problem(difficulty: difficulty, index: round, seed: series.seed)
    }

    private mutating func turn() {
      if difficulty < series.difficulties.upperBound {
        difficulty += 1
      } else {
        difficulty = series.difficulties.lowerBound
        round += 1
      }
    }
  }
}
