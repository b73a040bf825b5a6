import ArgumentParser
import FilterKit
import Models
import Records

/// Draws completions of each problem from a model.
@main
struct SampleCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draws completions of each problem from a model.",
    discussion: """
      Reads records with id and prompt. Appends -n samples to each, after those that are there: \
      index, text, finish, model, seed, tokens, logprob (of the untempered distribution, in nats), \
      with --logprobs token_logprobs; to the record next_index. A request that the model refuses \
      gives a sample with finish error, an empty text and the reason as error.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most. Randomness: each \
      sample is drawn with a seed that is a function of --seed, the record's id and the sample's \
      index.

      Example: problems reverse --count 10 | sample --model base -n 16 --temperature 1
      """,
    version: version)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Sampling") var sampling: SamplingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws { try model.need() }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name))
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let progress = Progress(Self.name, unit: "samples", quiet: stream.running.quiet)
    let description = RunDescription(Self.name, details: open.details + [seeding.detail])
    let refusals = Refusals()
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(open.history)
      try loop.exchange(
        progress: progress,
        requests: { record in
          let id = try record.need("id", try record.string("id"))
          let prompt = try open.rendering.prompt(of: record)
          let first = try record.nextSampleIndex
          return (first..<first + sampling.count).map { index in
            .complete(prompt, sampling.settings, seed: seeds.modelSeed(id: id, index: index))
          }
        },
        serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
        outcome: { record, replies in
          let id = try record.need("id", try record.string("id"))
          let first = try record.nextSampleIndex
          var edit = RecordEdit(record)
          for (offset, reply) in replies.enumerated() {
            let seed = seeds.modelSeed(id: id, index: first + offset)
            try edit.addSample(
              reply.sample(index: first + offset, seed: seed, model: open.model.name))
            if case .refused(let reason) = reply { refusals.count(reason) }
          }
          edit.set("next_index", .integer(Int64(first + replies.count)))
          return .pass(edit)
        })
    }
    refusals.report(Self.name)
    try open.close()
  }
}
