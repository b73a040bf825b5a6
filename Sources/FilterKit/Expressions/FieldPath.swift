import ArgumentParser
import Records

/// The name of a field as a person writes it: `answer`, or `vote.share` for one within another.
///
/// It is looked up in the sample, else in its record. Words in front say where instead:
/// `sample.F` and `record.F`; `parent.F` is of the sample that this one revises, `root.F` of the
/// first of that chain. `critiques[KIND].F` is of the critiques of one kind, `critiques.F` of all
/// that judge the sample: judgements about a judgement, which have `of`, do not count. `score`,
/// where no field is called so, is `critiques.score`.
///
/// A name of letters, digits and `_` stands as it is; one with other characters in double quotes
/// (`probs."Yes, sir"`), which an option that takes nothing but a path does not need.
package struct FieldPath: ExpressibleByArgument, Hashable, Sendable, CustomStringConvertible {
  /// Whose field it is.
  enum Owner: String, Sendable {
    case record
    case sample
    case parent
    case root
  }

  /// The names as they were written, the owner included, at least one.
  package let keys: [String]
  /// Whose field it is; nil for the sample's, else the record's.
  let owner: Owner?
  /// The keys that lead to the value, at least one.
  let names: [String]
  /// The kind of the critiques that are looked at.
  let kind: String?

  /// Reads a name; nil if a part of it is empty.
  package init?(argument: String) {
    guard let path = try? FieldPath(parsing: argument) else { return nil }
    self = path
  }

  /// Reads a name that stands alone, in which all characters but dots, brackets and quotes are
  /// themselves.
  package init(parsing text: String) throws(GrammarError) {
    var reader = GrammarReader(text)
    let path = try FieldPath(&reader, name: Self.loneName)
    guard reader.next == nil else { throw reader.error("expected \".\" or the end") }
    self = path
  }

  /// Reads a name within an expression.
  init(_ reader: inout GrammarReader) throws(GrammarError) {
    guard reader.next?.isNumber != true else { throw reader.error("expected the name of a field") }
    try self.init(&reader) { reader throws(GrammarError) in try reader.name() }
  }

  private init(
    _ reader: inout GrammarReader, name: (inout GrammarReader) throws(GrammarError) -> String
  ) throws(GrammarError) {
    var keys: [String] = []
    var kind: String?
    repeat {
      if !keys.isEmpty { reader.position += 1 }
      keys.append(try name(&reader))
      if reader.next == "[" {
        guard keys.last == "critiques", kind == nil else {
          throw reader.error("only critiques have a kind, as in critiques[points].score")
        }
        kind = try reader.bracketed()
      }
    } while reader.next == "."
    self.init(keys: keys, kind: kind)
  }

  private static func loneName(_ reader: inout GrammarReader) throws(GrammarError) -> String {
    if reader.next == "\"" { return try reader.quoted() }
    let start = reader.position
    while let character = reader.next, character != ".", character != "[" { reader.position += 1 }
    guard reader.position > start else { throw reader.error("expected a name") }
    return String(reader.characters[start..<reader.position])
  }

  /// The names that options gave, those that are some.
  package static func list(_ names: [String?]) -> [FieldPath] {
    names.compactMap { $0.flatMap(FieldPath.init(argument:)) }
  }

  /// A path of keys, at least one; the first may be an owner.
  init(keys: [String], kind: String? = nil) {
    precondition(!keys.isEmpty, "a path has a key")
    self.keys = keys
    self.kind = kind
    // Only a field has an owner: `parent` alone is the field of that name.
    owner = keys.count > 1 ? Owner(rawValue: keys[0] == "samples" ? "sample" : keys[0]) : nil
    names = owner == nil ? keys : Array(keys.dropFirst())
  }

  package var description: String {
    keys.map { key in
      let isPlain = key.allSatisfy { $0 != "." && $0 != "\"" && $0 != "[" }
      return (isPlain ? key : JSON.string(key).text)
        + (key == "critiques" ? kind.map { "[\($0)]" } ?? "" : "")
    }.joined(separator: ".")
  }

  /// The path without its owner, as fields are called.
  var fieldName: String { FieldPath(keys: names, kind: kind).description }

  /// The path from the value of the first key on, nil if that is all.
  package var rest: FieldPath? {
    keys.count > 1 ? FieldPath(keys: Array(keys.dropFirst())) : nil
  }

  /// Whether it leads to what critiques say.
  var isOfCritiques: Bool { names[0] == "critiques" || names == ["score"] }

  /// Whether it is a field of records by its own name: what `Schema` knows of records alone.
  var isOfRecord: Bool {
    guard owner == nil else { return owner == .record }
    return Schema.record.contains { $0.name == names[0] }
      && !Schema.sample.contains { $0.name == names[0] }
  }
}

// MARK: - Values

extension FieldPath {
  /// Gives the values that the path leads to, one after another: none, one, or one of each element
  /// of a list on the way.
  /// - Parameter place: the sample's place in the record, nil for the record itself.
  func visit(
    _ place: Int?, in scope: RecordScope, _ body: (Value) throws(RecordError) -> Void
  ) throws(RecordError) {
    if let first = try first(place, in: scope) {
      try walk(first, names.dropFirst(), body)
    } else if owner == nil, names == ["score"] {
      try Self.meanScore.visit(place, in: scope, body)
    }
  }

  /// What `score` means where no field is called so.
  static let meanScore = FieldPath(keys: ["critiques", "score"])

  /// The value of the first key.
  private func first(_ place: Int?, in scope: RecordScope) throws(RecordError) -> Value? {
    let key = names[0]
    switch owner {
    case .record: return try scope.record.value(key)
    case .sample: return try value(key, ofSample: place, in: scope)
    case .parent: return try value(key, ofSample: try scope.parent(of: place), in: scope)
    case .root: return try value(key, ofSample: try scope.root(of: place), in: scope)
    case nil:
      if let value = try value(key, ofSample: place, in: scope) { return value }
      return try scope.record.value(key)
    }
  }

  private func value(
    _ key: String, ofSample place: Int?, in scope: RecordScope
  ) throws(RecordError) -> Value? {
    guard let place else { return nil }
    return try scope.samples[place].value(key)
  }

  private func walk(
    _ value: Value, _ rest: ArraySlice<String>, _ body: (Value) throws(RecordError) -> Void
  ) throws(RecordError) {
    guard let key = rest.first else {
      guard kind != nil, names == ["critiques"] else { return try body(value) }
      for element in value.elements where try counts(element) { try body(element) }
      return
    }
    guard value.isArray else {
      if let member = try value.member(key) { try walk(member, rest.dropFirst(), body) }
      return
    }
    let isOfCritiques = rest.count == names.count - 1 && names[0] == "critiques"
    for element in value.elements {
      if isOfCritiques, try !counts(element) { continue }
      try walk(element, rest, body)
    }
  }

  /// Whether a critique is one of those that are meant.
  private func counts(_ critique: Value) throws(RecordError) -> Bool {
    if let kind { return try critique.member("kind")?.isText(kind) ?? false }
    return try critique.member("of")?.isNull ?? true
  }

  /// Whether a record, or one of its samples, has the field, null or not.
  func isPresent(in scope: RecordScope) throws(RecordError) -> Bool {
    var isPresent = false
    if owner == nil || owner == .record { try visit(nil, in: scope) { _ in isPresent = true } }
    guard owner != .record else { return isPresent }
    for place in scope.samples.indices where !isPresent {
      try visit(place, in: scope) { _ in isPresent = true }
    }
    return isPresent
  }

  /// The first value as it is written, a text without its quotes; nil for null and none.
  /// - Parameter place: the sample's place in the record, nil for the record itself.
  package func written(at place: Int?, in scope: RecordScope) throws(RecordError) -> String? {
    var found: String?
    try visit(place, in: scope) { value in
      guard found == nil, !value.isNull else { return }
      found = value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }
    return found
  }

  // MARK: - Of one record or sample

  /// Whether a record or a sample has the field, null or not.
  package func isPresent(in fields: some Fields) throws(RecordError) -> Bool {
    keys.count == 1 ? try fields.value(keys[0]) != nil : try !values(in: fields).isEmpty
  }

  /// The values that it leads to in a record or a sample: none, one, or one of each element of a
  /// list on the way.
  package func values(in fields: some Fields) throws(RecordError) -> [JSON] {
    var values: [JSON] = []
    try visit(in: fields) { value throws(RecordError) in values.append(try value.tree) }
    return values
  }

  /// The same without trees.
  func visit(
    in fields: some Fields, _ body: (Value) throws(RecordError) -> Void
  ) throws(RecordError) {
    guard let first = try fields.value(keys[0]) else { return }
    try walk(first, keys.dropFirst(), body)
  }
}
