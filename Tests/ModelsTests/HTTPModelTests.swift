import Models
import Records
import Streams
import Stubs
import Synchronization
import Testing

@Suite struct HTTPModelTests {
  private func model(
    _ url: String, name: String? = "toy", key: String? = nil, concurrency: Int = 4
  ) throws -> HTTPModel {
    var settings = ServerSettings(url: url)
    settings.servedModel = name
    settings.key = key
    settings.retry.attempts = 3
    settings.retry.firstPause = 0.001
    settings.retry.longestPause = 0.002
    settings.retry.concurrency = concurrency
    return try HTTPModel(settings)
  }

  /// Serves a stub for as long as the body runs.
  private func with<Result>(
    _ react: @escaping @Sendable (StubRequest, Int) -> StubReaction,
    _ body: (StubServer) throws -> Result
  ) throws -> Result {
    let server = try StubServer(react: react)
    defer { server.stop() }
    return try body(server)
  }

  /// The replies in the order of the requests.
  private func ask(_ model: HTTPModel, _ requests: [ModelRequest]) throws -> [ModelReply] {
    var pending = requests.enumerated().makeIterator()
    var replies: [Int: ModelReply] = [:]
    try model.serve { _ in
      pending.next().map { .request($0.element, ticket: $0.offset) } ?? .end
    } deliver: { ticket, reply in
      #expect(replies[ticket] == nil)
      replies[ticket] = reply
    }
    return try requests.indices.map { try #require(replies[$0]) }
  }

  private func one(
    _ react: @escaping @Sendable (StubRequest, Int) -> StubReaction,
    _ request: ModelRequest = .complete(.text("4071="), SamplingSettings(), seed: 5)
  ) throws -> ModelReply {
    try with(react) { try ask(model($0.url), [request])[0] }
  }

  private static func completion(_ text: String, finish: String = "stop") -> StubReaction {
    .json([
      "model": "toy-1", "choices": [["text": .string(text), "finish_reason": .string(finish)]],
      "usage": ["prompt_tokens": 5, "completion_tokens": 4],
    ])
  }

  private func completed(_ text: String, _ finish: Finish = .stop) -> ModelReply {
    .completion(
      Completion(
        text: text, finish: finish, model: "toy-1", promptTokens: 5, completionTokens: 4))
  }

  private static let chat = ModelRequest.complete(
    .messages([Message(role: "user", content: "hi")]), SamplingSettings(), seed: 1)

  // MARK: - Answers

  @Test func aCompletionIsAskedForOnceAndRead() throws {
    try with({ _, _ in Self.completion("1704") }) { server in
      #expect(
        try ask(
          model(server.url, key: "s3cret"), [.complete(.text("4071="), SamplingSettings(), seed: 5)]
        )[0] == completed("1704"))
      let request = try #require(server.requests.first)
      #expect(request.method == "POST" && request.path == "/v1/completions")
      #expect(request.headers["authorization"] == "Bearer s3cret")
      #expect(
        request.body.text
          == #"{"model":"toy","prompt":"4071=","temperature":1.0,"top_p":1.0,"max_tokens":512,"seed":5,"logprobs":1}"#
      )
      #expect(server.requests.count == 1)
    }
  }

  @Test func lengthIsKept() throws {
    #expect(try one { _, _ in Self.completion("17", finish: "length") } == completed("17", .length))
  }

  @Test func theOnlyModelOfTheServerIsAsked() throws {
    try with({ request, _ in
      request.method == "GET" ? .json(["data": [["id": "only"]]]) : Self.completion("x")
    }) { server in
      let model = try model(server.url + "/", name: nil)
      #expect(model.name == "only")
      _ = try ask(model, [Self.chat])
      #expect(server.requests.map(\.path) == ["/v1/models", "/v1/chat/completions"])
      #expect(server.requests[1].body["model"]?.string == "only")
    }
  }

  @Test func severalModelsMustBeChosenFrom() throws {
    let error = #expect(throws: ModelError.self) {
      try with({ _, _ in .json(["data": [["id": "a"], ["id": "b"]]]) }) {
        try model($0.url, name: nil)
      }
    }
    #expect(error?.description.hasSuffix("has a, b: say which with --served-model") == true)
  }

  @Test func manyRequestsShareFewConnectionsAndKeepTheirAnswers() throws {
    let requests = (0..<300).map {
      ModelRequest.complete(.text("prompt \($0)"), SamplingSettings(), seed: UInt64($0))
    }
    let seen = Mutex<Set<String>>([])
    try with({ request, _ in
      let prompt = request.body["prompt"]?.string ?? ""
      let isNew = seen.withLock { $0.insert(prompt).inserted }
      let fails = isNew && prompt.hasSuffix("3")
      return fails ? .answer("{}", status: 503) : Self.completion("re: \(prompt)")
    }) { server in
      let replies = try ask(model(server.url, concurrency: 16), requests)
      #expect(replies == (0..<300).map { completed("re: prompt \($0)") })
      #expect(server.connectionCount <= 16)
    }
  }

  @Test func bytesThatAreNotTextAreReplaced() throws {
    let body =
      #"{"model":"toy-1","choices":[{"text":"a\ud800b","finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4}}"#
    #expect(try one { _, _ in .answer(body) } == completed("a\u{FFFD}b"))
  }

  // MARK: - Failures of one request

  @Test(arguments: [
    (400, #"{"error":{"message":"too\n long"}}"#, "the server answers 400: too long"),
    (200, #"{"error":{"message":"no"}}"#, "the server answers 400: no"),
    (200, #"{"object":"error","message":"no","code":422}"#, "the server answers 422: no"),
    (422, #"{"detail":"bad"}"#, "the server answers 422: bad"),
    (
      200, "{", "the server's answer is not JSON: string or '}' expected near end of file at byte 1"
    ),
    (200, #"{"choices":[]}"#, "the server's answer has no choices"),
    (
      200, #"{"choices":[{"message":{"content":null},"finish_reason":"tool_calls"}]}"#,
      "the server gave no text (finish_reason tool_calls)"
    ),
  ])
  func whatTheServerRefusesIsRefused(status: Int, body: String, reason: String) throws {
    try with({ _, _ in .answer(body, status: status) }) { server in
      let replies = try ask(model(server.url), [Self.chat])
      #expect(replies == [.refused(reason)])
      #expect(server.requests.count == 1)
    }
  }

  @Test func aServersMessageIsCutAndNeverShowsTheKey() throws {
    try with({ _, _ in .answer("key s3cret " + String(repeating: "x", count: 900), status: 400) }) {
      let replies = try ask(model($0.url, key: "s3cret"), [Self.chat])
      let reason = "the server answers 400: key … " + String(repeating: "x", count: 194)
      #expect(replies == [.refused(reason)])
    }
  }

  @Test func aSeedThatServersCannotTakeIsRefused() throws {
    let reply = try one(
      { _, _ in Self.completion("") }, .complete(.text(""), SamplingSettings(), seed: 1 << 63))
    #expect(reply == .refused("the seed 9223372036854775808 is larger than servers take"))
  }

  // MARK: - Sending again

  @Test(arguments: [429, 408, 500, 503])
  func aBusyServerIsAskedAgain(status: Int) throws {
    let reply = try one { _, number in
      number == 0 ? .answer("{}", status: status) : Self.completion("ok")
    }
    #expect(reply == completed("ok"))
  }

  @Test func retryAfterIsRead() throws {
    // More than the longest wait that is obeyed: given up, though there are attempts left.
    let error = #expect(throws: ModelError.self) {
      try one { _, _ in .answer("slow down", status: 429, headers: ["Retry-After": "4000"]) }
    }
    #expect(
      error?.description.hasSuffix("answers 429: slow down (given up after one attempt)") == true)
  }

  @Test func aBrokenAnswerIsAskedForAgain() throws {
    let reply = try one { _, number in
      number == 0 ? .breakOff(#"{"choices":[{"#) : Self.completion("ok")
    }
    #expect(reply == completed("ok"))
  }

  // MARK: - Failures of the server

  @Test func aServerThatAlwaysFailsIsUnavailable() throws {
    try with({ _, _ in .answer("boom", status: 500) }) { server in
      let error = #expect(throws: ModelError.self) { try ask(model(server.url), [Self.chat]) }
      #expect(
        error
          == .unavailable("\(server.url): the server answers 500: boom (given up after 3 attempts)")
      )
      #expect(server.requests.count == 3)
    }
  }

  @Test(arguments: [nil, "toy"])
  func aClosedPortIsUnavailable(name: String?) throws {
    let url = "http://127.0.0.1:\(try StubServer.closedPort())/v1"
    let error = #expect(throws: ModelError.self) {
      try ask(model(url, name: name), [Self.chat])
    }
    let description = try #require(error?.description)
    #expect(description.hasPrefix("\(url): Failed to connect to 127.0.0.1"))
    #expect(description.hasSuffix("(given up after 3 attempts)"))
  }

  @Test(arguments: [401, 403, 404, 301])
  func aWrongKeyOrNameEndsTheWork(status: Int) throws {
    try with({ _, _ in .answer(#"{"message":"who?"}"#, status: status) }) { server in
      let error = #expect(throws: ModelError.self) { try ask(model(server.url), [Self.chat]) }
      #expect(error == .unavailable("\(server.url): the server answers \(status): who?"))
    }
  }

  @Test func whatTheClosuresThrowEndsTheWork() throws {
    struct Stop: Error {}
    try with({ _, _ in Self.completion("ok") }) { server in
      let model = try model(server.url, concurrency: 1)
      #expect(throws: Stop.self) {
        try model.serve { _ in
          .request(Self.chat, ticket: 0)
        } deliver: { _, _ in
          throw Stop()
        }
      }
    }
  }

  // MARK: - Log-probabilities

  @Test func aServerThatRefusesLogprobsIsAskedWithout() throws {
    try with({ request, _ in
      request.body["logprobs"] == nil
        ? Self.completion("ok") : .answer(#"{"error":{"message":"logprobs is off"}}"#, status: 500)
    }) { server in
      let model = try model(server.url, concurrency: 1)
      let request = ModelRequest.complete(.text("a"), SamplingSettings(), seed: 0)
      #expect(try ask(model, [request, request]) == [completed("ok"), completed("ok")])
      #expect(server.requests.map { $0.body["logprobs"] != nil } == [true, false, false])
    }
  }

  @Test func logprobsThatWereAskedForAndRefusedEndTheWork() throws {
    var settings = SamplingSettings()
    settings.logprobs = true
    let error = #expect(throws: ModelError.self) {
      try one(
        { _, _ in .answer("no logprobs", status: 400) }, .complete(.text("a"), settings, seed: 0))
    }
    #expect(
      error?.description.hasSuffix(
        "gives no log-probabilities: the server answers 400: no logprobs") == true)
  }

  // MARK: - Scoring

  /// Takes every character for a token of probability a half, and always draws «x».
  private static func echo(_ request: StubRequest) -> StubReaction {
    let text = request.body["prompt"]?.string ?? ""
    let tokens = text.map { JSON.string(String($0)) }
    let echoes = request.body["echo"] == true
    let half = JSON.number(-0.5)
    let logprobs = echoes ? [nil] + Array(repeating: half, count: tokens.count) : [half]
    return .json([
      "choices": [
        [
          "text": .string(echoes ? text + "x" : "x"),
          "logprobs": [
            "tokens": .array((echoes ? tokens : []) + ["x"]), "token_logprobs": .array(logprobs),
          ],
        ]
      ],
      "usage": ["prompt_tokens": .integer(Int64(tokens.count))],
    ])
  }

  @Test func aServerIsTriedOnceBeforeItScores() throws {
    try with({ request, _ in Self.echo(request) }) { server in
      let request = ModelRequest.score(.text("abc"), completion: "de", ended: false)
      let score = ModelReply.score(
        Score(tokenLogprobs: [-0.5, -0.5], promptLogprobs: [-0.5, -0.5]))
      let model = try model(server.url)
      #expect(try ask(model, [request, request]) == [score, score])
      #expect(!model.scoresEnd)
      #expect(server.requests.count == 4)
      #expect(server.requests[1].body["echo"] == true)
    }
  }

  @Test func aServerThatCannotScoreIsNotComputedWith() throws {
    let error = #expect(throws: ModelError.self) {
      try one({ _, _ in Self.completion("abc") }, .score(.text("a"), completion: "b", ended: false))
    }
    #expect(error?.description.contains("the server cannot score a given text") == true)
  }

  @Test(arguments: [
    ModelRequest.score(.messages([]), completion: "b", ended: false),
    .score(.text("a"), completion: "b", ended: true),
  ])
  func whatNoServerCanScoreIsRefused(request: ModelRequest) throws {
    #expect(throws: ModelError.self) { try one({ request, _ in Self.echo(request) }, request) }
  }

  @Test func wordsAreLookedUpAmongTheLikeliest() throws {
    let reply = try one(
      { _, _ in
        .json(["choices": [["logprobs": ["top_logprobs": [[" Yes": 0.0, "No": -40.0]]]]]])
      }, .probabilities(.text("Right?"), words: ["Yes", "Maybe"]))
    #expect(reply == .probabilities([1, 0]))
  }
}
