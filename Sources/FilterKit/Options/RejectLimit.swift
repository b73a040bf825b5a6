import ArgumentParser

/// How many bad lines a run may reject.
package enum RejectLimit: Equatable, Sendable {
  case count(Int)
  /// Of the lines that were read.
  case share(Double)

  /// Whether a run has rejected too many.
  func isExceeded(rejected: Int, read: Int) -> Bool {
    switch self {
    case .count(let count): rejected > count
    case .share(let share): Double(rejected) > share * Double(read)
    }
  }
}

extension RejectLimit: ExpressibleByArgument, CustomStringConvertible {
  package init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else {
        return nil
      }
      self = .share(percent / 100)
    } else {
      guard let count = Int(argument), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  private static func percent(_ share: Double) -> String {
    let percent = (share * 100).rounded(toPlaces: 9)
    return Int(exactly: percent).map { "\($0)" } ?? "\(percent)"
  }

  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .share(let share): "\(Self.percent(share))%"
    }
  }
}
