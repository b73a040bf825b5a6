import Glibc
import Randomness
import Records
import Streams
import Synchronization

/// What can go wrong with an answer.
package enum StubFault: String, CaseIterable, Sendable {
  /// Too many requests, without and with a time to come back, in seconds and as a date.
  case tooMany = "429"
  case tooManyAfter = "429-after"
  case tooManyUntil = "429-date"
  /// The account is used up: no time will help.
  case quota
  case failure = "500"
  case unavailable = "503"
  /// A refusal that repeats the key that was sent.
  case leak
  /// A success that holds an error object; one whose code is a text; one with the error in a choice.
  case errorInSuccess = "200-error"
  case codeAsText = "200-code-text"
  case errorInChoice = "choice-error"
  /// The account has nothing left; the input is not allowed.
  case balance = "402"
  case moderation = "403-moderation"
  /// A page of HTML.
  case page
  /// No text.
  case null
  /// No choice, and one more than was asked for.
  case noChoice = "no-choice"
  case extraChoice = "extra-choice"
  /// The answer is cut inside its JSON, which is sent as if it were whole.
  case truncated
  /// The connection is reset inside the answer, closed before it, or left open without one.
  case reset
  case hangUp = "hang-up"
  case silence
  /// A byte at a time.
  case slow
  /// `finish_reason` is length.
  case length
  /// An answer of ten megabytes.
  case huge
  /// Answers in other forms: with an unknown word for its end, or none; with an error that says
  /// nothing; as a list of parts; with reasoning before it; without usage.
  case unknownEnd = "unknown-end"
  case noEnd = "no-end"
  case emptyError = "empty-error"
  case parts
  case reasoning
  case noUsage = "no-usage"

  /// Those after which a client that asks again is answered as it should be, and soon.
  package static let passing: [StubFault] = [
    .tooMany, .tooManyAfter, .failure, .unavailable, .errorInSuccess, .null, .noChoice, .truncated,
    .reset, .hangUp, .silence, .slow, .codeAsText, .errorInChoice,
  ]

  /// Answers in forms that a client has to understand.
  package static let forms: [StubFault] = [
    .extraChoice, .length, .unknownEnd, .noEnd, .emptyError, .parts, .reasoning, .noUsage,
  ]

  /// Whether the client has its answer nonetheless.
  var isAnswer: Bool { self == .huge || Self.forms.contains(self) }
}

/// How long an answer takes.
package enum StubDelay: Sendable, Equatable {
  case fixed(Double)
  case uniform(ClosedRange<Double>)
  /// With this mean.
  case exponential(Double)

  func seconds(using generator: inout CounterGenerator) -> Double {
    switch self {
    case .fixed(let seconds): seconds
    case .uniform(let range):
      range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound)
    case .exponential(let mean): -mean * log(1 - generator.uniform())
    }
  }
}

/// A toy model behind a server that fails as it is told to, and counts.
///
/// Whether a request fails, and how, is a function of the seed, the request and how often it came.
package final class StubScript: Sendable {
  /// What was counted.
  package struct Counts: Sendable {
    package var requests = 0
    /// Requests that were given their answer.
    package var answered = 0
    /// Requests that came although the same had been answered before.
    package var repeated = 0
    /// Different requests.
    package var keys = 0
    package var faults: [StubFault: Int] = [:]
    /// Requests that came with a key.
    package var authorized = 0
  }

  private struct Ledger {
    var counts = Counts()
    /// By request: how often it came, and whether it was answered.
    var asked: [UInt64: (times: Int, isAnswered: Bool)] = [:]
  }

  private let model: ToyModel
  private let delay: StubDelay
  private let faults: [(fault: StubFault, share: Double)]
  private let seed: UInt64
  private let ledger = Mutex(Ledger())

  /// How often one request fails at most.
  private static let mostFaults = 3

  /// Makes a script.
  /// - Parameter faults: each with the share of the requests that it befalls.
  package init(
    model: ToyModel = ToyModel(), delay: StubDelay = .fixed(0),
    faults: [(fault: StubFault, share: Double)] = [], seed: UInt64 = 1
  ) {
    self.model = model
    self.delay = delay
    self.faults = faults
    self.seed = seed
  }

  /// What was counted so far.
  package var counts: Counts { ledger.withLock { $0.counts } }

  /// What the server does with a request.
  package func react(_ request: StubRequest) -> StubReaction {
    if request.path.hasSuffix("/models") { return .json(model.list) }
    if request.path.hasSuffix("/stub/counts") { return .json(counts.json) }
    guard request.path.hasSuffix("/completions") else { return .answer("{}", status: 404) }
    let times = ledger.withLock { $0.asked[request.key]?.times ?? 0 }
    var generator = CounterGenerator(key: request.key ^ seed, counter: UInt64(times) << 8)
    let fault = times < Self.mostFaults ? draw(using: &generator) : nil
    let seconds = delay.seconds(using: &generator)
    note(request, fault)
    let answer = model.answer(request, noise: generator.next())
    let reaction = fault?.reaction(answer, to: request) ?? .json(answer)
    return seconds > 0 ? .after(seconds, reaction) : reaction
  }

  private func draw(using generator: inout CounterGenerator) -> StubFault? {
    var rest = generator.uniform()
    for (fault, share) in faults {
      if rest < share { return fault }
      rest -= share
    }
    return nil
  }

  private func note(_ request: StubRequest, _ fault: StubFault?) {
    ledger.withLock { ledger in
      var asked = ledger.asked[request.key] ?? (0, false)
      ledger.counts.requests += 1
      if request.headers["authorization"] != nil { ledger.counts.authorized += 1 }
      if asked.times == 0 { ledger.counts.keys += 1 }
      if asked.isAnswered { ledger.counts.repeated += 1 }
      if let fault { ledger.counts.faults[fault, default: 0] += 1 }
      if fault?.isAnswer ?? true {
        ledger.counts.answered += 1
        asked.isAnswered = true
      }
      asked.times += 1
      ledger.asked[request.key] = asked
    }
  }
}

extension StubScript.Counts {
  /// The counts as an object.
  package var json: JSON {
    let faults = StubFault.allCases.compactMap { fault in
      self.faults[fault].map { JSON.Member(fault.rawValue, .integer(Int64($0))) }
    }
    return [
      "requests": .integer(Int64(requests)), "answered": .integer(Int64(answered)),
      "repeated": .integer(Int64(repeated)), "keys": .integer(Int64(keys)),
      "authorized": .integer(Int64(authorized)), "faults": .object(faults),
    ]
  }
}

extension StubFault {
  /// What the server does instead of giving an answer.
  func reaction(_ answer: JSON, to request: StubRequest) -> StubReaction {
    switch self {
    case .leak:
      Self.refusal(
        400, "Incorrect API key provided: \(request.headers["authorization"] ?? "none")",
        type: "invalid_request_error", headers: [:])
    case .tooMany: Self.refusal(429, "Rate limit reached", type: "requests", headers: [:])
    case .tooManyAfter:
      Self.refusal(429, "Rate limit reached", type: "requests", headers: ["Retry-After": "1"])
    case .tooManyUntil:
      Self.refusal(
        429, "Rate limit reached", type: "tokens", headers: ["Retry-After": Self.date(after: 2)])
    case .quota:
      Self.refusal(
        429, "You exceeded your current quota", type: "insufficient_quota", headers: [:])
    case .failure: .answer(#"{"error":{"message":"boom"}}"#, status: 500)
    case .unavailable: .answer("<html>503</html>", status: 503)
    case .errorInSuccess: .answer(#"{"error":{"code":503,"message":"overloaded"}}"#)
    case .codeAsText: .answer(#"{"error":{"code":"429","message":"too many"}}"#)
    case .errorInChoice:
      .json(
        Self.changingChoice(answer) { [.init("error", ["code": 502, "message": "upstream"])] + $0 })
    case .balance: .answer(#"{"error":{"message":"Insufficient Balance"}}"#, status: 402)
    case .moderation:
      .answer(#"{"error":{"message":"Your input was flagged","code":403}}"#, status: 403)
    case .page: .answer("<!doctype html><title>Chat</title>")
    case .unknownEnd: .json(Self.setting(answer, "finish_reason", "halted"))
    case .noEnd: .json(Self.setting(answer, "finish_reason", .null))
    case .emptyError:
      .json(
        .object(
          (answer.members ?? []) + [.init("error", ["message": "", "type": "", "code": nil])]))
    case .parts:
      .json(Self.with(answer, [["type": "text", "text": .string(Self.text(of: answer))]]))
    case .reasoning:
      .json(
        Self.changingChoice(answer) { members in
          members.filter { $0.key != "message" && $0.key != "text" } + [
            .init(
              "message",
              [
                "role": "assistant", "reasoning_content": "Let me see.",
                "content": .string(Self.text(of: answer)),
              ])
          ]
        })
    case .noUsage: .json(.object((answer.members ?? []).filter { $0.key != "usage" }))
    case .null: .json(Self.with(answer, .null))
    case .noChoice: .json(Self.changing(answer) { _ in [] })
    case .extraChoice: .json(Self.changing(answer) { $0 + $0 })
    case .truncated: .answer(String(answer.text.prefix(answer.text.count / 2)))
    case .reset: .breakOff(String(answer.text.prefix(20)))
    case .hangUp: .hangUp
    case .silence: .silence
    case .slow: .trickle(answer.text, every: 1)
    case .length: .json(Self.setting(answer, "finish_reason", "length"))
    case .huge: .answer(Self.huge(answer))
    }
  }

  private static func refusal(
    _ status: Int, _ message: String, type: String, headers: [String: String]
  ) -> StubReaction {
    let error: JSON = [
      "error": ["message": .string(message), "type": .string(type), "code": .string(type)]
    ]
    return .answer(error.text, status: status, headers: headers)
  }

  private static func changing(_ answer: JSON, _ change: ([JSON]) -> [JSON]) -> JSON {
    .object(
      (answer.members ?? []).map { member in
        guard member.key == "choices" else { return member }
        return JSON.Member("choices", .array(change(member.value.array ?? [])))
      })
  }

  private static func changingChoice(
    _ answer: JSON, _ change: ([JSON.Member]) -> [JSON.Member]
  ) -> JSON {
    changing(answer) { choices in choices.map { .object(change($0.members ?? [])) } }
  }

  private static func setting(_ answer: JSON, _ key: String, _ value: JSON) -> JSON {
    changingChoice(answer) { $0.map { $0.key == key ? JSON.Member(key, value) : $0 } }
  }

  /// What the answer says.
  private static func text(of answer: JSON) -> String {
    let choice = answer["choices"]?[0]
    return choice?["message"]?["content"]?.string ?? choice?["text"]?.string ?? ""
  }

  /// The answer with another text.
  private static func with(_ answer: JSON, _ text: JSON) -> JSON {
    setting(setting(answer, "text", text), "message", ["role": "assistant", "content": text])
  }

  /// The answer with a text of ten megabytes; put in as bytes, which is quick.
  private static func huge(_ answer: JSON) -> String {
    let text = String(repeating: "x", count: 10_000_000)
    return with(answer, "HUGE").text.replacing("HUGE", with: text)
  }

  /// So many seconds from now, as HTTP writes dates.
  package static func date(after seconds: Int) -> String {
    var moment = time(nil) + seconds
    var parts = tm()
    gmtime_r(&moment, &parts)
    var text = [CChar](repeating: 0, count: 64)
    strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
