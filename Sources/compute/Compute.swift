import ArgumentParser
import FilterKit
import Records

/// Computes fields of samples and records.
@main
struct Compute: Filter {
  static let configuration = CommandConfiguration(
    commandName: "compute",
    abstract: "Computes fields of samples and records.",
    discussion: """
      compute NAME=EXPRESSION… [file…] sets the field NAME of each sample, or with record.NAME that \
      of the record. Expressions know numbers, fields, + - * / ^ ( ), exp ln abs sqrt, min and max of \
      several, length of a text or list, conditions in parentheses, and over the record's samples mean \
      sum variance min max rank count; siblings(…) takes the samples that revise the same one. \
      parent.F, root.F and critiques[KIND].F are fields of what is revised and of critiques. A field \
      of the record alone is set in records without samples too.

      Null makes null, as do missing fields, division by zero and everything that is not finite; a \
      true value counts 1. A condition gives true or false. All expressions see the record as it came.

      Memory: one block a thread. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 4 | verify --reward | compute \
      'gain=reward-mean(reward)' record.solved='count(correct=true)'
      """,
    version: version)

  static let commonOptions = ["--output"]

  @OptionGroup var stream: StreamOptions

  func validate() throws { _ = try parsed() }

  /// The assignments in front, and the files behind them.
  private func parsed() throws -> (assignments: [Assignment], inputs: [String]) {
    let words = stream.inputs.prefix { Assignment.isOne($0) }
    var assignments: [Assignment] = []
    for word in words {
      let next = try Assignment(word)
      if let known = assignments.first(where: { $0.reaches(next) }) {
        throw ValidationError(
          "\(next.name) uses or sets \(known.name), which is set beside it: use a second compute")
      }
      assignments.append(next)
    }
    guard !assignments.isEmpty else {
      throw ValidationError("nothing to compute: use NAME=EXPRESSION, such as gain=reward-0.5")
    }
    return (assignments, Array(stream.inputs.dropFirst(words.count)))
  }

  func run() throws {
    let (assignments, inputs) = try parsed()
    let description = RunDescription(
      Self.name, fields: assignments.flatMap(\.expression.paths))
    var stream = stream
    stream.inputs = inputs
    try stream.map(description) { record throws(RecordError) in
      let scope = try RecordScope(record)
      var edit = RecordEdit(record)
      for assignment in assignments { try assignment.set(in: &edit, scope) }
      return .pass(edit)
    }
  }
}

/// One field that is computed.
private struct Assignment: Sendable {
  /// The field's name, without `record.`.
  let name: String
  let isOfRecord: Bool
  let expression: Expression
  private let type: FieldType

  private enum FieldType {
    case number
    case integer
    case boolean
  }

  /// Whether an argument is an assignment and no file.
  static func isOne(_ word: String) -> Bool {
    let name = word.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return !name.isEmpty && word.dropFirst(name.count).first == "="
  }

  /// Reads `NAME=EXPRESSION` or `record.NAME=EXPRESSION`.
  init(_ word: String) throws {
    let path = String(word.prefix { $0 != "=" })
    isOfRecord = path.hasPrefix("record.")
    name = String(path.dropFirst(isOfRecord ? "record.".count : 0))
    guard !name.contains("."), let first = name.first, !first.isNumber else {
      throw ValidationError(
        "invalid field \"\(path)\": use a name of letters, digits and _, or record. and such a name"
      )
    }
    let text = String(word.dropFirst(path.count + 1))
    do {
      expression = try Expression(parsing: text)
    } catch {
      throw ValidationError("invalid expression for \(path): \(error)")
    }
    let known = (isOfRecord ? Schema.record : Schema.sample).first { [name] in $0.name == name }
    switch known?.type {
    case nil: type = expression.isCondition ? .boolean : .number
    case "number": type = .number
    case "boolean": type = .boolean
    case "integer" where name != "index" && name != "next_index" && name != "parent":
      type = .integer
    default:
      throw ValidationError(
        "the field \(name) cannot be computed: it holds what only its command knows")
    }
  }

  /// Whether another assignment would need this one first, or sets the same field.
  func reaches(_ other: Assignment) -> Bool {
    (name == other.name && isOfRecord == other.isOfRecord)
      || other.expression.paths.contains {
        $0.description.split(separator: ".").contains { $0 == name }
      }
  }

  /// Sets the field.
  func set(in edit: inout RecordEdit, _ scope: RecordScope) throws(RecordError) {
    guard !isOfRecord else {
      edit.set(name, json(try expression.value(of: nil, in: scope)))
      return
    }
    for sample in scope.samples {
      edit.set(
        name, ofSample: sample.number, json(try expression.value(of: sample.number, in: scope)))
    }
  }

  private func json(_ value: Double?) -> JSON {
    guard let value else { return .null }
    switch type {
    case .number: return .number(value)
    case .integer: return .integer(Int64(exactly: value.rounded()) ?? 0)
    case .boolean: return .boolean(value != 0)
    }
  }
}
