import ArgumentParser
import Engine
import Records

/// Whether low-rank factors are learned instead of the parameters.
struct AdapterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Learn a LoRA adapter of this rank instead of the model (arXiv 2106.09685), and save it as "
        + "PEFT does.", valueName: "rank"))
  var loraRank: Int?

  @Option(
    help: ArgumentHelp(
      "What the product of the factors is multiplied by, times the rank (default: twice the rank).",
      valueName: "alpha"))
  var loraAlpha: Double?

  @Option(
    help: ArgumentHelp(
      "The matrices that have factors: names such as q_proj, divided by commas, or all (default: "
        + "q_proj,v_proj).", valueName: "names"))
  var loraTargets: String?

  @Flag(help: "Add the adapter to the model and save the whole.")
  var merge = false

  func validate() throws {
    guard (loraRank ?? 1) > 0 else { throw ValidationError("--lora-rank must be at least 1") }
    guard (loraAlpha ?? 1) > 0, (loraAlpha ?? 1).isFinite else {
      throw ValidationError("--lora-alpha must be more than 0")
    }
    if loraRank == nil, merge || loraAlpha != nil || loraTargets != nil {
      throw ValidationError("--merge, --lora-alpha and --lora-targets go with --lora-rank")
    }
    if let unknown = targets.first(where: { !LowRankAdapter.everyMatrix.contains($0) }) {
      throw ValidationError(
        "--lora-targets: no matrix is called \"\(unknown)\"; there are "
          + LowRankAdapter.everyMatrix.joined(separator: ", "))
    }
  }

  private var targets: [String] {
    guard let loraTargets else { return ["q_proj", "v_proj"] }
    return loraTargets == "all"
      ? LowRankAdapter.everyMatrix
      : loraTargets.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// Refuses a rank that no matrix of the model can have.
  func check(_ architecture: Architecture) throws {
    let longest = max(
      architecture.width, architecture.heads * architecture.headWidth, architecture.feedForward)
    guard (loraRank ?? 1) <= longest else {
      throw ValidationError(
        "--lora-rank is more than \(longest), the longest side of the model's matrices")
    }
  }

  /// Whether what is saved is an adapter.
  var savesAdapter: Bool { loraRank != nil && !merge }

  /// The adapter of a model, nil if the model itself is learned.
  func adapter(of parameters: Parameters, key: UInt64) -> LowRankAdapter? {
    loraRank.map {
      LowRankAdapter(
        parameters, rank: $0, alpha: loraAlpha ?? 2 * Double($0), targets: targets, key: key)
    }
  }

  /// What of it changes trained numbers.
  var fingerprint: [JSON.Member] {
    guard let loraRank else { return [] }
    return [
      JSON.Member("lora-rank", .integer(Int64(loraRank))),
      JSON.Member("lora-alpha", .number(loraAlpha ?? 2 * Double(loraRank))),
      JSON.Member("lora-targets", .string(targets.sorted().joined(separator: ","))),
    ]
  }
}
