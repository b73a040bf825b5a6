import Engine
import Records
import Streams

/// Where a training run stands; with the trainer's numbers it goes on as if not interrupted.
package struct TrainingState: Equatable, Sendable {
  /// How many times the rows were gone through.
  package var epoch: Int
  /// How many rows of this epoch were used.
  package var position: Int
  /// How many bytes of metrics were written.
  package var metrics: Int

  /// Makes a state.
  package init(epoch: Int, position: Int, metrics: Int = 0) {
    self.epoch = epoch
    self.position = position
    self.metrics = metrics
  }
}

// MARK: - Files

extension TrainingState {
  private static let names = ["parameters", "first_moment", "second_moment"]

  /// Writes state, parameters, moments and steps into one safetensors file, beside its place until
  /// it is complete.
  /// - Parameter options: everything that the run's result depends on, by name: the options, the
  ///   hash of the rows, the revision of the model it began with.
  package func save(_ trainer: Trainer, to path: String, options: JSON) throws(StreamError) {
    let buffers = Self.buffers(of: trainer)
    try Safetensors.write(
      zip(Self.names, buffers).map { Safetensors.Item($0, [$1.count]) }, numbers: buffers,
      metadata: [
        "step": "\(trainer.steps)", "epoch": "\(epoch)", "position": "\(position)",
        "metrics": "\(metrics)", "options": options.text,
      ], to: path)
  }

  /// Reads a state and puts parameters, moments and steps into a trainer; nil, and an unchanged
  /// trainer, if there is no such file.
  /// - Parameter options: those of this run; they must be those that the file was made with.
  /// - Throws: `ModelError.unsupported` that names the first option that differs,
  ///   `ModelError.damaged`, `StreamError.system`; the run cannot go on with the trainer then.
  package static func load(
    path: String, options: JSON, into trainer: Trainer
  ) throws -> TrainingState? {
    guard fileExists(path) else { return nil }
    let file = try Safetensors(path: path)
    func number<Number: FixedWidthInteger>(_ name: String) throws -> Number {
      guard let value = file.metadata[name].flatMap({ Number($0) }) else {
        throw ModelError.damaged("\(path): it is no checkpoint: \(name) is missing")
      }
      return value
    }
    let steps: Int = try number("step")
    let state = TrainingState(
      epoch: try number("epoch"), position: try number("position"),
      metrics: try number("metrics"))
    try compare(file.metadata["options"], with: options, path: path)
    for (name, buffer) in zip(names, buffers(of: trainer)) {
      try file.read(name, shape: [buffer.count], into: buffer.values)
    }
    trainer.resume(after: steps)
    return state
  }

  private static func buffers(of trainer: Trainer) -> [FloatBuffer] {
    [trainer.learned, trainer.firstMoment, trainer.secondMoment]
  }

  private static func compare(_ text: String?, with options: JSON, path: String) throws {
    let stored: JSON
    do {
      stored = try JSON(parsing: text ?? "")
    } catch {
      throw ModelError.damaged("\(path): its options are no JSON: \(error)")
    }
    guard let (name, theirs, ours) = difference(stored, options) else { return }
    throw ModelError.unsupported(
      "\(path): the checkpoint is of another run: its \(name) is \(theirs?.text ?? "absent"), this "
        + "run's \(ours?.text ?? "absent") (remove it to begin anew)")
  }

  /// The first value in which two objects differ, with its name; that of an inner object stands
  /// behind a dot.
  private static func difference(_ a: JSON, _ b: JSON) -> (name: String, a: JSON?, b: JSON?)? {
    let names = ((a.members ?? []) + (b.members ?? [])).map(\.key)
    for name in names where a[name]?.text != b[name]?.text {
      if let a = a[name], let b = b[name], a.members != nil, b.members != nil,
        let inner = difference(a, b)
      {
        return ("\(name).\(inner.name)", inner.a, inner.b)
      }
      return (name, a[name], b[name])
    }
    return nil
  }
}
