import ArgumentParser

/// Difficulties, written `5` or `1-12`.
struct Difficulty: ExpressibleByArgument {
  var range: ClosedRange<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 1, last >= first, last <= 10_000
    else { return nil }
    range = first...last
  }
}
