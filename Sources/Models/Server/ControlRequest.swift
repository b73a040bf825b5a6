import Records

/// A request whose prompt no server fails at: it tells whether a server as a whole has failed when
/// another request was given up and nothing else was answered meanwhile.
struct ControlRequest {
  /// No request of a run has this ticket.
  static let ticket = -1
  let call: ServerCall

  /// The same request with a harmless prompt and few tokens; nil for one that has no prompt.
  init?(like other: ServerCall) {
    guard let members = other.body.members else { return nil }
    var changed: [JSON.Member] = []
    for member in members {
      switch member.key {
      case "prompt": changed.append(JSON.Member("prompt", "1, 2, 3, 4, 5, 6, 7,"))
      case "messages":
        changed.append(JSON.Member("messages", [["role": "user", "content": "Say yes."]]))
      case "max_tokens", "max_completion_tokens":
        let length = min(member.value.integer ?? 16, 16)
        changed.append(JSON.Member(member.key, .integer(Int64(length))))
      default: changed.append(member)
      }
    }
    guard changed != members else { return nil }
    call = ServerCall(path: other.path, body: .object(changed))
  }
}
