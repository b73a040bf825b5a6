/// Whole units that go through the model together.
struct Piece {
  private(set) var packing = Packing()
  private(set) var targets: [Target] = []

  /// Adds a unit's sequences.
  mutating func append(_ unit: LossUnit) {
    for sequence in unit.sequences {
      let start = packing.rows
      packing.append(sequence.prompt, sequence.completion)
      let first = sequence.count - sequence.targets
      for place in first..<sequence.count {
        targets.append(
          Target(row: start + place - 1, token: packing.tokens[start + place]))
      }
    }
  }
}

/// How units are divided, a function of them and the model alone.
struct BatchPlan {
  /// For each lane the pieces that are added up in it, each a range of units.
  private(set) var lanes: [[Range<Int>]]

  /// Gives every lane neighbouring units of about equal work, in pieces of at most `rows` tokens
  /// or one unit.
  init(_ units: [LossUnit], lanes count: Int, rows: Int) {
    lanes = Array(repeating: [], count: count)
    let sizes = units.map(\.count)
    let whole = max(1, sizes.reduce(0, +))
    var before = 0
    var inPiece = 0
    for (unit, size) in sizes.enumerated() {
      let lane = min(count - 1, (before + size / 2) * count / whole)
      before += size
      if let last = lanes[lane].last, inPiece + size <= rows {
        lanes[lane][lanes[lane].count - 1] = last.lowerBound..<unit + 1
        inPiece += size
      } else {
        lanes[lane].append(unit..<unit + 1)
        inPiece = size
      }
    }
  }
}
