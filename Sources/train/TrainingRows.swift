import Engine
import FilterKit
import Losses
import Models
import Randomness
import Records
import Streams

/// The rows of a training run as tokens, in memory.
struct TrainingRows {
  /// What rows are and how they are learned from.
  enum Kind: Equatable {
    case supervised
    case preference(beta: Double, alpha: Double)
  }

  let kind: Kind
  private(set) var supervised: [SupervisedRow] = []
  private(set) var pairs: [PreferencePair] = []
  /// The hash of all tokens and weights, by which a checkpoint knows its rows.
  private(set) var hash = RunningHash()

  init(_ kind: Kind) { self.kind = kind }

  /// How many rows there are.
  var count: Int { kind == .supervised ? supervised.count : pairs.count }

  /// Adds a row.
  /// - Returns: why it cannot be learned from, nil if it was added.
  mutating func add(_ record: Record, prompt: Prompt, prompts: PromptTokens, context: Int)
    throws(RecordError) -> String?
  {
    let weight = try record.double("weight") ?? 1
    guard weight.isFinite, weight >= 0 else {
      throw RecordError("the field “weight” is no number from 0")
    }
    let tokenizer = prompts.tokenizer
    let promptTokens: [Int32]
    do throws(RenderingError) {
      promptTokens = try prompts.tokens(of: prompt)
    } catch {
      throw RecordError("the field “prompt”: \(error)")
    }
    guard !promptTokens.isEmpty else { return "empty-prompt" }
    func completion(_ key: String) throws(RecordError) -> [Int32] {
      let text = try record.need(key, try record.string(key))
      return try Self.encode(text, key, tokenizer) + [tokenizer.endOfText]
    }
    switch kind {
    case .supervised:
      let row = SupervisedRow(
        prompt: promptTokens, completion: try completion("completion"), weight: weight)
      guard row.prompt.count + row.completion.count <= context else { return "too-long" }
      supervised.append(row)
      update(row.prompt, row.completion, weight: weight)
    case .preference:
      let pair = PreferencePair(
        prompt: promptTokens, chosen: try completion("chosen"),
        rejected: try completion("rejected"), weight: weight, referenceChosen: 0,
        referenceRejected: 0)
      guard pair.chosen != pair.rejected else { return "equal-sides" }
      let longest = max(pair.chosen.count, pair.rejected.count)
      guard pair.prompt.count + longest <= context else { return "too-long" }
      pairs.append(pair)
      update(pair.prompt, pair.chosen, pair.rejected, weight: weight)
    }
    return nil
  }

  /// Gives every pair the log-probabilities of its sides under the reference model.
  mutating func setReference(_ scorer: Scorer) throws {
    let chunk = 512
    for start in stride(from: 0, to: pairs.count, by: chunk) {
      let range = start..<min(start + chunk, pairs.count)
      let sequences = pairs[range].flatMap { [$0.prompt + $0.chosen, $0.prompt + $0.rejected] }
      let logprobs = try scorer.logprobs(of: sequences)
      for (offset, index) in range.enumerated() {
        let first = pairs[index].prompt.count - 1
        pairs[index].referenceChosen = logprobs[2 * offset][first...].reduce(0) { $0 + Double($1) }
        pairs[index].referenceRejected =
          logprobs[2 * offset + 1][first...].reduce(0) { $0 + Double($1) }
      }
    }
  }

  /// The rows with these numbers as a batch.
  func batch(_ numbers: [Int]) -> Batch {
    switch kind {
    case .supervised: .supervised(numbers.map { supervised[$0] })
    case .preference(let beta, let alpha):
      .preference(numbers.map { pairs[$0] }, beta: beta, alpha: alpha)
    }
  }

  private static func encode(_ text: String, _ key: String, _ tokenizer: any Tokenizer)
    throws(RecordError) -> [Int32]
  {
    do throws(TokenizerError) {
      return try tokenizer.encode(text)
    } catch {
      throw RecordError("the field “\(key)”: \(error)")
    }
  }

  private mutating func update(_ parts: [Int32]..., weight: Double) {
    for part in parts {
      withUnsafeBytes(of: part.count) { hash.update($0) }
      part.withUnsafeBytes { hash.update($0) }
    }
    withUnsafeBytes(of: weight.bitPattern) { hash.update($0) }
  }
}

/// The order in which rows are learned from: every epoch a new shuffle.
struct RowOrder {
  private let count: Int
  private let key: UInt64
  /// How many times all rows were gone through.
  private(set) var epoch: Int
  /// How many rows of this epoch were used.
  private(set) var position: Int
  private var order: [Int] = []

  /// Goes on at a place; the order there is a function of the key and the epoch alone.
  init(count: Int, key: UInt64, epoch: Int = 0, position: Int = 0) {
    self.count = count
    self.key = key
    self.epoch = epoch
    self.position = position
    shuffle()
  }

  /// The next rows, across the ends of epochs.
  mutating func take(_ number: Int) -> [Int] {
    var taken: [Int] = []
    while taken.count < number {
      if position == count {
        epoch += 1
        position = 0
        shuffle()
      }
      let slice = order[position..<min(position + number - taken.count, count)]
      taken += slice
      position += slice.count
    }
    return taken
  }

  private mutating func shuffle() {
    var generator = CounterGenerator(key: key &+ UInt64(epoch))
    order = Array(0..<count)
    order.shuffle(using: &generator)
  }
}
