import ArgumentParser

/// How many wrong attempts a trace has.
enum WrongAttempts: Equatable, Sendable {
  /// As many as there are, up to so many.
  case most(Int)
  /// The more, the harder the problem is (S²R).
  case byDifficulty

  init(_ text: String) throws {
    if text == "by-difficulty" {
      self = .byDifficulty
      return
    }
    guard let count = Int(text), count >= 0 else {
      throw ValidationError("use a number from 0, or by-difficulty")
    }
    self = .most(count)
  }

  /// How many attempts of a record with so many wrong samples: 0 of 0, 1 of 1, 2 of 2 or 3, 3 of
  /// more by difficulty.
  func count(ofWrong wrong: Int) -> Int {
    switch self {
    case .most(let count): min(count, wrong)
    case .byDifficulty: wrong < 2 ? wrong : wrong < 4 ? 2 : 3
    }
  }
}
