/// One turn of a conversation.
package struct Message: Hashable, Sendable {
  /// `system`, `user`, `assistant` or `tool`.
  package var role: String
  /// What was said.
  package var content: String

  /// Makes a message.
  package init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}
