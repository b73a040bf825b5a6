import ArgumentParser
import Records

/// What `--body` adds to every request for a completion: an object of JSON.
package struct RequestBody: ExpressibleByArgument, Sendable {
  /// The object.
  package let json: JSON

  /// Members that the command sets by itself, with what sets them.
  private static let own: KeyValuePairs<String, String> = [
    "messages": "the record's prompt", "prompt": "the record's prompt", "model": "--served-model",
    "n": "-n", "seed": "--seed", "stream": "the command: answers come whole",
  ]

  /// Reads the object.
  package init?(argument: String) {
    guard let json = try? JSON(parsing: argument), json.members != nil else { return nil }
    self.json = json
  }

  /// Refuses members that are not the user's to set.
  func check() throws {
    for (name, owner) in Self.own where json[name] != nil {
      throw ValidationError("invalid --body: \"\(name)\" is set by \(owner)")
    }
  }
}
