import Methods

/// What the revisions of a problem did.
struct Revisions {
  /// Which way they went.
  private(set) var pairs = Transitions.Pairs()
  /// Those of wrong samples.
  private(set) var repairs = Repairs()

  /// Reads them from the samples of a problem.
  init(_ problem: ProblemFacts) {
    let samples = problem.samples
    let places = Dictionary(
      samples.indices.map { (samples[$0].index, $0) }, uniquingKeysWith: { $1 })
    for (place, sample) in samples.enumerated() {
      guard let parent = sample.parent.flatMap({ places[$0] }),
        let before = problem.rightness[parent], let after = problem.rightness[place]
      else { continue }
      pairs.add(before: before, after: after)
      if !before { repairs.add(sample, of: samples[parent], isRight: after) }
    }
  }
}

/// Repairs of wrong samples, where the model goes on from its own error, and where it is shown one.
struct Repairs {
  private var own = (right: 0, all: 0)
  private var shown = (right: 0, all: 0)

  /// Adds a revision of a wrong sample.
  ///
  /// It goes on from the error if it was given some of it, and begins so as far as the texts are
  /// known; where it was given nothing, or does not begin so, it is neither of the two.
  mutating func add(_ sample: SampleFacts, of parent: SampleFacts, isRight: Bool) {
    guard let prefix = sample.prefix else {
      shown.all += 1
      shown.right += isRight ? 1 : 0
      return
    }
    guard prefix > 0 else { return }
    if let text = sample.text, let error = parent.text {
      let given = error.utf8.prefix(prefix)
      guard given.count == prefix, text.utf8.starts(with: given) else { return }
    }
    own.all += 1
    own.right += isRight ? 1 : 0
  }

  /// Adds those of another problem.
  mutating func add(_ other: Repairs) {
    own = (own.right + other.own.right, own.all + other.own.all)
    shown = (shown.right + other.shown.right, shown.all + other.shown.all)
  }

  /// How much seldomer own errors are repaired; nil unless there are some of both.
  var blindSpot: Double? {
    guard own.all > 0, shown.all > 0 else { return nil }
    return BlindSpot.rate(
      user: Double(shown.right) / Double(shown.all), own: Double(own.right) / Double(own.all))
  }
}
