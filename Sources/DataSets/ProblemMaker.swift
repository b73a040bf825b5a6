import Answers
import Records
import Streams

/// Makes problems of the objects of a data set.
package struct ProblemMaker: Sendable {
  /// A problem, as the fields of a record.
  package struct Problem: Sendable {
    /// The data set's own, nil if it has none.
    package var id: String?
    /// A string or a list of messages, as JSON.
    package var prompt: [UInt8]
    /// The prompt's text, of which an id can be made.
    package var promptText: String
    /// The first answer that is right.
    package var reference: String?
    /// All answers that are right, if there are several.
    package var accepted: [String] = []
    package var solution: String?
    package var tests: [UInt8]?
    /// What is used for nothing else, as a JSON object.
    package var meta: [UInt8]?
  }

  private let form: DataSetForm
  private let seed: UInt64
  private let decimalComma: Bool

  /// - Parameters:
  ///   - seed: of the order of options that a data set does not order.
  ///   - decimalComma: whether numbers in texts have a comma before their fraction.
  package init(_ form: DataSetForm, seed: UInt64, decimalComma: Bool = false) {
    self.form = form
    self.seed = seed
    self.decimalComma = decimalComma
  }

  /// The problem of an object.
  /// - Throws: if it has none that `verify` could use.
  package func problem(of record: Record) throws(RecordError) -> Problem {
    var problem = try prompt(of: record)
    try addChoices(to: &problem, of: record)
    if case .none = form.choices, let field = form.reference {
      try addReference(to: &problem, of: record, field)
    }
    try addPromptEnd(to: &problem, of: record)
    if let field = form.solution { problem.solution = try solution(of: record, field) }
    problem.tests = try tests(of: record)
    if let field = form.id { problem.id = try id(of: record, field) }
    problem.meta = Self.meta(of: record, without: form.used)
    return problem
  }

  // MARK: - Prompt

  private func prompt(of record: Record) throws(RecordError) -> Problem {
    if form.prompt.count == 1 {
      if let value = try form.prompt[0].written(in: record), value.isArray {
        return Problem(
          prompt: value.bytes, promptText: String(decoding: value.bytes, as: UTF8.self))
      }
      if let value = try form.prompt[0].value(in: record), value.array != nil {
        return Problem(prompt: Array(value.text.utf8), promptText: value.text)
      }
    }
    var parts: [String] = []
    for field in form.prompt {
      guard let value = try field.value(in: record) else { continue }
      guard let text = value.string else {
        throw RecordError("the field \"\(field)\" is no string")
      }
      parts.append(text)
    }
    let filled = parts.filter { !$0.trimmed.isEmpty }
    guard !filled.isEmpty else {
      if let field = form.prompt.first, parts.isEmpty { throw try field.missing(in: record) }
      throw RecordError("the field \"\(form.prompt[0])\" is empty")
    }
    let text = form.prompt.count == 1 ? filled[0] : Self.joined(filled, form)
    return Self.problem(asking: text)
  }

  private static func joined(_ parts: [String], _ form: DataSetForm) -> String {
    // MBPP has its text under one of two names.
    if case .mbpp = form.tests { return parts[0].trimmed }
    return parts.map(\.trimmed).joined(separator: " ")
  }

  private static func problem(asking text: String) -> Problem {
    var json: [UInt8] = []
    JSON.write(text, to: &json)
    return Problem(prompt: json, promptText: text)
  }

  /// Puts more text behind a prompt that is a string.
  private static func add(
    _ text: String, to problem: inout Problem
  ) throws(RecordError) {
    guard problem.prompt.first == UInt8(ascii: "\"") else {
      throw RecordError("options and tests go behind a prompt that is a string, not messages")
    }
    let longer = Self.problem(asking: problem.promptText + text)
    (problem.prompt, problem.promptText) = (longer.prompt, longer.promptText)
  }

  private func addPromptEnd(to problem: inout Problem, of record: Record) throws(RecordError) {
    switch form.addition {
    case .none: break
    case .tests(let field):
      let tests = (try field.value(in: record)?.array ?? []).compactMap(\.string)
      guard !tests.isEmpty else { return }
      try Self.add(
        "\n\nYour code should pass these tests:\n\n" + tests.joined(separator: "\n"), to: &problem)
    case .starter(let field):
      guard let code = try field.value(in: record)?.string, !code.trimmed.isEmpty else { return }
      try Self.add("\n\nBegin with this code:\n\n\(code)", to: &problem)
    }
  }

  // MARK: - Answers

  private func addChoices(to problem: inout Problem, of record: Record) throws(RecordError) {
    let choices: ChoiceList
    switch form.choices {
    case .none: return
    case .field(let field):
      guard let value = try field.value(in: record) else { throw try field.missing(in: record) }
      choices = try ChoiceList(value, field: field)
      if let field = form.reference {
        guard let answer = try field.value(in: record) else { throw try field.missing(in: record) }
        problem.reference = try choices.letter(of: answer, field: field)
      }
    case .correctFirst(let fields):
      var texts: [String] = []
      for field in fields {
        guard let text = try field.value(in: record)?.string else {
          throw try field.missing(in: record)
        }
        texts.append(text.trimmed)
      }
      let (shuffled, place) = ChoiceList(texts: texts).shuffled(
        seed: ContentHash.of(problem.promptText, seed: seed))
      choices = shuffled
      problem.reference = ChoiceList.letters[place]
    }
    try Self.add("\n\n" + choices.lines, to: &problem)
  }

  private func addReference(
    to problem: inout Problem, of record: Record, _ field: FieldName
  ) throws(RecordError) {
    guard let value = try field.value(in: record) else { throw try field.missing(in: record) }
    // A number as it is written, not as a reader of JSON holds it.
    if let written = try field.written(in: record), written.double != nil {
      let text = String(decoding: written.bytes, as: UTF8.self)
      problem.reference = try reference(text, field)
      return
    }
    let answers = value.array ?? [value]
    guard !answers.isEmpty else { throw RecordError("the field \"\(field)\" is an empty list") }
    var accepted: [String] = []
    for answer in answers {
      let text = try reference(try Self.text(of: answer, field), field)
      if !accepted.contains(text) { accepted.append(text) }
    }
    problem.reference = accepted[0]
    if accepted.count > 1 { problem.accepted = accepted }
  }

  private static func text(of value: JSON, _ field: FieldName) throws(RecordError) -> String {
    switch value {
    case .string(let text): return text
    case .integer, .number, .boolean: return value.text
    case .object(let members):
      let names = members.map { "\(field).\($0.key)" }.joined(separator: ", ")
      throw RecordError("the field \"\(field)\" is an object: use one of \(names)")
    case .array, .null:
      throw RecordError("the field \"\(field)\" is a list of values that are no answers")
    }
  }

  private func reference(_ text: String, _ field: FieldName) throws(RecordError) -> String {
    guard !text.trimmed.isEmpty else { throw RecordError("the field \"\(field)\" is empty") }
    var reader = form.extract ?? .boxed
    reader.decimalMark = decimalComma ? .comma : .point
    // What is too much work to bring to a normal form stays as it is given.
    guard form.extract != nil else {
      return reader.normalise(reference: text).map(reader.reference(of:)) ?? text
    }
    guard form.name != "gsm8k" || text.utf8.contains(UInt8(ascii: "#")),
      let found = reader.extract(from: text)
    else { throw RecordError("the field \"\(field)\" has no answer that could be found") }
    return found.answer.map(reader.reference(of:)) ?? text
  }

  // MARK: - Everything else

  /// A solution; of several the first, in Python where the data set says what it is in.
  private func solution(
    of record: Record, _ field: FieldName
  ) throws(RecordError) -> String? {
    let value = try field.value(in: record)
    if case .humanEval = form.tests { return value?.string }
    guard case .none = form.tests else { return value.flatMap(Self.program) }
    guard let value else {
      // A form that is known by name goes without.
      if form.name != "file" { return nil }
      throw try field.missing(in: record)
    }
    guard let text = value.string else { throw RecordError("the field \"\(field)\" is no string") }
    return text
  }

  private static func program(_ value: JSON) -> String? {
    if let text = value.string {
      // APPS: a list as JSON text.
      guard text.trimmed.hasPrefix("["), let list = try? JSON(parsing: text) else { return text }
      return program(list)
    }
    if let list = value.array { return list.lazy.compactMap(\.string).first }
    // CodeContests: languages by number (3 is Python 3), and solutions.
    guard let solutions = value["solution"]?.array else { return nil }
    let place = value["language"]?.array?.firstIndex { $0.integer == 3 || $0.string == "PYTHON3" }
    return place.flatMap { solutions.indices.contains($0) ? solutions[$0].string : nil }
  }

  private func tests(of record: Record) throws(RecordError) -> [UInt8]? {
    switch form.tests {
    case .none: return nil
    case .humanEval: return Array(try ProgramTestForms.humanEval(record).text.utf8)
    case .mbpp: return Array(try ProgramTestForms.mbpp(record).text.utf8)
    case .codeContests: return Array(try ProgramTestForms.codeContests(record).text.utf8)
    case .field(let field):
      guard let value = try field.value(in: record) else { throw try field.missing(in: record) }
      let tests = try ProgramTestForms.tests(from: value, field: field)
      // As it is written, where it is in the right form already.
      if tests == value, let written = try field.written(in: record) { return written.bytes }
      return Array(tests.text.utf8)
    }
  }

  private func id(of record: Record, _ field: FieldName) throws(RecordError) -> String? {
    if let written = try field.written(in: record), written.double != nil {
      return String(decoding: written.bytes, as: UTF8.self)
    }
    guard let value = try field.value(in: record) else {
      if form.name != "file" { return nil }
      throw try field.missing(in: record)
    }
    switch value {
    case .string(let text): return text
    case .integer: return value.text
    default: throw RecordError("the field \"\(field)\" is neither a string nor a number")
    }
  }

  /// The members of an object that are used for nothing; those of its own `meta`, as our streams
  /// have it, stand among them, and go before others of their name.
  private static func meta(of record: Record, without used: Set<String>) -> [UInt8]? {
    guard !used.contains("meta"), let inner = (try? record.value("meta")) ?? nil,
      let known = try? Record(line: inner.bytes).fields.keys
    else { return record.rest(without: used) }
    let others = record.rest(without: used.union(["meta"]).union(known))
    guard !known.isEmpty else { return others }
    guard let others else { return inner.bytes }
    return others.dropLast() + [UInt8(ascii: ",")]
      + inner.bytes.drop { $0 != UInt8(ascii: "{") }
      .dropFirst()
  }
}
