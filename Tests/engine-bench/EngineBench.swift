import ArgumentParser
import Engine
import Glibc
import Losses
import Randomness

/// How fast the engine trains, samples and scores, without files and text around it.
///
/// The numbers of the model are random: how long they take does not depend on them.
@main struct EngineBench: ParsableCommand {
  enum Work: String, ExpressibleByArgument, CaseIterable {
    case train, sample, serve, score, kernels
  }

  @Argument(
    help:
      """
      What to do: train, sample, serve (new sequences take the places of those that end), score; or \
      kernels, the rate of each inner loop in every instruction set of this processor.
      """)
  var work: Work

  @Option(help: "Vocabulary, width, layers, heads, key and value heads, inner width.")
  var model = "64,128,4,4,4,344"

  @Option(help: "The number of sequences in a batch.")
  var batch = 128

  @Option(help: "The length of each prompt, in tokens.")
  var prompt = 16

  @Option(help: "How many tokens of each sequence are learned or sampled.")
  var tokens = 32

  @Option(help: "The length of the prefix that all prompts share, in tokens.")
  var shared = 0

  @Option(help: "The number of samples of each prompt.")
  var samples = 1

  @Option(help: "Sample from the k most probable tokens; 0 means all.")
  var topK = 0

  @Option(help: "Sample from the most probable tokens whose probabilities add up to p.")
  var topP = 1.0

  @Option(help: "How many seconds to measure.")
  var seconds = 5.0

  @Option(help: "The number of threads.")
  var threads = 2

  /// Prints tokens per second, tokens per second of processor time, and the peak memory in MiB.
  ///
  /// A prompt's tokens count only where they are learned or scored.
  func run() throws {
    if work == .kernels { return KernelRates(seconds: seconds / 100).print() }
    let parameters = Parameters(try architecture(), key: 1)
    let transformer = Transformer(parameters)
    let workers = Workers(threads: threads)
    let repetition = try preparation(transformer, workers)
    _ = try repetition()
    var (done, start, used) = (0, now(), now(CLOCK_PROCESS_CPUTIME_ID))
    while now() - start < seconds { done += try repetition() }
    let (rate, ofProcessor) = (
      Double(done) / (now() - start), Double(done) / (now(CLOCK_PROCESS_CPUTIME_ID) - used)
    )
    print(rate, ofProcessor, peakMemory() / 1024)
  }

  private func architecture() throws -> Architecture {
    let sizes = model.split(separator: ",").compactMap { Int($0) }
    guard sizes.count == 6, sizes.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("--model takes six numbers")
    }
    return Architecture(
      vocabulary: sizes[0], width: sizes[1], layers: sizes[2], heads: sizes[3],
      keyValueHeads: sizes[4], headWidth: sizes[1] / sizes[3], feedForward: sizes[5],
      rotates: Array(repeating: true, count: sizes[2]), tiedHead: true, context: 1024)
  }

  /// What is repeated; it returns how many tokens it did.
  private func preparation(
    _ transformer: Transformer, _ workers: Workers
  ) throws -> () throws -> Int {
    var generator = CounterGenerator(key: 7)
    let vocabulary = Int32(transformer.architecture.vocabulary)
    func draw(_ count: Int) -> [Int32] {
      (0..<count).map { _ in Int32.random(in: 0..<vocabulary, using: &generator) }
    }
    let settings = DecodingSettings(topK: topK, topP: topP)
    let examples = draw(min(shared, prompt))
    func drawPrompt() -> [Int32] { examples + draw(prompt - examples.count) }
    let prompts = (0..<max(1, batch / samples)).map { _ in drawPrompt() }
    switch work {
    case .kernels: preconditionFailure("kernels are measured without a model")
    case .train:
      let trainer = Trainer(
        transformer, optimizer: AdamW(), schedule: Schedule(peak: 1e-4, steps: 1 << 20),
        workers: workers)
      let rows = (0..<batch).map { _ in
        SupervisedRow(prompt: draw(1), completion: draw(prompt + tokens - 1))
      }
      return {
        _ = try trainer.step(.supervised(rows))
        return batch * (prompt + tokens)
      }
    case .sample:
      let decoder = BatchDecoder(transformer, slots: batch, workers: workers)
      return {
        var slots: [Int] = []
        for index in 0..<batch {
          slots.append(
            try decoder.admit(
              prompts[index / samples % prompts.count], settings, key: UInt64(index)))
        }
        for _ in 0..<tokens { _ = decoder.step() }
        for slot in slots { decoder.release(slot) }
        return batch * tokens
      }
    case .serve:
      let decoder = BatchDecoder(transformer, slots: batch, workers: workers)
      var left = Array(repeating: 0, count: batch)
      var admitted: UInt64 = 0
      return {
        for _ in 0..<tokens {
          while decoder.free > 0 {
            let slot = try decoder.admit(drawPrompt(), settings, key: admitted)
            admitted += 1
            left[slot] = Int.random(in: 1..<2 * tokens, using: &generator)
          }
          for drawn in decoder.step() {
            left[drawn.slot] -= 1
            if left[drawn.slot] == 0 { decoder.release(drawn.slot) }
          }
        }
        return batch * tokens
      }
    case .score:
      let scorer = Scorer(transformer, workers: workers)
      let sequences = (0..<batch).map { _ in draw(prompt) }
      return {
        _ = try scorer.logprobs(of: sequences)
        return batch * prompt
      }
    }
  }

  /// In KiB; what `getrusage` tells begins with the peak of the process that started this one.
  private func peakMemory() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = Array(repeating: CChar(0), count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("VmHWM:") {
        return text.split(separator: " ").compactMap { Int($0) }.first ?? 0
      }
    }
    return 0
  }

}

/// The time of a clock, in seconds.
func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
