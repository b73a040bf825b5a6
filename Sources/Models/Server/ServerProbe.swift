import Checkpoints
import Records

/// Tries what a server can with a few short requests, and judges the answers.
///
/// A server that refuses a request cannot do what it asks for; one that accepts it need not have
/// understood it, so each judgement rests on what came back.
struct ServerProbe {
  /// What was found.
  struct Finding {
    var abilities: ServerAbilities
    var dialect: ServerDialect
    /// How the server scores, or why it cannot.
    var scoring: Result<EchoScoring, ModelError>
  }

  let model: String
  private var dialect: ServerDialect
  private var abilities = ServerAbilities()
  /// Whether completions of plain texts are served; else conversations alone.
  private var takesText = true

  /// Makes a probe of a server that is spoken to in this way so far.
  init(model: String, _ dialect: ServerDialect) {
    self.model = model
    self.dialect = dialect
    abilities.kind = dialect.kind.rawValue
  }

  /// Tries everything, in two or three rounds.
  /// - Parameter ask: sends requests at once and gives the answers in their order.
  mutating func run(
    _ ask: ([ServerCall]) throws(ModelError) -> [ServerReading]
  ) throws(ModelError) -> Finding {
    let first = try ask([trial(), prefill(marked: false), prefill(marked: true)])
    judgePrefill(plain: first[1], marked: first[2])
    guard let drawn = try trialAnswer(first[0], ask) else {
      // The work itself will tell what is wrong.
      return finding(.failure(.unsupported("the server cannot score a given text")))
    }
    abilities.logprobs = TokenLogprobs(drawn["choices"]?[0]?["logprobs"])?.all != nil
    if abilities.logprobs == false { dialect.omitted.insert(.logprobs) }
    let stop = Self.stopText(in: text(of: drawn))
    let scoringCalls = takesText ? EchoScoring.calls(EchoScoring.trialText(drawn), model) : []
    let second = try ask(
      [seeded(1), seeded(1), seeded(2), twice(), stop.map(stopped) ?? twice()] + scoringCalls)
    judgeSeeds(second[0], second[1], second[2])
    if case .success(let value) = second[3] {
      abilities.n = value["choices"]?.array?.count == 2
    } else {
      abilities.n = false
    }
    if let stop { judgeStop(stop, in: text(of: drawn), second[4]) }
    let scoring = try judgeScoring(second.dropFirst(5), drawn, ask)
    return finding(scoring)
  }

  private func finding(_ scoring: Result<EchoScoring, ModelError>) -> Finding {
    Finding(abilities: abilities, dialect: dialect, scoring: scoring)
  }

  // MARK: - The calls

  private static let countingTurn = Message(
    role: "user", content: "Count from 1 to 20, with commas between.")

  private func settings(_ maxTokens: Int, temperature: Double) -> SamplingSettings {
    var settings = SamplingSettings()
    settings.maxTokens = maxTokens
    settings.temperature = temperature
    return settings
  }

  private func trial() -> ServerCall {
    takesText
      ? EchoScoring.trialCall(model: model, dialect)
      : CompletionFormat.call(
        .messages([Self.countingTurn]), settings(8, temperature: 0), seed: 0, model: model, dialect)
  }

  private func prefill(marked: Bool) -> ServerCall {
    let turns = [
      Message(role: "user", content: "Name the days of the week."),
      Message(role: "assistant", content: "Monday, Tuesday, Wednesday, Thursday, Fri"),
    ]
    var dialect = dialect
    dialect.marksPrefill = marked
    dialect.omitted.insert(.logprobs)
    return CompletionFormat.call(
      .messages(turns), settings(4, temperature: 0), seed: 0, model: model, dialect)
  }

  private func seeded(_ seed: Int64) -> ServerCall {
    let start = "A list of random words and numbers:"
    let prompt: Prompt =
      takesText ? .text(start) : .messages([Message(role: "user", content: start)])
    return CompletionFormat.call(
      prompt, settings(12, temperature: 1), seed: seed, model: model, dialect)
  }

  private func twice() -> ServerCall {
    var call = trial()
    if case .object(let members) = call.body {
      call.body = .object(
        members.map { $0.key == dialect.lengthKey ? JSON.Member($0.key, 1) : $0 }
          + [JSON.Member("n", 2)])
    }
    return call
  }

  private func stopped(_ text: String) -> ServerCall {
    var call = trial()
    if case .object(let members) = call.body {
      call.body = .object(members + [JSON.Member("stop", [.string(text)])])
    }
    return call
  }

  // MARK: - The judgements

  /// What the server draws after the known text; without log-probabilities, or in a conversation,
  /// if it does not take more; nil if it draws nothing in any way.
  private mutating func trialAnswer(
    _ reading: ServerReading, _ ask: ([ServerCall]) throws(ModelError) -> [ServerReading]
  ) throws(ModelError) -> JSON? {
    var reading = reading
    for _ in 0..<5 {
      switch reading {
      case .success(let value) where value["choices"]?[0] != nil: return value
      case .rejected(let reason), .busy(let reason, _):
        if dialect.adapt(to: reason, trial()) != nil { break }
        fallthrough
      default:
        guard takesText else { return nil }
        takesText = false
      }
      reading = try ask([trial()]).first ?? reading
    }
    return nil
  }

  private func text(of answer: JSON) -> String {
    answer["choices"]?[0].flatMap { MessageContent(choice: $0).text } ?? ""
  }

  /// All that was drawn: a model that thinks first may have no room left for a text.
  private func drawn(_ answer: JSON) -> String {
    let content = answer["choices"]?[0].map(MessageContent.init)
    return (content?.reasoning ?? "") + (content?.text ?? "")
  }

  private mutating func judgePrefill(plain: ServerReading, marked: ServerReading) {
    func goesOn(_ reading: ServerReading) -> Bool {
      guard case .success(let value) = reading else { return false }
      return text(of: value).hasPrefix("day")
    }
    abilities.prefill = goesOn(plain) || goesOn(marked)
    dialect.marksPrefill = !goesOn(plain) && goesOn(marked)
  }

  private mutating func judgeSeeds(
    _ one: ServerReading, _ same: ServerReading, _ other: ServerReading
  ) {
    guard case .success(let one) = one, case .success(let same) = same,
      case .success(let other) = other
    else { return }
    guard dialect.sends(.seed) else { return abilities.seed = false }
    let texts = [one, same, other].map(drawn)
    // Without a text nothing is known.
    guard !texts.contains("") else { return }
    if texts[0] != texts[1] {
      abilities.seed = false
    } else if texts[0] != texts[2] {
      abilities.seed = true
    } else {
      abilities.isAlikeForAllSeeds = true
    }
  }

  /// A text that occurs in another one, not at its beginning; nil if it is too short.
  static func stopText(in text: String) -> String? {
    guard text.count >= 6 else { return nil }
    let stop = String(text.dropFirst(text.count / 2).prefix(2))
    return text.hasPrefix(stop) || stop.allSatisfy(\.isWhitespace) ? nil : stop
  }

  private mutating func judgeStop(_ stop: String, in drawn: String, _ reading: ServerReading) {
    guard case .success(let value) = reading else {
      abilities.stop = false
      return
    }
    let text = text(of: value)
    if text.contains(stop) {
      abilities.stop = false
    } else if drawn.hasPrefix(text), text.count < drawn.count {
      abilities.stop = true
    }
  }

  /// Takes the first way of scoring that stands the test; the reason of the first if none does.
  private mutating func judgeScoring(
    _ readings: ArraySlice<ServerReading>, _ drawn: JSON,
    _ ask: ([ServerCall]) throws(ModelError) -> [ServerReading]
  ) throws(ModelError) -> Result<EchoScoring, ModelError> {
    let finding = try EchoScoring.find(readings, drawn: drawn, model: model, ask)
    if case .success(let scoring) = finding {
      abilities.promptLogprobs = scoring.form.name
    } else {
      abilities.promptLogprobs = ""
    }
    return finding
  }
}
