import FilterKit
import Records

/// Which of several inputs are one thing with different seeds, and what each thing is called.
///
/// Inputs are seeds of one thing if their histories are the same but for seeds, and some seed is
/// different: the same filters with the same arguments, whose inputs are the same likewise. Of files
/// and folders only the last part of the path counts, since runs of different seeds lie in different
/// folders. What has no history, or an unknown beginning, is a thing of its own.
package enum StreamGroups {
  /// The places of the inputs that are one thing, in the order of their first ones.
  package static func places(of histories: [History]) -> [[Int]] {
    var groups: [(recipe: String, seeds: Set<String>, places: [Int])] = []
    for (place, history) in histories.enumerated() {
      let recipe = recipe(of: history.entries)
      let seeds = seeds(of: history.entries)
      let known = recipe.flatMap { recipe in
        groups.firstIndex { $0.recipe == recipe && !$0.seeds.contains(seeds) }
      }
      if let known {
        groups[known].seeds.insert(seeds)
        groups[known].places.append(place)
      } else {
        groups.append((recipe ?? "", [seeds], [place]))
      }
    }
    return groups.map(\.places)
  }

  /// All that a history says of how a stream was made, but for seeds; nil if it does not know all.
  private static func recipe(of entries: [JSON]) -> String? {
    guard !entries.isEmpty, entries.allSatisfy({ $0["filter"]?.string != "unknown" }) else {
      return nil
    }
    let lines = entries.map { entry in
      JSON.array([
        entry["filter"] ?? .null, .array(arguments(of: entry).map { .string($0) }),
        entry["model"].map { .string(lastPart(of: $0.string ?? $0.text)) } ?? .null,
        entry["rendering"] ?? .null,
        .array(History.inputs(of: entry, among: entries).map { .integer(Int64($0)) }),
      ]).text
    }
    return lines.joined(separator: "\n")
  }

  /// The arguments without seeds, and of paths the last part.
  private static func arguments(of entry: JSON) -> [String] {
    var result: [String] = []
    var isSeed = false
    for argument in entry["arguments"]?.array?.compactMap(\.string) ?? [] {
      defer { isSeed = argument == "--seed" }
      if isSeed || argument == "--seed" || argument.hasPrefix("--seed=") { continue }
      result.append(lastPart(of: argument))
    }
    return result
  }

  private static func lastPart(of argument: String) -> String {
    argument.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init)
      ?? argument
  }

  /// All seeds that a history names, in order.
  private static func seeds(of entries: [JSON]) -> String {
    entries.map { entry in
      let arguments = entry["arguments"]?.array?.compactMap(\.string) ?? []
      let given = arguments.indices.compactMap { place -> String? in
        if arguments[place].hasPrefix("--seed=") { return String(arguments[place].dropFirst(7)) }
        return place > 0 && arguments[place - 1] == "--seed" ? arguments[place] : nil
      }
      return (entry["seed"]?.text ?? "") + given.joined(separator: ",")
    }.joined(separator: ";")
  }

  // MARK: - Names

  /// What groups of paths are called: as much of the end of their folders as tells them apart, or of
  /// files that share folders the files' names.
  ///
  /// Of a group the parts in which its paths differ are written with `*`. Round 0 is the base if
  /// only one thing has one.
  package static func names(of groups: [[String]]) -> [String] {
    let patterns = groups.map(pattern)
    if let only = patterns.first, patterns.count == 1 {
      return [only.suffix(2).joined(separator: "/")]
    }
    let folders = patterns.map { Array($0.dropLast()) }
    let areApart = Set(folders).count == folders.count && folders.allSatisfy { !$0.isEmpty }
    let parts = areApart ? folders : patterns
    let deepest = max(1, parts.map(\.count).max() ?? 1)
    let depth = (1...deepest).first { depth in
      Set(parts.map { $0.suffix(depth) }).count == parts.count
    }
    let names = parts.map { $0.suffix(depth ?? deepest).joined(separator: "/") }
    let bases = parts.filter { $0.last == "round0" }
    return zip(parts, names).map { part, name in
      bases.count == 1 && part.last == "round0" ? "base" : name
    }
  }

  /// The parts of the paths of one group, the last without what says that it is a stream.
  private static func pattern(of paths: [String]) -> [String] {
    let parts = paths.map { path in
      var parts = path.split(separator: "/").map(String.init)
      parts[max(0, parts.count - 1)] = stem(of: parts.last ?? "-")
      return parts
    }
    guard let first = parts.first, parts.allSatisfy({ $0.count == first.count }) else {
      return parts.first ?? []
    }
    return first.indices.map { place in joined(parts.map { $0[place] }) }
  }

  /// Equal names as they are, others with `*` where they differ.
  private static func joined(_ names: [String]) -> String {
    guard let first = names.first, Set(names).count > 1 else { return names.first ?? "" }
    let prefix = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let rest = names.map { String($0.dropFirst(prefix.count).reversed()) }
    let suffix = rest.dropFirst().reduce(rest[0]) { $0.commonPrefix(with: $1) }
    return prefix + "*" + String(suffix.reversed())
  }

  /// A file's name without what says that it is a stream.
  private static func stem(of name: String) -> String {
    var name = name
    for ending in [".zst", ".jsonl"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    return name
  }
}

extension String {
  /// The beginning that it shares with another string.
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
