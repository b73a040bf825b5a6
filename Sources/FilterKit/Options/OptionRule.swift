import ArgumentParser

/// Rules about options that go together: what would be ignored is refused before the first record.
package enum OptionRule {
  /// Refuses options that were given although nothing uses them.
  /// - Parameters:
  ///   - options: by their names, whether each was given.
  ///   - isUsed: whether something uses them.
  ///   - what: the options with which it would, as in `-n or --as group`.
  /// - Throws: `ValidationError`: `--by needs -n or --as group`.
  package static func refuse(
    _ options: KeyValuePairs<String, Bool>, unless isUsed: Bool, needing what: String
  ) throws {
    guard !isUsed, let option = options.first(where: \.value) else { return }
    throw ValidationError("\(option.key) needs \(what)")
  }
}
