import Records
import Streams

extension ModelDirectory {
  /// Loads a model with the changes of an adapter, as if they had been merged.
  ///
  /// An adapter fits the numbers that it was trained with alone. Its history tells them by their
  /// hash, where it was trained here; who names a base knows better, a copy in bfloat16 for one.
  /// - Parameter base: where the model lies; nil takes the place that the adapter names.
  /// - Throws: `ModelError.damaged` if another model lies there now.
  static func adapted(by path: String, base: String?) throws -> ModelDirectory {
    let adapter = try AdapterDirectory(path: path)
    let isNamed = base != nil
    let base = base ?? adapter.base
    guard fileExists(base) else {
      throw ModelError.unavailable(
        "\(path): the model that the adapter changes is not at \(base) (give --model "
          + "DIRECTORY+\(path))")
    }
    var directory = try ModelDirectory(path: base)
    let history = "\(path)/history.json"
    directory.history = fileExists(history) ? try JSONFile.value(history) : nil
    let training = directory.history?.array?.last { $0["filter"]?.string == "train" }
    if !isNamed, let revision = training?["revision"]?.string, revision != directory.revision {
      throw ModelError.damaged(
        "\(path): the model at \(base) is no longer the one that the adapter was trained with: its "
          + "hash is \(directory.revision ?? "none"), that of history.json \(revision) (if it is "
          + "meant nevertheless, give --model \(base)+\(path))")
    }
    directory.isAdapted = true
    var hash = RunningHash()
    Array((directory.revision ?? "").utf8).withUnsafeBytes { hash.update($0) }
    try adapter.apply(to: directory.parameters).update(&hash)
    directory.revision = ContentHash.digits(hash.value)
    return directory
  }

  /// The two parts of `model+adapter`, if that is no directory itself.
  static func parts(of path: String) -> (base: String, adapter: String)? {
    guard !fileExists(path), let cut = path.lastIndex(of: "+") else { return nil }
    return (String(path[..<cut]), String(path[path.index(after: cut)...]))
  }
}
