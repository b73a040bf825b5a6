import Checkpoints
import Models
import Records
import Streams
import Stubs
import Synchronization
import Testing

@Suite struct HTTPModelTests {
  private func model(
    _ url: String, name: String? = "toy", key: String? = nil, concurrency: Int = 4,
    attempts: Int = 3
  ) throws -> HTTPModel {
    var settings = ServerSettings(urls: url.split(separator: ",").map(String.init))
    settings.servedModel = name
    settings.probes = false
    settings.key = key
    settings.retry.attempts = attempts
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

  @Test func logprobsAreNotAskedForIfNobodyWantsThem() throws {
    try with({ _, _ in Self.completion("1704") }) { server in
      var settings = ServerSettings(urls: [server.url])
      settings.servedModel = "toy"
      settings.probes = false
      settings.asksLogprobs = false
      let model = try HTTPModel(settings)
      #expect(try ask(model, [Self.chat])[0] == completed("1704"))
      #expect(server.requests[0].body["logprobs"] == nil)
      var sampling = SamplingSettings()
      sampling.logprobs = true
      let wanting = ModelRequest.complete(.text("a"), sampling, seed: 0)
      #expect(throws: ModelError.self) { try ask(model, [wanting]) }
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
      200, #"{"choices":[{"message":{"content":null},"finish_reason":"tool_calls"}]}"#,
      "the server gave no text (finish_reason tool_calls)"
    ),
  ])
  func whatTheServerRejectsHasFailed(status: Int, body: String, reason: String) throws {
    try with({ _, _ in .answer(body, status: status) }) { server in
      let replies = try ask(model(server.url), [Self.chat])
      #expect(replies == [.failed(reason)])
      #expect(server.requests.count == 1)
    }
  }

  @Test(arguments: [
    ("{", "the server's answer is not JSON: string or '}' expected near end of file at byte 1"),
    (#"{"choices":[]}"#, "the server's answer has no choices"),
    (
      #"{"choices":[{"message":{"content":null},"finish_reason":"stop"}]}"#,
      "the server gave no text (finish_reason stop)"
    ),
  ])
  func anAnswerThatIsNoneIsAskedForAgain(body: String, reason: String) throws {
    try with({ request, number in
      request.body["seed"] == 1 && number != 1 ? .answer(body) : Self.completion("ok")
    }) { server in
      let other = ModelRequest.complete(.text("a"), SamplingSettings(), seed: 2)
      let replies = try ask(model(server.url, concurrency: 2), [Self.chat, other])
      #expect(replies == [.givenUp("\(reason) (given up after 3 attempts)"), completed("ok")])
      #expect(server.requests.count == 4)
    }
  }

  @Test func aServersMessageIsCutAndNeverShowsTheKey() throws {
    try with({ _, _ in .answer("key s3cret " + String(repeating: "x", count: 900), status: 400) }) {
      let replies = try ask(model($0.url, key: "s3cret"), [Self.chat])
      let reason = "the server answers 400: key … " + String(repeating: "x", count: 194)
      #expect(replies == [.failed(reason)])
    }
  }

  @Test func aSeedThatServersCannotTakeIsRefused() throws {
    let reply = try one(
      { _, _ in Self.completion("") }, .complete(.text(""), SamplingSettings(), seed: 1 << 63))
    #expect(reply == .failed("the seed 9223372036854775808 is larger than servers take"))
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
    // More than the longest wait that is obeyed.
    let error = #expect(throws: ModelError.self) {
      try one { _, _ in .answer("slow down", status: 429, headers: ["Retry-After": "4000"]) }
    }
    #expect(
      error?.description.hasSuffix("slow down (it asks for a wait of 4000 seconds)") == true)
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
      // Three attempts, and three of the control request that failed too.
      #expect(server.requests.count == 6)
    }
  }

  // MARK: - One request's trouble

  /// What a server does with a prompt that it cannot work on.
  private static let poisons: [(name: String, reaction: StubReaction)] = [
    ("500", .answer(#"{"error":{"message":"boom"}}"#, status: 500)), ("hang up", .hangUp),
    ("no text", .json(["choices": [["message": ["content": nil], "finish_reason": "stop"]]])),
    ("null choices", .json(["choices": nil])), ("empty choices", .json(["choices": []])),
    ("refusal", .json(["choices": [["message": ["content": nil, "refusal": "no"]]]])),
    ("half", .json(["choices": [["text": "ha", "finish_reason": "error"]]])),
    ("403", .answer(#"{"error":{"message":"not this"}}"#, status: 403)),
    ("moderation", .answer(#"{"error":{"message":"input was flagged"}}"#, status: 403)),
  ]

  /// The trouble of one request ends as that, wherever it stands, alone or beside others.
  @Test(arguments: poisons.indices, [[0], [1, 0, 1], [1, 1, 0], [0, 0, 0, 0, 0, 0]])
  func onePromptsTroubleIsItsOwn(poison: Int, order: [Int]) throws {
    let reaction = Self.poisons[poison].reaction
    let requests = order.map { isGood in
      ModelRequest.complete(
        .messages([Message(role: "user", content: isGood == 1 ? "good" : "bad")]),
        SamplingSettings(), seed: 1)
    }
    for concurrency in [1, 4] {
      try with({ request, _ in
        request.body["messages"]?[0]?["content"] == "bad" ? reaction : Self.completion("ok")
      }) { server in
        let replies = try ask(model(server.url, concurrency: concurrency), requests)
        for (isGood, reply) in zip(order, replies) {
          #expect((reply == completed("ok")) == (isGood == 1), "\(Self.poisons[poison].name)")
        }
      }
    }
  }

  @Test func whatIsLeftOutIsConfirmedByAnAnswerAndTold() throws {
    try with({ request, _ in
      for name in ["temperature", "top_p"] where request.body[name] != nil {
        return .answer(#"{"error":{"message":"Unsupported: '\#(name)'"}}"#, status: 400)
      }
      return Self.completion("ok")
    }) { server in
      let model = try model(server.url, concurrency: 1)
      #expect(try ask(model, [Self.chat, Self.chat]) == [completed("ok"), completed("ok")])
      #expect(server.requests.count == 4)
      #expect(
        model.takeNotices() == [
          "the server rejects a request: temperature is left out: samples are drawn at the "
            + "server's own temperature",
          "the server rejects a request: top_p is left out: the server's own value holds",
        ])
    }
  }

  @Test func whatIsNotConfirmedChangesNothing() throws {
    try with({ request, _ in
      request.body["messages"]?[0]?["content"] == "bad"
        ? .answer(#"{"error":{"message":"the seed of evil"}}"#, status: 400) : Self.completion("ok")
    }) { server in
      let model = try model(server.url, concurrency: 1)
      let bad = ModelRequest.complete(
        .messages([Message(role: "user", content: "bad")]), SamplingSettings(), seed: 1)
      let replies = try ask(model, [bad, Self.chat])
      #expect(replies[1] == completed("ok") && replies[0].failure != nil)
      #expect(server.requests.last?.body["seed"] != nil)
      #expect(model.takeNotices() == [])
    }
  }

  @Test func anUnknownEndIsCounted() throws {
    try with({ _, number in Self.completion("ok", finish: number == 0 ? "stop" : "halt") }) {
      server in
      let model = try model(server.url, concurrency: 1)
      _ = try ask(model, [Self.chat, Self.chat, Self.chat])
      #expect(model.takeNotices() == ["2 answers: unknown finish_reason \"halt\", taken for stop"])
    }
  }

  @Test func aMissingEndIsCounted() throws {
    try with({ _, _ in .json(["choices": [["text": "ok", "finish_reason": nil]]]) }) { server in
      let model = try model(server.url)
      _ = try ask(model, [Self.chat])
      #expect(model.takeNotices() == ["1 answer: no finish_reason, taken for stop"])
    }
  }

  @Test func aLimitIsWaitedOutWithoutAttempts() throws {
    try with({ _, number in
      number < 8 ? .answer(#"{"error":{"message":"slow"}}"#, status: 429) : Self.completion("ok")
    }) { server in
      let replies = try ask(model(server.url), [Self.chat])
      #expect(replies == [completed("ok")])
    }
  }

  @Test func headersAreSentAndTheirValuesNeverShown() throws {
    try with({ request, _ in
      .answer("key \(request.headers["api-key"] ?? "") no", status: 400)
    }) { server in
      var settings = ServerSettings(urls: [server.url + "?api-version=7"])
      settings.servedModel = "toy"
      settings.probes = false
      settings.headers = [("api-key", "s3cret")]
      let replies = try ask(try HTTPModel(settings), [Self.chat])
      #expect(replies == [.failed("the server answers 400: key … no")])
      #expect(server.requests[0].path == "/v1/chat/completions?api-version=7")
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

  /// Takes every character for a token of probability a half, and always draws "x".
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
      #expect(server.requests.count == 5)
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

  // MARK: - Limits and faults

  @Test func anAccountThatIsUsedUpStopsTheWorkAndIsToldFromALimit() throws {
    let quota = #"{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}"#
    try with({ _, number in number < 2 ? Self.completion("ok") : .answer(quota, status: 429) }) {
      server in
      let error = #expect(throws: ModelError.self) {
        try ask(model(server.url, concurrency: 1), [Self.chat, Self.chat, Self.chat])
      }
      let reason = "\(server.url): the server answers 429: You exceeded your quota"
      #expect(error == .stopped(reason))
      #expect(server.requests.count == 3)
    }
    let large = #"{"error":{"message":"Request too large for toy: Limit 10","type":"tokens"}}"#
    let reply = try one { _, _ in .answer(large, status: 429) }
    #expect(
      reply == .failed("the server answers 429: Request too large for toy: Limit 10"))
  }

  @Test(arguments: ["2", "date"])
  func aRetryAfterIsObeyedInSecondsAndAsADate(form: String) throws {
    let value = form == "date" ? StubFault.date(after: 4000) : "4000"
    let error = #expect(throws: ModelError.self) {
      try one { _, _ in .answer("slow down", status: 429, headers: ["Retry-After": value]) }
    }
    #expect(error?.description.contains("slow down (it asks for a wait of ") == true)
  }

  @Test func anAnswerMustBeginAndEndInTime() throws {
    for (reaction, reason) in [
      (StubReaction.silence, "no answer began within 0.05 seconds"),
      (.trickle(#"{"choices":[]}"#, every: 0.1), "Operation timed out after"),
    ] {
      try with({ _, _ in reaction }) { server in
        var settings = ServerSettings(urls: [server.url])
        settings.servedModel = "toy"
        settings.probes = false
        settings.retry.attempts = 1
        if case .silence = reaction { settings.firstByteTimeout = 0.05 }
        settings.timeout = 0.5
        let error = #expect(throws: ModelError.self) {
          try ask(try HTTPModel(settings), [Self.chat])
        }
        #expect(error?.description.contains(reason) == true, "\(error as Any)")
      }
    }
  }

  @Test func aServerThatDiesLeavesItsWorkToTheOthers() throws {
    let requests = (0..<60).map {
      ModelRequest.complete(.text("prompt \($0)"), SamplingSettings(), seed: UInt64($0))
    }
    try with({ _, number in number < 10 ? Self.completion("one") : .hangUp }) { dying in
      try with({ _, _ in Self.completion("two") }) { living in
        let closed = "http://127.0.0.1:\(try StubServer.closedPort())/v1"
        let model = try model("\(dying.url),\(closed),\(living.url)", concurrency: 6, attempts: 12)
        let replies = try ask(model, requests)
        // On a busy machine the other one may have done more before this one died.
        let answered = replies.count { $0 == completed("one") }
        #expect((1...10).contains(answered))
        #expect(replies.count { $0 == completed("two") } == 60 - answered)
      }
    }
  }

  @Test func everyFaultThatPassesIsAskedAgainAndNothingTwice() throws {
    // Those that only a time-out ends have a test of their own.
    let faults = Set(StubFault.passing).subtracting([.silence, .slow])
    let script = StubScript(faults: faults.map { ($0, 0.02) })
    let server = try StubServer { request, _ in script.react(request) }
    defer { server.stop() }
    var settings = ServerSettings(urls: [server.url])
    settings.servedModel = "toy"
    settings.probes = false
    settings.retry.firstPause = 0.01
    settings.retry.concurrency = 200
    let replies = try ask(
      try HTTPModel(settings),
      (0..<1000).map { .complete(.text("?"), SamplingSettings(), seed: UInt64($0)) })
    let answered = replies.count { if case .completion = $0 { true } else { false } }
    #expect(answered == 1000)
    let counts = script.counts
    #expect(counts.keys == 1000 && counts.repeated == 0 && counts.faults.count == faults.count)
  }

  /// All kinds at once, those of one request's own trouble too: every request is accounted for.
  @Test func everyRequestOfAServerThatMixesAllKindsIsAccountedFor() throws {
    let passing = Set(StubFault.passing).subtracting([
      .silence, .slow, .tooManyAfter, .tooManyUntil,
    ])
    let kinds = passing.map { ($0, 0.02) } + StubFault.forms.map { ($0, 0.03) }
    let script = StubScript(faults: kinds + [(.moderation, 0.03), (.leak, 0.02)])
    let server = try StubServer(keepsRequests: false) { request, _ in script.react(request) }
    defer { server.stop() }
    var settings = ServerSettings(urls: [server.url])
    settings.servedModel = "toy"
    settings.probes = false
    settings.retry.firstPause = 0.005
    settings.retry.concurrency = 100
    let model = try HTTPModel(settings)
    let replies = try ask(
      model, (0..<3000).map { .complete(.text("?"), SamplingSettings(), seed: UInt64($0)) })
    var (answered, reasoning, failed) = (0, 0, 0)
    for reply in replies {
      switch reply {
      case .completion(let completion):
        answered += 1
        if completion.reasoning != nil { reasoning += 1 }
        #expect(completion.text.contains("The answer is"))
      case .failed: failed += 1
      default: Issue.record("\(reply)")
      }
    }
    let counts = script.counts
    #expect(answered + failed == 3000)
    #expect(answered == counts.answered && counts.repeated == 0)
    #expect(failed == counts.faults[.moderation, default: 0] + counts.faults[.leak, default: 0])
    #expect(reasoning == counts.faults[.reasoning])
    #expect(counts.faults.count == kinds.count + 2)
    #expect(model.takeNotices().contains { $0.contains("halted") })
  }

  @Test func aTextBehindAStopThatWasIgnoredIsCutOff() throws {
    var settings = SamplingSettings()
    settings.stop = ["\n", "Q:"]
    let reply = try one(
      { _, _ in Self.completion("7 Q: 8\n", finish: "length") },
      .complete(.text("Q"), settings, seed: 0))
    #expect(reply == completed("7 "))
  }

  @Test func whoWaitsForRequestsIsWoken() throws {
    try with({ _, _ in .after(0.02, Self.completion("ok")) }) { server in
      let model = try model(server.url)
      let bell = Doorbell()
      var given = 0
      var replies = 0
      var ringer: Streams.Thread?
      try model.serve { wait in
        if given == 0 || (given == 1 && ringer != nil) {
          given += 1
          return .request(Self.chat, ticket: given)
        }
        if given == 2 { return .end }
        ringer = Thread { bell.ring() }
        return .notYet(bell)
      } deliver: { _, _ in
        replies += 1
      }
      ringer?.join()
      #expect(replies == 2)
    }
  }
}
