/// Why a chat template cannot be used, or cannot be used on a conversation.
struct JinjaError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
