import Records

/// The options and arguments that a command declares, as ArgumentParser describes them for
/// `--experimental-dump-help`.
struct CommandDeclaration {
  /// An option, a flag or a positional argument.
  struct Argument {
    /// As they are typed: `-n`, `--output`; none for a positional argument.
    var names: [String]
    /// Whether a value follows the name.
    var takesValue: Bool
    /// What the value is called in help.
    var valueName: String
    var abstract: String
    var defaultValue: String?
    /// All values there are, if these can be listed.
    var values: [String]
    /// Whether help shows it.
    var isShown: Bool

    /// The name with its value, such as `-o, --output FILE`.
    var synopsis: String {
      let shortFirst = names.sorted { ($0.count, $0) < ($1.count, $1) }.joined(separator: ", ")
      return takesValue ? "\(shortFirst) \(valueName.uppercased())" : shortFirst
    }
  }

  /// All of them, in the order of their declaration.
  let arguments: [Argument]
  let abstract: String
  let discussion: String

  /// Reads a description.
  /// - Parameter text: JSON as `ParsableCommand._dumpHelp()` gives it.
  init(dump text: String) throws(JSONError) {
    let command = try JSON(parsing: text)["command"]
    abstract = command?["abstract"]?.string ?? ""
    discussion = command?["discussion"]?.string ?? ""
    arguments = (command?["arguments"]?.array ?? []).map(Argument.init)
  }

  /// The names of the options that help shows.
  var names: [String] { arguments.filter(\.isShown).flatMap(\.names) }

  /// The argument that has a name.
  subscript(name: String) -> Argument? { arguments.first { $0.names.contains(name) } }

  /// The command line that the discussion shows as an example.
  var example: String? {
    discussion.place(of: "Example: ").map { String(discussion[$0.upperBound...]) }
  }
}

extension CommandDeclaration.Argument {
  fileprivate init(_ json: JSON) {
    names = (json["names"]?.array ?? []).map { name in
      (name["kind"]?.string == "long" ? "--" : "-") + (name["name"]?.string ?? "")
    }
    takesValue = json["kind"]?.string == "option"
    valueName = json["valueName"]?.string ?? ""
    abstract = json["abstract"]?.string ?? ""
    defaultValue = json["defaultValue"]?.string
    values = (json["allValues"]?.array ?? []).compactMap(\.string)
    isShown = json["shouldDisplay"]?.boolean ?? true
  }
}
