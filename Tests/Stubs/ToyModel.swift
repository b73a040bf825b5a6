import Glibc
import Records
import Streams

/// What a stub's model can do; what is left out it accepts and ignores, as servers do.
package enum StubAbility: String, CaseIterable, Sendable {
  case n
  case seed
  case logprobs
  case stop
  case echo
  case promptLogprobs = "prompt_logprobs"
  case prefill
}

/// A model of no parameters: everything that it says is a hash of what it was asked.
///
/// A token is a word with the white space before it. A text that ends like «6, 7,» is counted on,
/// one that ends with «Fri» is gone on with by «day», every other one is answered « The answer is 42.» with a number that the prompt and the seed
/// choose. A token's log-probability is a function of it and the token before.
package struct ToyModel: Sendable {
  package var name: String
  /// Whom the list of models says that it belongs to.
  package var owner: String
  package var abilities: Set<StubAbility>

  /// Makes a model.
  package init(
    name: String = "toy", owner: String = "stub",
    abilities: Set<StubAbility> = Set(StubAbility.allCases)
  ) {
    self.name = name
    self.owner = owner
    self.abilities = abilities
  }

  /// The list of models.
  package var list: JSON {
    ["object": "list", "data": [["id": .string(name), "owned_by": .string(owner)]]]
  }

  /// Answers a request for a completion, of a text or of a conversation.
  /// - Parameter noise: stands for the seed where that is ignored.
  package func answer(_ request: StubRequest, noise: UInt64) -> JSON {
    let body = request.body
    let isChat = request.path.hasSuffix("/chat/completions")
    let asked = isChat ? conversation(body["messages"]?.array ?? []) : body["prompt"]?.string ?? ""
    let isSeeded = abilities.contains(.seed) && body["seed"] != nil
    let seed = isSeeded ? UInt64(truncatingIfNeeded: body["seed"]?.integer ?? 0) : noise
    let count = abilities.contains(.n) ? body["n"]?.integer ?? 1 : 1
    let isGreedy = body["temperature"]?.double == 0
    let drawn = (0..<max(count, 0)).map { index in
      draw(asked, body, seed: isGreedy ? 0 : seed &+ UInt64(index))
    }
    let echoes = !isChat && body["echo"] == true && abilities.contains(.echo)
    let choices = drawn.enumerated().map { index, draw in
      JSON.object(
        [.init("index", .integer(Int64(index)))]
          + choice(draw, after: asked, body, isChat: isChat, echoes: echoes))
    }
    let promptTokens = Self.tokens(asked).count
    return [
      "id": .string("stub-" + ContentHash.digits(request.key)), "model": .string(name),
      "choices": .array(choices),
      "usage": [
        "prompt_tokens": .integer(Int64(promptTokens)),
        "completion_tokens": .integer(Int64(drawn.reduce(0) { $0 + $1.tokens.count })),
      ],
    ]
  }

  // MARK: - What it says

  private struct Draw {
    var tokens: [String]
    var finish: String
  }

  /// A conversation as the text that is gone on with; an answer that was begun is gone on with only
  /// by a server that can.
  private func conversation(_ messages: [JSON]) -> String {
    let last = messages.last?["role"]?.string
    if last == "assistant", abilities.contains(.prefill) {
      return messages.last?["content"]?.string ?? ""
    }
    return messages.map { "\($0["content"]?.string ?? "")\n" }.joined()
  }

  private func draw(_ asked: String, _ body: JSON, seed: UInt64) -> Draw {
    var draw = Draw(tokens: continuation(asked, seed: seed), finish: "stop")
    if abilities.contains(.stop), let stops = body["stop"]?.array?.compactMap(\.string) {
      let text = draw.tokens.joined()
      let ends = stops.compactMap { text.range(of: $0)?.lowerBound }
      if let end = ends.min() { draw.tokens = Self.tokens(String(text[..<end])) }
    }
    let limit = body["max_tokens"]?.integer ?? body["max_completion_tokens"]?.integer ?? 16
    if draw.tokens.count > limit {
      draw = Draw(tokens: Array(draw.tokens.prefix(limit)), finish: "length")
    }
    return draw
  }

  private func continuation(_ asked: String, seed: UInt64) -> [String] {
    let words = Self.tokens(asked)
    if let last = words.last, last.hasSuffix(","),
      let number = Int(last.dropLast().drop { $0 == " " })
    {
      return (number + 1...number + 64).map { " \($0)," }
    }
    if asked.hasSuffix("Fri") { return Self.tokens("day, Saturday, Sunday") }
    let answer = ContentHash.of(asked, seed: seed) % 100
    return Self.tokens(" The answer is \(answer).")
  }

  /// Words, each with the white space before it.
  static func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    var token = ""
    var isSpace = true
    for character in text {
      if character.isWhitespace, !isSpace {
        tokens.append(token)
        token = ""
      }
      isSpace = character.isWhitespace
      token.append(character)
    }
    return token.isEmpty ? tokens : tokens + [token]
  }

  /// The log-probability of a token after another, between -2 and 0.
  package static func logprob(_ token: String, after previous: String) -> Double {
    -Double(ContentHash.of(token, seed: ContentHash.of(previous)) % 1000 + 1) / 500
  }

  // MARK: - How it says it

  private func choice(
    _ draw: Draw, after asked: String, _ body: JSON, isChat: Bool, echoes: Bool
  ) -> [JSON.Member] {
    let text = draw.tokens.joined()
    let prompt = Self.tokens(asked)
    var members: [JSON.Member] = [.init("finish_reason", .string(draw.finish))]
    if isChat {
      members.append(.init("message", ["role": "assistant", "content": .string(text)]))
    } else {
      members.append(.init("text", .string(echoes ? asked + text : text)))
    }
    let asks = body["logprobs"].map { $0 != .null && $0 != false } ?? false
    if asks, abilities.contains(.logprobs) {
      let shown = (echoes ? prompt : []) + draw.tokens
      let first = echoes ? nil : prompt.last
      let most = body["top_logprobs"]?.integer ?? body["logprobs"]?.integer ?? 0
      members.append(.init("logprobs", listed(shown, after: first, most: most, isChat: isChat)))
    }
    if body["prompt_logprobs"] != nil, abilities.contains(.promptLogprobs) {
      members.append(.init("prompt_logprobs", Self.promptLogprobs(prompt)))
    }
    return members
  }

  /// Log-probabilities in the form of chat or of completions; the first of all has none.
  private func listed(
    _ tokens: [String], after first: String?, most: Int, isChat: Bool
  ) -> JSON {
    let befores = [first] + tokens.dropLast().map(Optional.some)
    let values = zip(tokens, befores).map { token, before in
      before.map { JSON.number(Self.logprob(token, after: $0)) } ?? .null
    }
    // As many as were asked for: the token itself, then others.
    let likeliest = zip(tokens, values).map { token, value -> [(String, JSON)] in
      let others: [(String, JSON)] = [("Yes", -1.0), ("No", -1.5)].filter { $0.0 != token }
      return [(token, value == .null ? -1.0 : value)] + others.prefix(max(most - 1, 0))
    }
    if isChat {
      return [
        "content": .array(
          tokens.indices.map { place in
            [
              "token": .string(tokens[place]), "logprob": values[place],
              "top_logprobs": .array(
                likeliest[place].map { ["token": .string($0.0), "logprob": $0.1] }),
            ]
          })
      ]
    }
    return [
      "tokens": .array(tokens.map { .string($0) }), "token_logprobs": .array(values),
      "top_logprobs": .array(
        likeliest.map { .object($0.map { JSON.Member($0.0, $0.1) }) }),
    ]
  }

  /// vLLM's form: of each token but the first, itself alone.
  private static func promptLogprobs(_ tokens: [String]) -> JSON {
    let known = zip(tokens.dropFirst(), tokens).map { token, before -> JSON in
      [
        "7": [
          "logprob": .number(logprob(token, after: before)), "rank": 1,
          "decoded_token": .string(token),
        ]
      ]
    }
    return .array(tokens.isEmpty ? [] : [.null] + known)
  }
}

extension String {
  /// Where a text begins in this one.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    guard !text.isEmpty else { return nil }
    return self[...].firstRange(of: text)
  }
}
