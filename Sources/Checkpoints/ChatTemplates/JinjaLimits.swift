/// How far a template may go, so that none takes the process with it.
enum JinjaLimits {
  /// How deep expressions and blocks of a template may nest.
  static let nesting = 100
  /// How many tokens a tag may have.
  static let tokens = 5000
  /// How deep expressions, blocks and macros may nest when they are carried out.
  static let depth = 250
  /// How many statements and expressions are carried out.
  static let steps = 2_000_000
  /// How many items a list may have, as in Jinja's sandbox.
  static let items = 100_000
  /// How many bytes a text may have.
  static let bytes = 16 << 20

  /// Checks a text.
  static func check(_ text: String) throws(JinjaError) -> String {
    guard text.utf8.count <= bytes else {
      throw JinjaError("the chat template makes a text of more than \(bytes) bytes")
    }
    return text
  }

  /// Checks a list.
  static func check(_ list: [JinjaValue]) throws(JinjaError) -> [JinjaValue] {
    guard list.count <= items else {
      throw JinjaError("the chat template makes a list of more than \(items) items")
    }
    return list
  }
}
