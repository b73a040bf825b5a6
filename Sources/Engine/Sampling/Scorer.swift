import Glibc

/// Computes how likely given tokens are.
///
/// A sequence's results do not depend on its neighbours, nor on the number of threads.
package final class Scorer {
  private let transformer: Transformer
  private let workers: Workers
  private let workspaces: [(activations: Activations, head: Head)]
  private let keepsWeights: Bool
  /// The weights as they were packed last, kept so that they need not be packed for every call.
  private var weights: PackedWeights?

  /// Prepares scoring.
  ///
  /// A scorer is used by one thread at a time. The parameters may change between two calls if whoever
  /// changes them tells the transformer, as a trainer does.
  /// - Parameter keepsWeights: whether a copy of the weights is kept between two calls.
  package init(_ transformer: Transformer, workers: Workers, keepsWeights: Bool = true) {
    self.transformer = transformer
    self.workers = workers
    self.keepsWeights = keepsWeights
    workspaces = (0..<workers.count).map { _ in
      (Activations(transformer.architecture, keeping: false), Head(transformer))
    }
  }

  /// For each sequence log p(token t + 1 | tokens 0 … t), in nats: one number fewer than tokens.
  ///
  /// Memory grows with the longest sequence and the vocabulary, not with their number.
  /// - Throws: `EngineError` for a sequence that the model cannot take.
  package func logprobs(of sequences: [[Int32]]) throws(EngineError) -> [[Float]] {
    for sequence in sequences { try transformer.architecture.check(sequence) }
    var results = Array(repeating: [Float](), count: sequences.count)
    let vocabulary = transformer.architecture.vocabulary
    let rows = max(48, (1 << 22) / vocabulary)
    let packed = packWeights()
    forEachPiece(sequences, packed, results: &results) { packing, workspace in
      var places: [(row: Int, token: Int32)] = []
      for sequence in 0..<packing.count {
        for row in packing.range(sequence).dropLast() {
          places.append((row, packing.tokens[row + 1]))
        }
      }
      var logprobs: [Float] = []
      for first in stride(from: 0, to: places.count, by: rows) {
        let part = places[first..<min(first + rows, places.count)]
        workspace.head.forward(part.map(\.row), of: workspace.activations.output, packed: packed)
        logprobs += workspace.head.logprobs(part.map(\.token))
      }
      var next = 0
      return (0..<packing.count).map { sequence in
        let count = max(0, packing.range(sequence).count - 1)
        defer { next += count }
        return Array(logprobs[next..<next + count])
      }
    }
    return results
  }

  private func packWeights() -> PackedWeights {
    let packed = transformer.packWeights()
    if keepsWeights { weights = packed }
    return packed
  }

  /// Sends the sequences through the model, a few at a time on each thread.
  private func forEachPiece(
    _ sequences: [[Int32]], _ packed: PackedWeights, results: inout [[Float]],
    _ body: (Packing, (activations: Activations, head: Head)) -> [[Float]]
  ) {
    var pieces: [Range<Int>] = []
    var rows = 0
    for (index, sequence) in sequences.enumerated() {
      if let last = pieces.last, rows + sequence.count <= pieceRows {
        pieces[pieces.count - 1] = last.lowerBound..<index + 1
        rows += sequence.count
      } else {
        pieces.append(index..<index + 1)
        rows = sequence.count
      }
    }
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      workers.run(tasks: pieces.count) { index, worker in
        let piece = pieces[index]
        var packing = Packing()
        for sequence in sequences[piece] { packing.append(sequence) }
        let workspace = workspaces[worker]
        if packing.rows > 0 {
          transformer.forward(packing, workspace.activations, packed: packed)
        }
        for (index, values) in zip(piece, body(packing, workspace)) {
          results[index] = values
        }
      }
    }
  }
}

/// How many tokens go through the model together when nothing has to be kept.
let pieceRows = 256
