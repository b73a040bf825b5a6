import Streams

/// One input of a pump.
struct PumpInput {
  let path: String
  /// The name for messages, nil for standard input.
  let name: String?
  /// Where its bytes are copied to as they are read, so that they can be read again.
  var copy: OutputFile?

  /// Names an input as a person does.
  init(_ path: String) {
    self.path = path
    name = path == "-" ? nil : path
  }

  /// The same input, to be read again.
  /// - Returns: the input itself if it is a file, else its copy.
  var again: PumpInput { copy.map { PumpInput(path: $0.path, name: name) } ?? self }

  private init(path: String, name: String?) {
    self.path = path
    self.name = name
  }

  /// The inputs that arguments name, standard input without any.
  static func list(_ paths: [String]) -> [PumpInput] {
    (paths.isEmpty ? ["-"] : paths).map(PumpInput.init)
  }

  /// The same, with a copy of what cannot be read twice, such as a pipe.
  func repeatable() throws -> PumpInput {
    guard !InputFile.isRegular(path) else { return self }
    var input = self
    input.copy = try OutputFile(temporaryIn: temporaryDirectory)
    return input
  }
}
