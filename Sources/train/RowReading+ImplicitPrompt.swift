import Checkpoints
import Records

/// Pairs without a prompt of their own: chosen and rejected are whole conversations.
extension RowReading {
  /// A pair whose prompt is the beginning that both conversations share.
  struct ImplicitPair {
    var prompt: Prompt
    var chosen: String
    var rejected: String
  }

  /// What the model is shown of a row.
  func prompt(of record: Record) throws(RecordError) -> Prompt {
    if let pair = try implicitPair(of: record) { return pair.prompt }
    return try rendering.prompt(of: record)
  }

  /// Divides chosen and rejected into what they share and one answer each.
  ///
  /// As TRL's `maybe_extract_prompt` does; nil for a row with a conversation as its prompt, or
  /// with answers alone. A prompt that is a text tells the conversations' beginning once more.
  func implicitPair(of record: Record) throws(RecordError) -> ImplicitPair? {
    guard loss.isOfPairs, try record.json("prompt")?.array == nil,
      let chosen = try record.json("chosen")?.array,
      let rejected = try record.json("rejected")?.array, max(chosen.count, rejected.count) > 1
    else { return nil }
    let most = min(chosen.count, rejected.count) - 1
    let shared = zip(chosen, rejected).prefix(max(most, 0)).prefix { $0 == $1 }.count
    guard shared > 0 else {
      throw RecordError(
        "the fields \"chosen\" and \"rejected\" share no beginning that could be the prompt")
    }
    guard let one = Self.text(of: .array(Array(chosen[shared...]))),
      let other = Self.text(of: .array(Array(rejected[shared...])))
    else {
      throw RecordError(
        "the fields \"chosen\" and \"rejected\" must each end with one message of the assistant "
          + "after the beginning that they share")
    }
    let prompt: JSON = .array(Array(chosen[..<shared]))
    do throws(RenderingError) {
      return ImplicitPair(
        prompt: try rendering.prompt(of: ["prompt": prompt]), chosen: one, rejected: other)
    } catch {
      throw RecordError("the field \"chosen\": \(error)")
    }
  }
}
