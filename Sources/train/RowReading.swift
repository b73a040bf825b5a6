import Checkpoints
import Losses
import Records

/// Makes rows of tokens of records.
struct RowReading {
  /// What becomes of a row that is longer than allowed.
  enum Excess: String, CaseIterable {
    /// It is dropped.
    case drop
    /// Its completions lose their ends; one that has nothing left is dropped.
    case cut
  }

  let loss: Objective
  let options: LossOptions
  let prompts: PromptTokens
  let rendering: Rendering
  /// The longest sequence, in tokens.
  let longest: Int
  let excess: Excess
  /// How many rows were cut.
  private(set) var cut = 0

  init(
    _ loss: Objective, _ options: LossOptions, prompts: PromptTokens, rendering: Rendering,
    longest: Int, excess: Excess
  ) {
    self.loss = loss
    self.options = options
    self.prompts = prompts
    self.rendering = rendering
    self.longest = longest
    self.excess = excess
  }

  /// A row, or why it cannot be learned from.
  enum Result {
    case row(StoredRow)
    case dropped(String)
  }

  /// Reads a record.
  mutating func read(_ record: Record) throws(RecordError) -> Result {
    let weight = try record.double("weight") ?? 1
    guard weight.isFinite, weight >= 0 else {
      throw RecordError("the field \"weight\" is no number from 0")
    }
    var row = StoredRow(numbers: [weight], sequences: [])
    let isWhole = isOfSupervised ? try addWhole(of: record, to: &row) : false
    if !isWhole { row.sequences = [try promptTokens(of: record)] }
    if !isOfSupervised {
      for name in ["token_weights", "span_weights"] {
        guard let value = try record.json(name), value != .null else { continue }
        throw RecordError("the field \"\(name)\" is for sft and dft: \(loss.text) does not use it")
      }
    }
    switch loss.kind {
    case .supervised where isWhole: break
    case .supervised: try addCompletion(of: record, to: &row)
    case .pairs: try addPair(of: record, to: &row)
    case .labelled: try addLabelled(of: record, to: &row)
    case .grouped, .ranked: try addGroup(of: record, to: &row)
    }
    guard !row.prompt.isEmpty else { return .dropped("empty-prompt") }
    if isWhole, row.sequences[1].isEmpty { return .dropped("no-learned-tokens") }
    if loss.isOfPairs, row.sequences[1] == row.sequences[2] { return .dropped("equal-sides") }
    if loss.isOfGroups {
      if row.completions.isEmpty { return .dropped("no-completions") }
      if row.numbers.dropFirst().allSatisfy(\.isNaN) { return .dropped("no-rewards") }
    }
    if let reason = fit(&row) { return .dropped(reason) }
    if !row.tokenWeights.isEmpty, row.tokenWeights.allSatisfy({ $0 == 0 }) {
      return .dropped("no-learned-tokens")
    }
    return .row(row)
  }

  var tokenizer: any Tokenizer { prompts.tokenizer }
  private var isOfSupervised: Bool { if case .supervised = loss.kind { true } else { false } }

  private func promptTokens(of record: Record) throws(RecordError) -> [Int32] {
    let prompt = try prompt(of: record)
    do throws(RenderingError) {
      return try prompts.tokens(of: prompt)
    } catch {
      throw RecordError("the field \"prompt\": \(error)")
    }
  }

  // MARK: - Kinds

  private func addCompletion(of record: Record, to row: inout StoredRow) throws(RecordError) {
    let tokens = try encode(try text(of: record, "completion"), "completion")
    row.sequences.append(tokens + [tokenizer.endOfText])
    if let weights = try tokenWeights(of: record, tokens) { row.tokenWeights = weights }
  }

  private func addPair(of record: Record, to row: inout StoredRow) throws(RecordError) {
    if let pair = try implicitPair(of: record) {
      row.sequences.append(try completion(pair.chosen, "chosen"))
      row.sequences.append(try completion(pair.rejected, "rejected"))
    } else {
      for key in ["chosen", "rejected"] {
        row.sequences.append(try completion(try text(of: record, key), key))
      }
    }
    let smoothing = try smoothing(of: record)
    var gap = try record.double("margin")
    if loss.has(.squared) { gap = try record.need("margin", gap) }
    row.numbers += [smoothing, gap ?? 0, 0, 0]
  }

  /// How likely it is that the preference is the wrong way round.
  private func smoothing(of record: Record) throws(RecordError) -> Double {
    if let smoothing = try record.double("label_smoothing") {
      guard (0..<0.5).contains(smoothing), smoothing > 0 || !loss.has(.exo) else {
        throw RecordError(
          "the field \"label_smoothing\" must be \(loss.has(.exo) ? "more than" : "from") 0 and less "
            + "than 0.5")
      }
      return smoothing
    }
    guard let probability = try record.double("label_prob") else { return options.labelSmoothing }
    // Below one half the preference counts the other way round, which is no noise to be robust to.
    let isBounded = loss.has(.robust) || loss.has(.exo)
    let isFit = isBounded ? probability > 0.5 && probability < 1 : (0...1).contains(probability)
    guard isFit || (probability == 1 && !loss.has(.exo)) else {
      throw RecordError(
        isBounded
          ? "the field \"label_prob\" must be more than 0.5, and less than 1 for exo"
          : "the field \"label_prob\" must be from 0 to 1")
    }
    return 1 - probability
  }

  private func addLabelled(of record: Record, to row: inout StoredRow) throws(RecordError) {
    row.sequences.append(try completion(try text(of: record, "completion"), "completion"))
    let label = try record.need("label", try record.boolean("label"))
    row.numbers += [label ? 1 : 0, 0, 0, 0]
  }

  private func addGroup(of record: Record, to row: inout StoredRow) throws(RecordError) {
    let texts = try record.need("completions", try record.json("completions")).array
    let rewards = try record.need("rewards", try record.json("rewards")).array
    guard let texts, let rewards, texts.count == rewards.count else {
      throw RecordError("\"completions\" and \"rewards\" are no lists of one length")
    }
    for (text, reward) in zip(texts, rewards) {
      guard let text = Self.text(of: text) else {
        throw RecordError("the field \"completions\" is no list of completions")
      }
      row.sequences.append(try completion(text, "completions"))
      guard let value = reward == .null ? Double.nan : reward.double else {
        throw RecordError("the field \"rewards\" is no list of numbers")
      }
      row.numbers.append(value)
    }
  }

  // MARK: - Tokens

  /// The text of a completion.
  private func text(of record: Record, _ key: String) throws(RecordError) -> String {
    let value = try record.need(key, try record.json(key))
    guard let text = Self.text(of: value) else {
      throw RecordError("the field \"\(key)\" is neither a text nor one message of the assistant")
    }
    return text
  }

  /// A text as it stands, or what the assistant says in a list of one message.
  static func text(of value: JSON) -> String? {
    if let text = value.string { return text }
    guard value.array?.count == 1, value[0]?["role"]?.string == "assistant" else { return nil }
    return value[0]?["content"]?.string
  }

  /// What of `span_weights` or `token_weights` a completion has, the end token's last.
  private func tokenWeights(
    of record: Record, _ tokens: [Int32]
  ) throws(RecordError) -> [Float]? {
    if let given = try record.json("token_weights"), given != .null {
      let weights = (given.array ?? []).compactMap(\.double).map(Float.init)
      guard weights.count == given.array?.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
        weights.count == tokens.count || weights.count == tokens.count + 1
      else {
        throw RecordError(
          "the field \"token_weights\" is no list of \(tokens.count) numbers from 0, a token each")
      }
      return weights.count == tokens.count ? weights + [1] : weights
    }
    guard let given = try record.json("span_weights"), given != .null else { return nil }
    var weights = Array(repeating: Float(1), count: tokens.count + 1)
    for span in given.array ?? [] {
      guard let start = span[0]?.integer, let end = span[1]?.integer, let weight = span[2]?.double,
        0 <= start, start <= end, weight >= 0, weight.isFinite
      else {
        throw RecordError("the field \"span_weights\" is no list of [start, end, weight]")
      }
      var offset = 0
      for (place, token) in tokens.enumerated() {
        if start <= offset, offset < end { weights[place] = Float(weight) }
        offset += tokenizer.bytes(of: token).count
      }
    }
    return weights
  }

  private func completion(_ text: String, _ key: String) throws(RecordError) -> [Int32] {
    try encode(text, key) + [tokenizer.endOfText]
  }

  func encode(_ text: String, _ key: String) throws(RecordError) -> [Int32] {
    do throws(TokenizerError) {
      return try tokenizer.encode(text)
    } catch {
      throw RecordError("the field \"\(key)\": \(error)")
    }
  }

  /// Whether the tokens of the prompt begin those of prompt and completion together, as trainers
  /// need that encode both at once.
  func promptIsPrefix(of record: Record) throws(RecordError) -> Bool {
    if isOfSupervised, let isPrefix = try answersAreApart(of: record) { return isPrefix }
    guard case .text(let prompt) = try prompt(of: record) else { return true }
    let alone = try encode(prompt, "prompt")
    let keys = loss.isOfPairs ? ["chosen", "rejected"] : ["completion"]
    for key in keys {
      guard !loss.isOfGroups else { continue }
      let text = try text(of: record, key)
      guard try encode(prompt + text, key).starts(with: alone) else { return false }
    }
    return true
  }

  /// Brings a row to the length allowed.
  /// - Returns: why that is not possible.
  private mutating func fit(_ row: inout StoredRow) -> String? {
    guard row.longest > longest else { return nil }
    guard excess == .cut else { return "too-long" }
    let room = longest - row.prompt.count
    guard room > 0 else { return "prompt-too-long" }
    for place in row.sequences.indices.dropFirst() {
      row.sequences[place] = Array(row.sequences[place].prefix(room))
    }
    row.tokenWeights = Array(row.tokenWeights.prefix(room))
    if loss.isOfPairs, row.sequences[1] == row.sequences[2] { return "equal-when-cut" }
    cut += 1
    return nil
  }
}
