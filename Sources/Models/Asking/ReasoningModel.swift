import Records

/// A model whose texts begin with their reasoning between tags, as those of DeepSeek-R1 and Qwen3
/// do when no server has taken them apart: the reasoning becomes a part of its own.
final class ReasoningModel: LanguageModel {
  var name: String { model.name }
  var revision: String? { model.revision }
  var address: String? { model.address }
  var scoresEnd: Bool { model.scoresEnd }
  var abilities: JSON? { model.abilities }
  func takeNotices() -> [String] { model.takeNotices() }
  func preview(of request: ModelRequest) throws -> String { try model.preview(of: request) }

  private let model: any LanguageModel
  private let tag: String

  /// Takes apart the texts of a model.
  /// - Parameter tag: such as `think`, for `<think>…</think>`.
  init(_ model: any LanguageModel, tag: String) {
    self.model = model
    self.tag = tag
  }

  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    try model.serve(next: next) { ticket, reply in
      guard case .completion(let completion) = reply else { return try deliver(ticket, reply) }
      try deliver(ticket, .completion(Self.divided(completion, tag)))
    }
  }

  /// The completion with its reasoning apart, if it has any.
  ///
  /// A chat template may have written the opening tag already, so that the text has only the
  /// closing one; a text that was cut off may have only the opening one, and is all reasoning. White
  /// space around the reasoning and before the answer is left out. The log-probability is of the
  /// whole, and so of neither part: it is left out.
  static func divided(_ completion: Completion, _ tag: String) -> Completion {
    guard completion.reasoning == nil else { return completion }
    let (opening, closing) = ("<\(tag)>", "</\(tag)>")
    let text = completion.text.drop(while: \.isWhitespace)
    let isOpened = text.hasPrefix(opening)
    let inner = isOpened ? text.dropFirst(opening.count) : text
    let end = inner.firstRange(of: closing)
    guard isOpened || end != nil else { return completion }
    var divided = completion
    let reasoning = inner[..<(end?.lowerBound ?? inner.endIndex)].drop(while: \.isWhitespace)
    let trimmed = reasoning.reversed().drop(while: \.isWhitespace).reversed()
    divided.reasoning = trimmed.isEmpty ? nil : String(trimmed)
    divided.text = end.map { String(inner[$0.upperBound...].drop(while: \.isWhitespace)) } ?? ""
    divided.logprob = nil
    divided.tokenLogprobs = nil
    return divided
  }
}
