import Checkpoints
import Records
import Streams

/// A model that gives recorded answers, for tests and for looking at a loop without a model.
///
/// The recording is JSON Lines, an answer a line:
///
///     {"prompt": "4071=", "text": "1704", "finish": "stop", "logprob": -0.5}
///     {"prompt": "4071=", "seed": 7, "text": "1740"}
///     {"prompt": "4071=", "completion": "1704", "token_logprobs": [-0.1, -0.2]}
///     {"prompt": "Right? ", "probabilities": {"Yes": 0.75, "No": 0.25}}
///     {"shows": "1740", "text": "This is wrong."}
///     {"prompt": "*", "text": "no idea"}
///
/// `prompt` is what the model sees after rendering: a text, or a list of messages. A line with
/// `text` answers a completion; it may also have `finish` (`stop` without it), `logprob`,
/// `token_logprobs`, `tokens` (`{prompt, completion}`), `model`, and `seed`, with which it answers
/// that seed alone. Lines of one prompt without a seed are given in their order, each once. A line
/// with `completion` answers a score with `token_logprobs` (and `prompt_logprobs`), one with
/// `probabilities` a question for words; both as often as asked. A line with `failed` answers
/// anything with that reason. A line with `shows` instead of `prompt` stands for every
/// prompt without lines of its own in which that text occurs, the first such text of the recording, and the
/// prompt `*` for all other prompts: each such prompt gets these lines in order, from the first again
/// after the last.
/// A question without an answer fails.
package final class ReplayModel: LanguageModel {
  package let name: String
  package var revision: String? { nil }

  /// The lines of each prompt.
  private let lines: [Prompt: [RecordedAnswer]]
  /// The lines for prompts in which a text occurs, in the order of the recording; the empty text, which
  /// stands for every prompt, is last.
  private let general: [(text: String, lines: [RecordedAnswer])]
  /// How many completions without a seed each prompt has been given.
  private var given: [Prompt: Int] = [:]

  /// Reads a recording.
  /// - Parameter name: goes into answers that have no `model`.
  /// - Throws: `ModelError.damaged` with the number of the line.
  package init(parsing text: String, name: String = "replay") throws(ModelError) {
    var lines: [Prompt: [RecordedAnswer]] = [:]
    var general: [(text: String, lines: [RecordedAnswer])] = []
    for (index, text) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !text.isEmpty {
      do {
        let value = try JSON(parsing: String(text))
        guard value["shows"] != nil || value["prompt"] != nil else {
          throw ModelError.damaged("it has no prompt")
        }
        let answer = try RecordedAnswer(value, name: name)
        if let shown = value["shows"]?.string ?? (value["prompt"]?.string == "*" ? "" : nil) {
          if let place = general.firstIndex(where: { $0.text == shown }) {
            general[place].lines.append(answer)
          } else {
            general.append((shown, [answer]))
          }
        } else {
          lines[try Prompt(value["prompt"] ?? .null), default: []].append(answer)
        }
      } catch {
        throw .damaged("line \(index + 1) of the recorded answers: \(error)")
      }
    }
    self.general = general.filter { !$0.text.isEmpty } + general.filter { $0.text.isEmpty }
    self.lines = lines
    self.name = name
  }

  // MARK: - Serving

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    while true {
      switch try next(true) {
      case .end: return
      case .notYet: continue
      case .request(let request, let ticket): try deliver(ticket, reply(to: request))
      }
    }
  }

  private func reply(to request: ModelRequest) -> ModelReply {
    let found: ModelReply? =
      if case .complete(let prompt, _, let seed) = request {
        answer(prompt, seed: seed)?.reply(to: request)
      } else {
        answers(to: request.prompt).lazy.compactMap { $0.reply(to: request) }.first
      }
    return found ?? .failed("no recorded answer for \(request.prompt.json.text)")
  }

  /// All answers that a prompt may be given, its own first.
  private func answers(to prompt: Prompt) -> [RecordedAnswer] {
    (lines[prompt] ?? []) + lines(showing: prompt)
  }

  /// The lines of the first text that occurs in a prompt.
  private func lines(showing prompt: Prompt) -> [RecordedAnswer] {
    guard !general.isEmpty else { return [] }
    let text = prompt.json.string ?? prompt.json.text
    return general.first { $0.text.isEmpty || text.contains($0.text) }?.lines ?? []
  }

  /// The completion of a seed, else the next that has none.
  private func answer(_ prompt: Prompt, seed: UInt64) -> RecordedAnswer? {
    let own = lines[prompt] ?? []
    for case .completion(let completion, seed: .some(seed)) in own {
      return .completion(completion, seed: seed)
    }
    let number = given[prompt, default: 0]
    let ofPrompt = Self.unseeded(own)
    let ofAll = Self.unseeded(lines(showing: prompt))
    given[prompt] = number + 1
    if !ofPrompt.isEmpty { return number < ofPrompt.count ? ofPrompt[number] : nil }
    return ofAll.isEmpty ? nil : ofAll[number % ofAll.count]
  }

  private static func unseeded(_ lines: [RecordedAnswer]) -> [RecordedAnswer] {
    lines.filter { line in
      switch line {
      case .completion(_, seed: nil), .failure: true
      default: false
      }
    }
  }
}
