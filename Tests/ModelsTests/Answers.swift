import Models
import Streams

extension LanguageModel {
  /// The replies to some requests, in their order.
  /// - Parameter pause: every so many requests there is none for a moment, unless the model waits.
  func answers(to requests: [ModelRequest], pause: Int = .max) throws -> [ModelReply] {
    var replies = [ModelReply?](repeating: nil, count: requests.count)
    var asked = 0
    var paused = false
    try serve(
      next: { wait in
        guard asked < requests.count else { return .end }
        if asked % pause == pause - 1, !paused, !wait {
          paused = true
          return .notYet()
        }
        paused = false
        asked += 1
        return .request(requests[asked - 1], ticket: asked - 1)
      },
      deliver: { ticket, reply in
        precondition(replies[ticket] == nil, "one reply to a ticket")
        replies[ticket] = reply
      })
    return replies.compactMap { $0 }
  }
}
