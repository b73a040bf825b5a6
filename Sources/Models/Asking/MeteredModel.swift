import Records
import Streams

/// A model whose tokens are counted, those of answers from a journal too.
final class MeteredModel: LanguageModel {
  var name: String { model.name }
  var revision: String? { model.revision }
  var address: String? { model.address }
  var scoresEnd: Bool { model.scoresEnd }
  var abilities: JSON? { model.abilities }

  private let model: any LanguageModel
  private let meter: Meter

  /// Puts a meter before a model.
  init(_ model: any LanguageModel, _ meter: Meter) {
    self.model = model
    self.meter = meter
  }

  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    try model.serve(
      next: next,
      deliver: { ticket, reply in
        meter.count(reply)
        try deliver(ticket, reply)
      })
  }
}
