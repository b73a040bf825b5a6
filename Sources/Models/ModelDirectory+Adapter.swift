import Records
import Streams

extension ModelDirectory {
  /// Loads a model with the changes of an adapter, as if they had been merged.
  /// - Parameter base: where the model lies; nil takes the place that the adapter names.
  static func adapted(by path: String, base: String?) throws -> ModelDirectory {
    let adapter = try AdapterDirectory(path: path)
    let base = base ?? adapter.base
    guard fileExists(base) else {
      throw ModelError.unavailable(
        "\(path): the model that the adapter changes is not at \(base) (give --model "
          + "DIRECTORY+\(path))")
    }
    var directory = try ModelDirectory(path: base)
    directory.isAdapted = true
    var hash = RunningHash()
    Array((directory.revision ?? "").utf8).withUnsafeBytes { hash.update($0) }
    try adapter.apply(to: directory.parameters).update(&hash)
    directory.revision = ContentHash.digits(hash.value)
    let history = "\(path)/history.json"
    directory.history = fileExists(history) ? try json(history) : nil
    return directory
  }

  /// The two parts of `model+adapter`, if that is no directory itself.
  static func parts(of path: String) -> (base: String, adapter: String)? {
    guard !fileExists(path), let cut = path.lastIndex(of: "+") else { return nil }
    return (String(path[..<cut]), String(path[path.index(after: cut)...]))
  }
}
