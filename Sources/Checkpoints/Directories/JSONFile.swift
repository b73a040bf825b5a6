import Records

/// A JSON file of a model directory.
enum JSONFile {
  /// Its value.
  /// - Throws: `ModelError.damaged` with the path, `StreamError` if it cannot be read.
  static func value(_ path: String) throws -> JSON {
    let file = try MappedFile(path: path)
    do {
      return try withExtendedLifetime(file) { try JSON(parsing: file.bytes) }
    } catch {
      throw ModelError.damaged("\(path): no JSON: \(error)")
    }
  }
}
