import Records

/// A prompt template in mustache, checked before anything is rendered.
///
/// `{{name}}`, `{{{name}}}` and `{{&name}}` all give the value as it stands, for prompts are no
/// HTML; `{{a.b}}` looks into objects, `{{.}}` is the item of a list. `{{#name}}…{{/name}}` repeats
/// its part for every item of a list, or gives it once if the value is there and is not false;
/// `{{^name}}…{{/name}}` gives it if not. `{{!…}}` says nothing. A line with nothing but such a tag
/// leaves no line behind. Everything else that mustache knows is refused. A value that is missing is
/// an error, never an empty text; sections are how a template allows for it.
package struct Template: Sendable, Equatable {
  private indirect enum Piece: Sendable, Equatable {
    case text(String)
    case value(String)
    case section(String, inverted: Bool, [Piece])
  }

  /// The template as it was given.
  package let source: String
  private let pieces: [Piece]

  /// Checks a template.
  /// - Throws: `RenderingError` with the line of what is wrong.
  package init(_ source: String) throws(RenderingError) {
    self.source = source
    var reader = Reader(source)
    pieces = try reader.pieces(until: nil, from: 0)
  }

  /// Renders the fields of an object.
  /// - Throws: `RenderingError` that names the missing value.
  package func text(for fields: JSON) throws(RenderingError) -> String {
    var output = ""
    try Self.render(pieces, [fields], into: &output)
    return output
  }

  // MARK: - Names

  /// The fields of the object that it may look at, each once.
  package var fields: [String] {
    Set(Self.names(pieces).map { String($0.prefix { $0 != "." }) }).subtracting([""]).sorted()
  }

  /// The parts of a field that it looks at, each once; nil if that may be any.
  package func parts(of field: String) -> [String]? {
    let names = Self.names(pieces)
    guard !names.contains(field) else { return nil }
    let parts = names.filter { $0.hasPrefix(field + ".") }
      .map { String($0.dropFirst(field.count + 1).prefix { $0 != "." }) }
    return Set(parts).sorted()
  }

  /// The values that decide whether a part is given, each once; parts within parts do not count.
  package var conditions: [String] {
    let names = pieces.compactMap { if case .section(let name, _, _) = $0 { name } else { nil } }
    return Set(names).sorted()
  }

  private static func names(_ pieces: [Piece]) -> [String] {
    pieces.flatMap { piece -> [String] in
      switch piece {
      case .text: []
      case .value(let name): [name]
      case .section(let name, _, let part): [name] + names(part)
      }
    }
  }

  // MARK: - Rendering

  private static func render(
    _ pieces: [Piece], _ stack: [JSON], into output: inout String
  ) throws(RenderingError) {
    for piece in pieces {
      switch piece {
      case .text(let text): output += text
      case .value(let name): output += try text(of: value(name, stack), name)
      case .section(let name, let inverted, let part):
        switch value(name, stack) {
        case nil, .null, .boolean(false), .array([]):
          if inverted { try render(part, stack, into: &output) }
        case .array(let items) where !inverted:
          for item in items { try render(part, stack + [item], into: &output) }
        case .some(let value) where !inverted:
          try render(part, stack + [value], into: &output)
        default: break
        }
      }
    }
  }

  private static func text(of value: JSON?, _ name: String) throws(RenderingError) -> String {
    switch value {
    case nil: throw RenderingError(missing: name)
    case .null: throw RenderingError("the template's {{\(name)}} is null")
    case .array: throw RenderingError("the template's {{\(name)}} is a list, no text")
    case .object: throw RenderingError("the template's {{\(name)}} is an object, no text")
    case .string(let text): return text
    case .some(let value): return value.text
    }
  }

  /// The value of a name in the innermost object that has its first part.
  private static func value(_ name: String, _ stack: [JSON]) -> JSON? {
    if name == "." { return stack.last }
    let parts = name.split(separator: ".").map(String.init)
    for fields in stack.reversed() {
      if let first = fields[parts[0]] {
        return parts.dropFirst().reduce(first) { $0?[$1] }
      }
    }
    return nil
  }

  // MARK: - Reading

  private struct Tag {
    var sigil: Character?
    var name: String
  }

  private struct Reader {
    private let source: [Character]
    private var position = 0

    init(_ source: String) { self.source = Array(source) }

    /// Reads up to the end of a section, or of the template.
    mutating func pieces(
      until section: String?, from beginning: Int
    ) throws(RenderingError) -> [Piece] {
      var pieces: [Piece] = []
      while true {
        let text = textBeforeTag()
        guard position < source.count else {
          if let section {
            throw error("{{#\(section)}} has no {{/\(section)}}", at: beginning)
          }
          return pieces + (text.isEmpty ? [] : [.text(text)])
        }
        let start = position
        let tag = try tag()
        let isAlone = tag.sigil.map { "#^/!".contains($0) } == true && takesWholeLine(from: start)
        let kept =
          isAlone ? String(text.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) : text
        if !kept.isEmpty { pieces.append(.text(kept)) }
        switch tag.sigil {
        case "!": break
        case "#", "^":
          let part = try self.pieces(until: tag.name, from: start)
          pieces.append(.section(tag.name, inverted: tag.sigil == "^", part))
        case "/":
          guard tag.name == section else {
            throw error("{{/\(tag.name)}} closes nothing", at: start)
          }
          return pieces
        default: pieces.append(.value(tag.name))
        }
      }
    }

    private mutating func textBeforeTag() -> String {
      let start = position
      while position < source.count, !begins("{{") { position += 1 }
      return String(source[start..<position])
    }

    private func begins(_ text: String) -> Bool {
      source[position...].starts(with: text)
    }

    private mutating func tag() throws(RenderingError) -> Tag {
      let start = position
      let closing = begins("{{{") ? "}}}" : "}}"
      position += closing.count
      let inner = position
      while position < source.count, !begins(closing) { position += 1 }
      guard position < source.count else { throw error("a tag has no end", at: start) }
      var content = source[inner..<position]
      position += closing.count
      var tag = Tag(sigil: nil, name: "")
      if closing == "}}", let first = content.first, "#^/!&><=$%*@|".contains(first) {
        tag.sigil = first
        content.removeFirst()
      }
      if tag.sigil == "!" { return tag }
      tag.name = String(content).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let isKnown = tag.sigil.map { "#^/&".contains($0) } ?? true
      guard isKnown, Self.isName(tag.name) else {
        throw error("\"\(String(source[start..<position]))\" is not known here", at: start)
      }
      return tag
    }

    private static func isName(_ name: String) -> Bool {
      if name == "." { return true }
      return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      }
    }

    /// Whether a tag that was just read stands alone on its lines; if so the line's end is taken.
    private mutating func takesWholeLine(from start: Int) -> Bool {
      let before = source[..<start].reversed().first { $0 != " " && $0 != "\t" }
      guard before?.isNewline ?? true else { return false }
      var end = position
      while end < source.count, source[end] == " " || source[end] == "\t" { end += 1 }
      guard end == source.count || source[end].isNewline else { return false }
      position = min(end + 1, source.count)
      return true
    }

    private func error(_ reason: String, at position: Int) -> RenderingError {
      let line = source[..<position].count { $0.isNewline } + 1
      return RenderingError("line \(line) of the template: \(reason)")
    }
  }
}
