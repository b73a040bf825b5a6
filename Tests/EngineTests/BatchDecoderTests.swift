import Testing

@testable import Engine

@Suite struct BatchDecoderTests {
  private struct Drawn: Equatable {
    var tokens: [Int32] = []
    var logprobs: [Float] = []
  }

  /// Draws `count` tokens for each prompt, keyed by its number.
  private func draw(
    _ prompts: [(key: Int, tokens: [Int32])], count: Int, threads: Int, slots: Int,
    from model: Transformer = testModel()
  ) throws -> [Int: Drawn] {
    let decoder = BatchDecoder(model, slots: slots, workers: Workers(threads: threads))
    var waiting = prompts[...]
    var keys: [Int: Int] = [:]
    var results: [Int: Drawn] = [:]
    while !waiting.isEmpty || !keys.isEmpty {
      while decoder.free > 0, let prompt = waiting.popFirst() {
        let slot = try decoder.admit(
          prompt.tokens, DecodingSettings(temperature: 0.9), key: UInt64(prompt.key))
        keys[slot] = prompt.key
      }
      for drawn in decoder.step() {
        guard let key = keys[drawn.slot] else { continue }
        results[key, default: Drawn()].tokens.append(drawn.token)
        results[key, default: Drawn()].logprobs.append(drawn.logprob)
        // Sequences end at different times, so that slots are used again.
        if results[key]?.tokens.count == count - key % 3 {
          decoder.release(drawn.slot)
          keys[drawn.slot] = nil
        }
      }
    }
    return results
  }

  private var prompts: [(key: Int, tokens: [Int32])] {
    (0..<128).map { ($0, testTokens(1 + $0 / 4 % 25, key: UInt64($0 / 4))) }
  }

  @Test(arguments: TestModels.allCases)
  func neighboursAndThreadsChangeNoBit(which: TestModels) throws {
    let model = which.model
    let together = try draw(prompts, count: 24, threads: 3, slots: 128, from: model)
    #expect(together.count == 128)
    #expect(try draw(prompts, count: 24, threads: 1, slots: 50, from: model) == together)
    let three = try draw(Array(prompts[70..<73]), count: 24, threads: 1, slots: 3, from: model)
    for key in 70..<73 { #expect(three[key] == together[key]) }
    for key in [0, 33, 127] {
      let alone = try draw([prompts[key]], count: 24, threads: 1, slots: 1, from: model)
      #expect(alone[key] == together[key])
    }
    #expect(together[0] != together[1])
  }

  /// Prompts with the same examples before them share these, and draw what each draws alone.
  @Test(arguments: TestModels.allCases) func sharedPrefixesChangeNoBit(which: TestModels) throws {
    let model = which.model
    let examples = testTokens(40, key: 1)
    let prompts = (0..<12).map { key -> (key: Int, tokens: [Int32]) in
      (
        key: key,
        tokens: Array(examples[..<(key < 8 ? 40 : 20)])
          + testTokens(1 + key % 5, key: UInt64(key / 2))
      )
    }
    let together = try draw(prompts, count: 12, threads: 2, slots: 12, from: model)
    for prompt in prompts {
      let alone = try draw([prompt], count: 12, threads: 1, slots: 1, from: model)
      #expect(alone[prompt.key] == together[prompt.key])
    }
    #expect(try draw(prompts, count: 12, threads: 1, slots: 3, from: model) == together)
  }

  /// The cache gives what the whole sequence gives.
  @Test(arguments: TestModels.allCases) func logprobsAgreeWithScores(which: TestModels) throws {
    let model = which.model
    let drawn = try draw(prompts, count: 60, threads: 2, slots: 128, from: model)
    let scorer = Scorer(model, workers: Workers(threads: 1))
    for key in [3, 50, 99] {
      let one = try #require(drawn[key])
      let scores = try scorer.logprobs(of: [prompts[key].tokens + one.tokens])[0]
      for (a, b) in zip(one.logprobs, scores.suffix(one.logprobs.count)) {
        #expect(abs(a - b) < 1e-4 * max(1, abs(b)))
      }
    }
  }

  @Test func greedyTokensAreTheLikeliest() throws {
    let model = testModel()
    let workers = Workers(threads: 1)
    let decoder = BatchDecoder(model, slots: 1, workers: workers)
    let scorer = Scorer(model, workers: workers)
    var tokens = testTokens(7, key: 1)
    let slot = try decoder.admit(tokens, DecodingSettings(temperature: 0), key: 0)
    for _ in 0..<10 {
      let next = try scorer.logprobs(of: (0..<37).map { tokens + [$0] }).compactMap(\.last)
      let drawn = try #require(decoder.step().first)
      #expect(next[Int(drawn.token)] == next.max())
      tokens.append(drawn.token)
      #expect(decoder.length(of: slot) == tokens.count)
    }
  }
}
