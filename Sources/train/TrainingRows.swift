import Checkpoints
import Engine
import FilterKit
import Losses
import Streams

/// The rows of a training run, on the disk; what is in memory is a batch.
///
/// The numbers of a row are its weight, and then
///
///     pairs      smoothing, margin, the reference's log p of the chosen and of the rejected side
///     labelled   1 or 0, the row with a completion of another prompt, log p of both
///     groups     the rewards, NaN where there is none; log p of all tokens beside them
struct TrainingRows {
  let loss: Objective
  let options: LossOptions
  /// The longest sequence, in tokens.
  let longest: Int
  private let file: RowFile

  init(_ loss: Objective, _ options: LossOptions, longest: Int, in directory: String) throws {
    self.loss = loss
    self.options = options
    self.longest = longest
    file = try RowFile(in: directory)
  }

  /// How many rows there are.
  var count: Int { file.count }
  /// The hash of all tokens and numbers, by which a checkpoint knows its rows.
  var hash: UInt64 { file.hash.value }

  /// Adds a row, with room for what is to be computed of it.
  func append(_ row: StoredRow) throws {
    var row = row
    if loss.isOfGroups {
      let tokens = row.completions.reduce(0) { $0 + $1.count }
      row.logprobs = Array(
        repeating: 0, count: options.needsReference(loss) ? 2 * tokens : tokens)
    }
    try file.append(row)
  }

  // MARK: - Batches

  /// The rows with these numbers as a batch.
  func batch(_ indices: [Int]) throws -> Batch {
    let rows = try indices.map { try file[$0] }
    switch loss.kind {
    case .supervised(let likelihood):
      return .supervised(
        rows.map { row in
          SupervisedRow(
            prompt: row.prompt, completion: row.sequences[1],
            tokenWeights: row.tokenWeights.isEmpty ? nil : row.tokenWeights,
            weight: row.numbers[0])
        }, likelihood)
    case .pairs(let terms):
      return .preference(rows.map(Self.pair), options.pairs(terms, of: loss))
    case .labelled:
      let kto = KTO(
        beta: options.beta(of: loss), desirableWeight: options.desirableWeight,
        undesirableWeight: options.undesirableWeight)
      return .labelled(try rows.map(labelled), kto)
    case .grouped(let rule):
      return .grouped(
        rows.map(group),
        GroupRelative(
          rule, scale: options.scaleRewards, clipping: options.clipping,
          beta: options.beta(of: loss), longest: options.maxCompletionLength))
    case .ranked:
      return .ranked(
        rows.map(group),
        LeaveOneOut(
          clipping: options.clipping, beta: options.beta(of: loss),
          isNormalized: options.normalizeAdvantages))
    }
  }

  private static func pair(_ row: StoredRow) -> PreferencePair {
    PreferencePair(
      prompt: row.prompt, chosen: row.sequences[1], rejected: row.sequences[2],
      weight: row.numbers[0], smoothing: row.numbers[1], gap: row.numbers[2],
      referenceChosen: row.numbers[3], referenceRejected: row.numbers[4])
  }

  private func labelled(_ row: StoredRow) throws -> LabelledRow {
    LabelledRow(
      prompt: row.prompt, completion: row.sequences[1], isDesirable: row.numbers[1] == 1,
      weight: row.numbers[0], reference: row.numbers[3],
      mismatched: try mismatched(of: row, at: Int(row.numbers[2])),
      referenceMismatched: row.numbers[4])
  }

  /// The completion of another row, as much of it as fits behind this row's prompt.
  private func mismatched(of row: StoredRow, at index: Int) throws -> [Int32] {
    Array(try file[index].sequences[1].prefix(longest - row.prompt.count))
  }

  private func group(_ row: StoredRow) -> CompletionGroup {
    var next = row.logprobs.startIndex
    func take(_ count: Int) -> [Float] {
      defer { next += count }
      return Array(row.logprobs[next..<next + count])
    }
    let old = row.completions.map { take($0.count) }
    let reference = row.completions.map { tokens -> [Float]? in
      next < row.logprobs.endIndex ? take(tokens.count) : nil
    }
    return CompletionGroup(
      prompt: row.prompt,
      members: row.completions.enumerated().map { place, tokens in
        let reward = row.numbers[1 + place]
        return .init(
          tokens: tokens, reward: reward.isNaN ? nil : reward, old: old[place],
          reference: reference[place])
      }, weight: row.numbers[0])
  }

  // MARK: - Log-probabilities that are computed once

  /// Gives every row the log-probabilities of its completions under the model as it begins and
  /// under the reference model, as far as its loss needs them.
  /// - Parameters:
  ///   - start: the model as it begins.
  ///   - reference: the reference model.
  ///   - key: the key of the rows' order, by which KTO's completions of other prompts are chosen.
  ///   - note: is told how many rows are done.
  func score(
    start: Scorer, reference: Scorer, key: UInt64, note: (_ done: Int) -> Void
  ) throws {
    switch loss.kind {
    case .supervised: return
    case .pairs where !options.needsReference(loss): return
    default: break
    }
    var order = RowOrder(count: count, key: key)
    var before = loss.kind == .labelled ? try file[lastOfOrder(key)].sequences[1] : []
    var partner = loss.kind == .labelled ? lastOfOrder(key) : 0
    let chunk = 64
    for first in stride(from: 0, to: count, by: chunk) {
      let indices = order.take(min(chunk, count - first))
      var rows = try indices.map { try file[$0] }
      if loss.kind == .labelled {
        for place in rows.indices {
          let own = rows[place].sequences[1]
          rows[place].numbers[2] = Double(partner)
          rows[place].sequences.append(
            Array(before.prefix(longest - rows[place].prompt.count)))
          (before, partner) = (own, indices[place])
        }
      }
      try score(&rows, start: start, reference: reference)
      for (index, row) in zip(indices, rows) { try file.replace(index, with: row) }
      note(first + indices.count)
    }
  }

  private func lastOfOrder(_ key: UInt64) -> Int {
    var order = RowOrder(count: count, key: key, position: count - 1)
    return order.next()
  }

  private func score(_ rows: inout [StoredRow], start: Scorer, reference: Scorer) throws {
    let sequences = rows.flatMap { row in row.completions.map { row.prompt + $0 } }
    func logprobs(_ scorer: Scorer) throws -> [[[Float]]] {
      var found = try scorer.logprobs(of: sequences)[...]
      return rows.map { row in
        row.completions.map { Array(found.removeFirst().suffix($0.count)) }
      }
    }
    func sum(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } }
    let old = loss.isOfGroups ? try logprobs(start) : []
    let kept =
      reference === start && loss.isOfGroups
      ? old : options.needsReference(loss) ? try logprobs(reference) : []
    for place in rows.indices {
      if loss.isOfGroups {
        rows[place].logprobs = Array(old[place].joined())
        if options.needsReference(loss) { rows[place].logprobs += kept[place].joined() }
      } else {
        rows[place].numbers[3] = sum(kept[place][0])
        rows[place].numbers[4] = sum(kept[place][1])
        if loss.kind == .labelled { rows[place].sequences.removeLast() }
      }
    }
  }
}
