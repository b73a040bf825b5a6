import Records

/// Says what is wrong with arguments, in the words of this package: `invalid --ties "foo": use first
/// or drop`.
///
/// ArgumentParser says what it found; here its sentences become ours, with what was probably meant.
/// A name that is not known stands for the option that is, by the first of these rules that names
/// one:
///
/// - the short option of the same letter (`--n` for `-n`), or the long one with one hyphen too few;
/// - the options that begin with it (`--temp` for `--temperature`);
/// - the option that differs in few letters, put in, left out, changed or swapped (`--hlep`);
/// - the option with its value behind a hyphen (`--keep-majority` for `--keep majority`).
struct UsageMessage {
  private let declaration: CommandDeclaration

  /// For the arguments of a command.
  init(_ declaration: CommandDeclaration) { self.declaration = declaration }

  /// What is wrong with arguments: a name that is not known comes before all else.
  /// - Parameter message: what ArgumentParser says is wrong, or a command.
  func message(_ message: String, for arguments: [String]) -> String {
    unknownName(in: arguments).map(unknown) ?? rewritten(message)
  }

  /// The first long name that is not known.
  private func unknownName(in arguments: [String]) -> String? {
    var place = 0
    while place < arguments.count, arguments[place] != "--" {
      let parts = arguments[place].split(separator: "=", maxSplits: 1)
      let name = parts.first.map(String.init) ?? ""
      let option = declaration[name]
      if option == nil, name.hasPrefix("--") { return name }
      place += option?.takesValue == true && parts.count == 1 ? 2 : 1
    }
    return nil
  }

  /// The sentence that says what one of ArgumentParser's says.
  func rewritten(_ message: String) -> String {
    func parts(_ literals: String...) -> [String]? { Self.parts(of: message, between: literals) }
    if let parts = parts("Unknown option '", "'") { return unknown(parts[0]) }
    if let parts = parts("The value '", "' is invalid for '", "'") {
      return invalid(parts[1], parts[0], more: parts[2])
    }
    if let parts = parts("Missing value for '", "'") { return missingValue(of: parts[0]) }
    if let parts = parts("Missing expected argument '", "'") { return "\(parts[0]) is missing" }
    if let parts = parts("Unexpected argument '") {
      return "unexpected argument \"\(parts[0].dropLast())\""
    }
    if let parts = parts("", " unexpected arguments: '") {
      return "unexpected arguments \"\(parts[1].dropLast())\""
    }
    if let parts = parts("The option '", "' does not take any value, but '", "' was specified.") {
      return "\(parts[0]) takes no value, but \"\(parts[1])\" was given"
    }
    return message
  }

  /// What stands between literals, which a text must have in this order, the first at its start;
  /// the last part is the rest.
  private static func parts(of text: String, between literals: [String]) -> [String]? {
    var parts: [String] = []
    var rest = text[...]
    for (place, literal) in literals.enumerated() {
      guard let range = rest.place(of: literal) else { return nil }
      if place == 0 {
        guard range.lowerBound == text.startIndex else { return nil }
      } else {
        parts.append(String(rest[..<range.lowerBound]))
      }
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }

  // MARK: - Names

  private func unknown(_ name: String) -> String {
    let meant = meant(by: name)
    return "unknown option \"\(name)\""
      + (meant.isEmpty ? "" : "; did you mean \(Self.list(meant.map { "\"\($0)\"" }))?")
  }

  /// The options that were probably meant by a name that is not known.
  func meant(by name: String) -> [String] {
    let bare = String(name.drop { $0 == "-" })
    guard !bare.isEmpty else { return [] }
    let names = declaration.names
    for other in ["-" + bare, "--" + bare] where other != name && names.contains(other) {
      return [other]
    }
    guard bare.count > 1 else { return [] }
    let longer = names.filter { $0.hasPrefix("--" + bare) }
    if !longer.isEmpty { return longer }
    let long = names.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
    if let near = NearestName.of(bare, among: long) { return ["--" + near] }
    for option in declaration.arguments where option.takesValue {
      for other in option.names where ("--" + bare).hasPrefix(other + "-") {
        let value = ("--" + bare).dropFirst(other.count + 1)
        if option.values.isEmpty || option.values.contains(String(value)) {
          return ["\(other) \(value)"]
        }
      }
    }
    return []
  }

  // MARK: - Values

  /// - Parameters:
  ///   - synopsis: the option with the name of its value.
  ///   - more: what ArgumentParser says further.
  private func invalid(_ synopsis: String, _ value: String, more: String) -> String {
    let name = Self.name(in: synopsis)
    let start = "invalid \(name) \"\(value)\""
    // The reason that a type of ours gives, which says more than a list.
    if more.hasPrefix(": ") { return start + more }
    guard let option = declaration[name] ?? declaration.arguments.first(where: \.names.isEmpty)
    else {
      return start
    }
    let meant = NearestName.hint(value, among: option.values)
    return "\(start): \(Self.use(of: option))\(meant)"
  }

  private func missingValue(of synopsis: String) -> String {
    let name = Self.name(in: synopsis)
    return "\(name) needs a value" + (declaration[name].map { ": \(Self.use(of: $0))" } ?? "")
  }

  /// `--ties` of `--ties <ties>`, `file` of `<file>`.
  private static func name(in synopsis: String) -> String {
    let first = synopsis.split(separator: " ").first.map(String.init) ?? synopsis
    return first.filter { $0 != "<" && $0 != ">" }
  }

  /// What a value may be.
  private static func use(of option: CommandDeclaration.Argument) -> String {
    guard option.values.isEmpty else { return "use \(list(option.values))" }
    let text = option.abstract.hasSuffix(".") ? String(option.abstract.dropLast()) : option.abstract
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  // MARK: - Words

  /// `a, b or c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
