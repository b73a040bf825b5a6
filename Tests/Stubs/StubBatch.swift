import Randomness
import Records
import Streams

/// What a batch queue makes of a file of requests: answers in any order, some of them twice, some
/// failed, some never.
package struct StubBatch: Sendable {
  package var model = ToyModel()
  package var shuffles = false
  /// The share of the lines that are given twice, that are refused, and that the batch expired for.
  package var duplicated = 0.0
  package var failed = 0.0
  package var expired = 0.0
  package var seed: UInt64 = 1

  /// A queue that loses nothing.
  package init() {}

  /// Answers a file's lines.
  /// - Throws: `JSONError` for a line that is no request.
  package func answer(_ lines: [String]) throws -> [String] {
    var answers: [String] = []
    var generator = CounterGenerator(key: seed)
    for line in lines {
      let request = try JSON(parsing: line)
      if generator.uniform() < expired { continue }
      let answer = answer(request, fails: generator.uniform() < failed).text
      answers.append(answer)
      if generator.uniform() < duplicated { answers.append(answer) }
    }
    return shuffles ? answers.shuffled(using: &generator) : answers
  }

  private func answer(_ request: JSON, fails: Bool) -> JSON {
    let path = request["url"]?.string ?? ""
    let key = ContentHash.of(request.text)
    let body = request["body"] ?? .null
    let stubRequest = StubRequest(method: "POST", path: path, headers: [:], body: body, key: key)
    let reply: JSON =
      fails
      ? ["error": ["message": "invalid request", "type": "invalid_request_error"]]
      : model.answer(stubRequest, noise: key)
    return [
      "id": .string("batch-" + ContentHash.digits(key)), "custom_id": request["custom_id"] ?? .null,
      "response": [
        "status_code": fails ? 400 : 200, "request_id": .string(ContentHash.digits(key)),
        "body": reply,
      ], "error": nil,
    ]
  }
}
