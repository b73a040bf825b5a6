import ArgumentParser

/// How many steps a beginning has.
enum BeginningRule: Equatable, Sendable {
  case steps(Int)
  /// All numbers from 0 that leave a step.
  case every
  /// One of these.
  case random

  init(_ text: String) throws {
    switch text {
    case "every": self = .every
    case "random": self = .random
    default:
      guard let count = Int(text), count >= 0 else {
        throw ValidationError("use a number of steps, every or random")
      }
      self = .steps(count)
    }
  }

  /// The numbers of steps for a text of so many.
  func counts(of steps: Int, using generator: inout some RandomNumberGenerator) -> [Int] {
    switch self {
    case .steps(let count): count < steps ? [count] : []
    case .every: Array(0..<steps)
    case .random: steps > 0 ? [Int.random(in: 0..<steps, using: &generator)] : []
    }
  }
}
