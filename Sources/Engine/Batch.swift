import Losses

/// A prompt and the completion that is learned from it.
package struct SupervisedRow: Equatable, Sendable {
  /// What is given, a token at least; no loss is taken on it.
  package var prompt: [Int32]
  /// What is learned, the end token included.
  package var completion: [Int32]
  /// Multiplies the row's loss.
  package var weight: Double

  /// Makes a row.
  package init(prompt: [Int32], completion: [Int32], weight: Double = 1) {
    self.prompt = prompt
    self.completion = completion
    self.weight = weight
  }
}

/// A prompt with a better and a worse completion.
package struct PreferencePair: Equatable, Sendable {
  /// What is given, a token at least.
  package var prompt: [Int32]
  /// The better completion, the end token included.
  package var chosen: [Int32]
  /// The worse completion, the end token included.
  package var rejected: [Int32]
  /// Multiplies the pair's loss.
  package var weight: Double
  /// The sum of the chosen tokens' log-probabilities under the reference model, in nats.
  package var referenceChosen: Double
  /// The same of the rejected tokens.
  package var referenceRejected: Double

  /// Makes a pair.
  package init(
    prompt: [Int32], chosen: [Int32], rejected: [Int32], weight: Double = 1,
    referenceChosen: Double, referenceRejected: Double
  ) {
    self.prompt = prompt
    self.chosen = chosen
    self.rejected = rejected
    self.weight = weight
    self.referenceChosen = referenceChosen
    self.referenceRejected = referenceRejected
  }
}

/// What one training step learns from, and by which loss.
package enum Batch: Equatable, Sendable {
  /// The weighted mean over all completion tokens of −log p.
  case supervised([SupervisedRow])
  /// The mean over the pairs of `directPreference` with β and α.
  case preference([PreferencePair], beta: Double, alpha: Double)
}

extension Batch {
  /// How many rows or pairs there are.
  package var count: Int {
    switch self {
    case .supervised(let rows): rows.count
    case .preference(let pairs, _, _): pairs.count
    }
  }

  /// How many tokens a group is computed on, prompts included.
  func tokens(of group: Int) -> Int {
    switch self {
    case .supervised(let rows): rows[group].prompt.count + rows[group].completion.count
    case .preference(let pairs, _, _):
      2 * pairs[group].prompt.count + pairs[group].chosen.count + pairs[group].rejected.count
    }
  }

  /// How many completion tokens the batch has.
  var completionTokens: Int {
    switch self {
    case .supervised(let rows): rows.reduce(0) { $0 + $1.completion.count }
    case .preference(let pairs, _, _):
      pairs.reduce(0) { $0 + $1.chosen.count + $1.rejected.count }
    }
  }

  /// Checks every sequence.
  func check(_ architecture: Architecture) throws(EngineError) {
    if completionTokens == 0 { throw .emptyBatch }
    switch self {
    case .supervised(let rows):
      for row in rows {
        if row.prompt.isEmpty { throw .emptyPrompt }
        try architecture.check(row.prompt, row.completion)
      }
    case .preference(let pairs, _, _):
      for pair in pairs {
        if pair.prompt.isEmpty { throw .emptyPrompt }
        if pair.chosen.isEmpty { throw .emptyBatch }
        try architecture.check(pair.prompt, pair.chosen)
        try architecture.check(pair.prompt, pair.rejected)
      }
    }
  }

  /// Lays a group's sequences behind those of a piece.
  func append(_ group: Int, to piece: inout Piece) {
    switch self {
    case .supervised(let rows):
      piece.append(rows[group].prompt, rows[group].completion)
    case .preference(let pairs, _, _):
      piece.append(pairs[group].prompt, pairs[group].chosen)
      piece.append(pairs[group].prompt, pairs[group].rejected)
    }
  }

  /// A group's part of the loss, and its derivatives in the order of its sequences' tokens.
  func loss(_ group: Int, logprobs: ArraySlice<Float>, batchTokens: Int) -> GroupLoss {
    switch self {
    case .supervised(let rows):
      let part = Losses.supervised(
        logprobs: Array(logprobs), weight: rows[group].weight, batchTokens: batchTokens)
      return GroupLoss(loss: part.loss, derivatives: part.derivatives, margin: nil)
    case .preference(let pairs, let beta, let alpha):
      let pair = pairs[group]
      let sums = PairLogprobs(
        chosen: sum(logprobs.prefix(pair.chosen.count)),
        rejected: sum(logprobs.dropFirst(pair.chosen.count)),
        referenceChosen: pair.referenceChosen, referenceRejected: pair.referenceRejected,
        chosenTokens: pair.chosen.count)
      let part = directPreference(
        sums, beta: beta, alpha: alpha, weight: pair.weight / Double(pairs.count))
      return GroupLoss(
        loss: part.loss,
        derivatives: Array(repeating: Float(part.chosen), count: pair.chosen.count)
          + Array(repeating: Float(part.rejected), count: pair.rejected.count),
        margin: sums.margin)
    }
  }

  private func sum(_ logprobs: ArraySlice<Float>) -> Double {
    logprobs.reduce(0.0) { $0 + Double($1) }
  }
}

/// What one row or pair adds to a batch's loss.
struct GroupLoss {
  let loss: Double
  let derivatives: [Float]
  /// Δ of a pair.
  let margin: Double?
}

// MARK: - Pieces

/// Whole groups that go through the model together.
struct Piece {
  private(set) var packing = Packing()
  private(set) var targets: [Target] = []

  /// Adds a sequence whose completion is to be predicted.
  mutating func append(_ prompt: [Int32], _ completion: [Int32]) {
    let first = packing.rows + prompt.count - 1
    packing.append(prompt, completion)
    for (place, token) in completion.enumerated() {
      targets.append(Target(row: first + place, token: token))
    }
  }
}

/// How a batch is divided, a function of the batch and the model alone.
struct BatchPlan {
  /// For each lane the pieces that are added up in it, each a range of groups.
  private(set) var lanes: [[Range<Int>]]

  /// Gives every lane neighbouring groups of about equal work, in pieces of at most `rows` tokens
  /// or one group.
  init(_ batch: Batch, lanes count: Int, rows: Int) {
    lanes = Array(repeating: [], count: count)
    let sizes = (0..<batch.count).map(batch.tokens(of:))
    let whole = max(1, sizes.reduce(0, +))
    var before = 0
    var inPiece = 0
    for (group, size) in sizes.enumerated() {
      let lane = min(count - 1, (before + size / 2) * count / whole)
      before += size
      if let last = lanes[lane].last, inPiece + size <= rows {
        lanes[lane][lanes[lane].count - 1] = last.lowerBound..<group + 1
        inPiece += size
      } else {
        lanes[lane].append(group..<group + 1)
        inPiece = size
      }
    }
  }
}
