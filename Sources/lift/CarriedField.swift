import ArgumentParser
import FilterKit

/// A field that is copied from a record or its sample to what is lifted of it.
struct CarriedField: Sendable {
  /// What it is called there.
  let name: String
  let path: FieldPath
  /// Its own name, of the record or the sample.
  let field: String
  let isOfSample: Bool

  /// Reads `FIELD`, `sample.FIELD`, or either behind `NAME=`.
  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    path = try FieldPath(parsing: parts.last ?? "")
    isOfSample = path.keys.count == 2 && path.keys[0] == "sample"
    field = path.keys[path.keys.count - 1]
    name = parts.count == 2 ? parts[0] : field
    let own: Set = ["id", "prompt", "samples", "lifted", "completion"]
    guard path.keys.count == 1 || isOfSample, !own.contains(name), !name.isEmpty else {
      throw ValidationError(
        "invalid --carry \"\(text)\": use a field of the record, sample.FIELD, or NAME= and one of "
          + "these, with a NAME other than id, prompt, completion, samples and lifted")
    }
  }
}
