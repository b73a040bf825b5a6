import Records
import Streams

/// What a training run needs to go on as if it had not been interrupted.
package struct TrainingState: Equatable, Sendable {
  /// The model's numbers.
  package var parameters: [Float]
  /// AdamW's running means of the gradients, as many.
  package var firstMoments: [Float]
  /// AdamW's running means of their squares, as many.
  package var secondMoments: [Float]
  /// How many updates were made.
  package var step: Int
  /// How many times the rows were gone through.
  package var epoch: Int
  /// How many rows of this epoch were used.
  package var position: Int
  /// What the order of the rows is drawn from.
  package var seed: UInt64

  /// Makes a state.
  package init(
    parameters: [Float], firstMoments: [Float], secondMoments: [Float], step: Int, epoch: Int,
    position: Int, seed: UInt64
  ) {
    precondition(
      parameters.count == firstMoments.count && parameters.count == secondMoments.count,
      "two moments for every number")
    self.parameters = parameters
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.step = step
    self.epoch = epoch
    self.position = position
    self.seed = seed
  }
}

// MARK: - Files

extension TrainingState {
  private static let names = ["parameters", "first_moments", "second_moments"]

  /// Writes one safetensors file, beside its place until it is complete.
  /// - Parameter options: everything that the run's result depends on, by name: the options, the
  ///   hash of the rows, the revision of the model it began with.
  package func save(to path: String, options: JSON) throws(StreamError) {
    let items = Self.names.map { Safetensors.Item($0, [parameters.count]) }
    try Safetensors.write(
      items, numbers: [parameters, firstMoments, secondMoments],
      metadata: [
        "step": "\(step)", "epoch": "\(epoch)", "position": "\(position)", "seed": "\(seed)",
        "options": options.text,
      ], to: path)
  }

  /// Reads a state, nil if there is no such file.
  /// - Parameters:
  ///   - options: those of this run; they must be those that the file was made with.
  ///   - count: how many numbers the model has.
  /// - Throws: `ModelError.unsupported` that names the first option that differs,
  ///   `ModelError.damaged`, `StreamError.system`.
  package static func load(path: String, options: JSON, count: Int) throws -> TrainingState? {
    guard fileExists(path) else { return nil }
    let file = try Safetensors(path: path)
    func number<Number: FixedWidthInteger>(_ name: String) throws -> Number {
      guard let value = file.metadata[name].flatMap({ Number($0) }) else {
        throw ModelError.damaged("\(path): it is no checkpoint: \(name) is missing")
      }
      return value
    }
    let (step, epoch, position): (Int, Int, Int) = (
      try number("step"), try number("epoch"), try number("position")
    )
    let seed: UInt64 = try number("seed")
    try compare(file.metadata["options"], with: options, path: path)
    let numbers = try names.map { name in
      try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
        let whole = UnsafeMutableBufferPointer(start: buffer.baseAddress, count: count)
        try file.read(name, shape: [count], into: whole)
        filled = count
      }
    }
    return TrainingState(
      parameters: numbers[0], firstMoments: numbers[1], secondMoments: numbers[2], step: step,
      epoch: epoch, position: position, seed: seed)
  }

  private static func compare(_ text: String?, with options: JSON, path: String) throws {
    let stored: JSON
    do {
      stored = try JSON(parsing: text ?? "")
    } catch {
      throw ModelError.damaged("\(path): its options are no JSON: \(error)")
    }
    let names = (stored.members ?? []).map(\.key) + (options.members ?? []).map(\.key)
    for name in names where stored[name]?.text != options[name]?.text {
      throw ModelError.unsupported(
        "\(path): the checkpoint is of another run: its \(name) is "
          + "\(stored[name]?.text ?? "absent"), this run's \(options[name]?.text ?? "absent") "
          + "(remove it to begin anew)")
    }
  }
}
