import Foundation
import Losses
import Testing

@testable import Engine

/// One training step of every loss equals that of TRL's trainers; `Fixtures/make_trl_fixtures.py`
/// says how its numbers were made.
@Suite struct BatchUnitsTests {
  static let names = [
    "sft", "sft-accumulated", "dft", "dpo", "hinge", "ipo", "sppo", "bco", "nca", "apo-zero",
    "apo-down", "robust", "exo", "dpo+sft", "ipo+hinge", "kto", "orpo", "simpo", "simpo-smoothed",
    "grpo", "bnpo", "dr_grpo", "dapo", "grpo-clipped", "dapo-clipped", "rloo", "rloo-clipped",
  ]

  @Test(arguments: names) func aStepIsThatOfTRL(name: String) throws {
    let fixture = try TRLFixture()
    let place = try #require(fixture.content.cases.firstIndex { $0.name == name })
    let trainer = Trainer(
      fixture.model(0), optimizer: AdamW(), schedule: Schedule(peak: 1e-3, steps: 1),
      workers: Workers(threads: 2))
    let metrics = try trainer.measure(try fixture.batches(name))
    #expect(abs(metrics.loss - fixture.content.cases[place].loss) < 1e-4)
    let expected = fixture.block(place + 2)
    let found = trainer.gradients.array
    #expect(worstError(found, expected) < 1e-4)
    let length = expected.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
    #expect(abs(metrics.gradientNorm / length - 1) < 1e-4)
  }

  @Test func allCasesAreTested() throws {
    #expect(try TRLFixture().content.cases.map(\.name) == Self.names)
  }

  @Test func threadsChangeNoBitOfAnyLoss() throws {
    let fixture = try TRLFixture()
    for name in Self.names {
      let gradients = try [1, 3].map { threads in
        let trainer = Trainer(
          fixture.model(0), optimizer: AdamW(), schedule: Schedule(peak: 1e-3, steps: 1),
          workers: Workers(threads: threads))
        _ = try trainer.measure(try fixture.batches(name))
        return trainer.gradients.array
      }
      #expect(gradients[0] == gradients[1], "\(name)")
    }
  }

  @Test func batchesOfAnUpdateShareItsTokens() throws {
    let rows = [
      SupervisedRow(prompt: [1], completion: [2]), .init(prompt: [1], completion: [2, 3]),
    ]
    let fixture = try TRLFixture()
    let trainer = Trainer(
      fixture.model(0), optimizer: AdamW(), schedule: Schedule(peak: 1e-3, steps: 1),
      workers: Workers(threads: 1))
    let whole = try trainer.measure(.supervised(rows))
    let parts = try trainer.measure(rows.map { .supervised([$0]) })
    #expect(abs(whole.loss - parts.loss) < 1e-9)
    #expect(whole.tokens == 3 && parts.tokens == 3)
  }
}

/// Rows, losses and gradients as TRL made them.
private struct TRLFixture {
  struct Content: Decodable {
    struct Row: Decodable {
      var prompt: [Int32]
      var completion: [Int32]
      var label: Bool
    }
    struct Pair: Decodable {
      var prompt: [Int32]
      var chosen: [Int32]
      var rejected: [Int32]
    }
    struct Group: Decodable {
      var prompt: [Int32]
      var completions: [[Int32]]
      var rewards: [Double]
      var shifts: [[Float]]
    }
    struct Case: Decodable {
      var name: String
      var loss: Double
    }
    var end: Int32
    var rows: [Row]
    var pairs: [Pair]
    var groups: [Group]
    var cases: [Case]
  }

  let content: Content
  private let numbers: [Float]
  private let architecture = Architecture(
    vocabulary: 15, width: 8, layers: 1, heads: 2, keyValueHeads: 1, headWidth: 4, feedForward: 12,
    rotates: [true], tiedHead: true, context: 32)

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    content = try JSONDecoder().decode(
      Content.self, from: try Data(contentsOf: folder.appending(path: "trl.json")))
    let bytes = try Data(contentsOf: folder.appending(path: "trl.f32"))
    numbers = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  /// As many numbers as the model has.
  func block(_ index: Int) -> ArraySlice<Float> {
    let count = architecture.parameterCount
    return numbers[index * count..<(index + 1) * count]
  }

  /// The model that begins, or the reference.
  func model(_ index: Int) -> Transformer {
    let parameters = Parameters(architecture)
    for (place, number) in block(index).enumerated() { parameters.buffer.start[place] = number }
    return Transformer(parameters)
  }

  /// log p of a completion's tokens under one of the two models.
  private func logprobs(_ prompt: [Int32], _ completion: [Int32], _ index: Int) throws -> [Float] {
    let scorer = Scorer(model(index), workers: Workers(threads: 1))
    return try scorer.logprobs(of: [prompt + completion])[0].suffix(completion.count)
  }

  private func sum(_ prompt: [Int32], _ completion: [Int32]) throws -> Double {
    try logprobs(prompt, completion, 1).reduce(0) { $0 + Double($1) }
  }

  func batches(_ name: String) throws -> [Batch] {
    switch name {
    case "sft": [.supervised(supervised)]
    case "sft-accumulated":
      stride(from: 0, to: 6, by: 2).map { .supervised(Array(supervised[$0..<$0 + 2])) }
    case "dft": [.supervised(supervised, .dft)]
    case "kto":
      [
        .labelled(
          try labelled, KTO(beta: 0.5, desirableWeight: 1.25, undesirableWeight: 0.75))
      ]
    case "grpo", "bnpo", "dr_grpo", "dapo":
      [.grouped(try groups(shifted: false), relative(name, longest: 10))]
    case "grpo-clipped":
      [
        .grouped(
          try groups(shifted: true),
          GroupRelative(
            .grpo, scale: .batch, clipping: Clipping(below: 0.1, above: 0.2), beta: 0.1))
      ]
    case "dapo-clipped":
      [.grouped(try groups(shifted: true), GroupRelative(.dapo, scale: .none))]
    case "rloo": [.ranked(try groups(shifted: false), LeaveOneOut())]
    case "rloo-clipped":
      [.ranked(try groups(shifted: true), LeaveOneOut(beta: 0, isNormalized: true))]
    default: [try preference(name)]
    }
  }

  private func relative(_ name: String, longest: Int) -> GroupRelative {
    GroupRelative(GroupNormalization(rawValue: name) ?? .dapo, longest: longest)
  }

  private var supervised: [SupervisedRow] {
    content.rows.map { SupervisedRow(prompt: $0.prompt, completion: $0.completion + [content.end]) }
  }

  private func preference(_ name: String) throws -> Batch {
    let (objective, smoothing): (PairObjective, Double) =
      switch name {
      case "robust": (PairObjective([.init(.robust)], beta: 0.5), 0.1)
      case "exo": (PairObjective([.init(.exo)], beta: 0.5), 0.05)
      case "dpo+sft": (PairObjective([.init(.dpo), .init(.sft, 0.25)], beta: 0.5), 0)
      case "ipo+hinge": (PairObjective([.init(.ipo, 0.5), .init(.hinge, 2)], beta: 0.5), 0)
      case "orpo":
        (PairObjective([.init(.promptLikelihood), .init(.oddsRatio)], beta: 0.5), 0)
      case "simpo": (PairObjective([.init(.simpo)], beta: 2, gamma: 0.5), 0)
      case "simpo-smoothed": (PairObjective([.init(.simpo)], beta: 2, gamma: 0.5), 0.1)
      default: (PairObjective([.init(PairTerm(rawValue: name) ?? .nll)], beta: 0.5), 0)
      }
    let pairs = try content.pairs.map { pair in
      let (chosen, rejected) = (pair.chosen + [content.end], pair.rejected + [content.end])
      return PreferencePair(
        prompt: pair.prompt, chosen: chosen, rejected: rejected, smoothing: smoothing,
        referenceChosen: try sum(pair.prompt, chosen),
        referenceRejected: try sum(pair.prompt, rejected))
    }
    return .preference(pairs, objective)
  }

  private var labelled: [LabelledRow] {
    get throws {
      let rows = content.rows
      return try rows.indices.map { index in
        let (row, other) = (rows[index], rows[(index + rows.count - 1) % rows.count])
        let (completion, mismatched) = (
          row.completion + [content.end], other.completion + [content.end]
        )
        return LabelledRow(
          prompt: row.prompt, completion: completion, isDesirable: row.label,
          reference: try sum(row.prompt, completion), mismatched: mismatched,
          referenceMismatched: try sum(row.prompt, mismatched))
      }
    }
  }

  private func groups(shifted: Bool) throws -> [CompletionGroup] {
    try content.groups.map { group in
      CompletionGroup(
        prompt: group.prompt,
        members: try group.completions.indices.map { index in
          let tokens = group.completions[index] + [content.end]
          let now = try logprobs(group.prompt, tokens, 0)
          let old = shifted ? zip(now, group.shifts[index]).map { $0 + $1 } : now
          return .init(
            tokens: tokens, reward: group.rewards[index], old: old,
            reference: try logprobs(group.prompt, tokens, 1))
        })
    }
  }
}
