import ArgumentParser
import Engine

/// The sizes of a model that is to be made, as `--new` gives them: `width=96,layers=3,heads=4`.
struct Shape: ExpressibleByArgument, Equatable {
  private var numbers: [String: Int] = [:]
  /// Whether queries and keys are rotated by their positions.
  private var rotates = true
  /// Whether the output head is the embedding.
  private var tiesHead = true

  /// The keys with numbers, and what they are without: nil must be given.
  private static let defaults: KeyValuePairs<String, Int?> = [
    "width": nil, "layers": nil, "heads": nil, "kv-heads": 0, "head-width": 0, "feed-forward": 0,
    "context": 512,
  ]

  /// What may stand in it, for the help.
  static let help =
    "width, layers, heads; and kv-heads (heads), head-width (width/heads), feed-forward "
    + "(8/3 width), context (512), positions (rope or none), tied (yes or no)"

  init?(argument: String) {
    for part in argument.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { return nil }
      switch (pair[0], pair[1]) {
      case ("positions", "none"): rotates = false
      case ("positions", "rope"): rotates = true
      case ("tied", "yes"): tiesHead = true
      case ("tied", "no"): tiesHead = false
      default:
        guard Self.defaults.contains(where: { $0.key == pair[0] }), let number = Int(pair[1]),
          (1...Self.most).contains(number)
        else { return nil }
        numbers[pair[0]] = number
      }
    }
    for (key, value) in Self.defaults where numbers[key] == nil {
      guard let value else { return nil }
      numbers[key] = value
    }
    guard number("width") % 2 == 0, headWidth % 2 == 0, headWidth > 0,
      number("heads") % keyValueHeads == 0, matrixNumbers < Self.most * Self.most
    else { return nil }
  }

  /// The largest size, and the root of how many numbers the layers may have; they can be counted.
  private static let most = 1 << 20

  /// How many numbers the matrices of all layers have, and at least as many as there are layers.
  private var matrixNumbers: Int {
    let sides = 4 * number("heads") * headWidth + 3 * feedForward
    let (count, isTooLarge) = (number("width") * sides).multipliedReportingOverflow(
      by: number("layers"))
    return isTooLarge ? .max : count
  }

  /// The architecture for a vocabulary.
  func architecture(vocabulary: Int) -> Architecture {
    Architecture(
      vocabulary: vocabulary, width: number("width"), layers: number("layers"),
      heads: number("heads"), keyValueHeads: keyValueHeads, headWidth: headWidth,
      feedForward: feedForward,
      rotates: Array(repeating: rotates, count: number("layers")), tiedHead: tiesHead,
      context: number("context"))
  }

  private func number(_ key: String) -> Int { numbers[key] ?? 0 }

  private var feedForward: Int {
    let given = number("feed-forward")
    return given == 0 ? number("width") * 8 / 3 : given
  }

  private var headWidth: Int {
    let given = number("head-width")
    return given == 0 ? number("width") / max(number("heads"), 1) : given
  }

  private var keyValueHeads: Int {
    let given = number("kv-heads")
    return given == 0 ? number("heads") : given
  }
}
