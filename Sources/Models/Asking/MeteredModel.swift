import Checkpoints
import Records
import Streams

/// A model whose tokens are counted, those of answers from a journal too, and whose user is told
/// what is odd about it.
final class MeteredModel: LanguageModel {
  var name: String { model.name }
  var revision: String? { model.revision }
  var address: String? { model.address }
  var scoresEnd: Bool { model.scoresEnd }
  var abilities: JSON? { model.abilities }
  func takeNotices() -> [String] { [] }

  private let model: any LanguageModel
  private let meter: Meter
  private let say: (String) -> Void
  private var saidEstimated = false

  /// Puts a meter before a model.
  /// - Parameter say: tells a person something.
  init(_ model: any LanguageModel, _ meter: Meter, say: @escaping (String) -> Void) {
    self.model = model
    self.meter = meter
    self.say = say
  }

  /// - Throws: `ModelError.nothingAnswered` at the end if a server has answered no request at all.
  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    var promptTokens: [Int: Int] = [:]
    defer { for notice in model.takeNotices() { say("warning: \(notice)") } }
    try model.serve(
      next: { wait in
        let pulled = try next(wait)
        if case .request(let request, let ticket) = pulled {
          promptTokens[ticket] = request.prompt.guessedTokens
        }
        return pulled
      },
      deliver: { ticket, reply in
        meter.count(reply, promptTokens: promptTokens.removeValue(forKey: ticket) ?? 0)
        sayEstimated()
        try deliver(ticket, reply)
      })
    if meter.answers == 0, let reason = meter.firstFailure, model.address != nil {
      throw ModelError.nothingAnswered(
        "none of \(meter.failures) requests was answered; the first: \(reason)")
    }
  }

  private func sayEstimated() {
    guard !saidEstimated, meter.isWanted, meter.estimated > 0 else { return }
    saidEstimated = true
    say(
      "warning: the server does not tell how many tokens an answer has: they are estimated, four "
        + "bytes a token")
  }
}
