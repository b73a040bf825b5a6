import Checkpoints
import Engine
import FilterKit
import Records
import Streams

extension Train {
  /// Computes once what the loss needs of the model as it begins and of the reference model.
  /// - Returns: the revision of the reference; empty if there is none.
  func score(
    _ rows: TrainingRows, _ directory: ModelDirectory, _ workers: Workers, key: UInt64
  ) throws -> String {
    guard settings.needsReference(loss) || loss.isOfGroups else { return "" }
    let start = Scorer(Transformer(directory.parameters), workers: workers)
    var reference = start
    var revision = directory.revision ?? "new"
    if let path = try referencePath(directory) {
      let model = try ModelDirectory(path: path)
      guard
        model.configuration.architecture.vocabulary
          == directory.configuration.architecture.vocabulary
      else {
        throw Failure(.badData, "\(path): the reference model has other tokens than the model")
      }
      reference = Scorer(Transformer(model.parameters), workers: workers)
      revision = model.revision ?? path
    }
    let progress = Progress(Self.name, unit: "rows scored", quiet: stream.running.quiet)
    try rows.score(start: start, reference: reference, key: key) { done in
      progress.step(done, of: rows.count, since: 0, note: "by the reference model")
    }
    progress.end()
    return revision
  }

  /// Where the reference model lies; nil if it is the model as it begins.
  private func referencePath(_ directory: ModelDirectory) throws -> String? {
    switch settings.reference {
    case "start": return nil
    case "previous":
      let trained = directory.history?.array?.last { $0["filter"]?.string == Self.name }
      guard let path = trained?["model"]?.string else {
        throw Failure(
          .usage, "--reference previous: the model does not say which one it was trained from")
      }
      let previous = try ModelDirectory(path: path)
      guard let revision = trained?["revision"]?.string, previous.revision == revision else {
        throw Failure(
          .badData, "\(path): it is no longer the model that --model was trained from")
      }
      return path
    case let path: return path
    }
  }
}
