import ArgumentParser
import Records

/// What stands behind a wrong attempt.
enum Connector: Equatable, Sendable {
  case text(String)
  /// What the last critique of a kind says.
  case critique(kind: String)

  init(_ text: String) throws {
    guard text.hasPrefix("critique:") else {
      self = .text(text)
      return
    }
    let kind = String(text.dropFirst("critique:".count))
    guard !kind.isEmpty else { throw ValidationError("name the kind, as in critique:free") }
    self = .critique(kind: kind)
  }

  /// The text behind a sample; nil if it has no such critique.
  func text(behind sample: Sample) throws(RecordError) -> String? {
    switch self {
    case .text(let text): return text
    case .critique(let kind):
      let critiques = try sample.value("critiques")?.elements ?? []
      var found: String?
      for critique in critiques where try critique.member("kind")?.isText(kind) == true {
        if let text = try critique.member("text")?.string { found = text }
      }
      return found
    }
  }
}
