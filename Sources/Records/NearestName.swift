/// Names that are like one that is not known, for messages that say what was probably meant.
package enum NearestName {
  /// The name that was probably meant, the first of several; nil if none is near enough.
  ///
  /// Near is what a third of the letters put in, taken out, changed or swapped with the next one
  /// make of it, one letter at least, and never all of them.
  package static func of(_ name: String, among names: some Sequence<String>) -> String? {
    let written = Array(name)
    let limit = min(max(1, written.count / 3), written.count - 1)
    var best: (name: String, distance: Int)?
    for candidate in names {
      let distance = distance(written, Array(candidate))
      if distance <= best.map({ $0.distance - 1 }) ?? limit { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Letters put in, taken out, changed, or swapped with the next (optimal string alignment).
  static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var line = [row + 1]
      for (column, other) in second.enumerated() {
        var least = min(
          last[column + 1] + 1, line[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          least = min(least, before[column - 1] + 1)
        }
        line.append(least)
      }
      (before, last) = (last, line)
    }
    return last[second.count]
  }
}
