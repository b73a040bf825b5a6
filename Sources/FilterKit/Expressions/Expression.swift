import ArgumentParser
import Records
import Synchronization

/// Arithmetic over fields: a number for each sample of a record, or for the record itself.
///
///     E     sum of terms, with + - * / ^ and parentheses; numbers; true, false, null
///     PATH  a field that is a number or a truth value, which counts 1 or 0
///     exp(E) ln(E) abs(E) sqrt(E)   min(E, E…) max(E, E…)
///     length(PATH)                  characters of a text, elements of a list
///     (COND)                        1 if the condition holds, else 0
///     mean(E) sum(E) variance(E) min(E) max(E) rank(E) count(COND)    over the record's samples
///     siblings(E)                   where E's samples are those that revise the same one
///
/// Null makes null, and so does what has no finite value: division by zero, ln of 0. Over samples
/// those without a value are left out, and null is what none of them has; `rank` is 1 for the
/// largest, and equal values have the rank of the first of them. A list counts as the mean of its
/// numbers. Everything is computed in doubles, from left to right.
package struct Expression: Equatable, Sendable, CustomStringConvertible {
  /// The expression as it was written.
  package let text: String
  let root: ExpressionNode
  /// The fields that it names.
  package let paths: [FieldPath]
  /// Distinguishes what it computed over samples from what others did.
  private let number: Int
  private static let count = Atomic<Int>(0)

  /// Reads an expression.
  package init(parsing text: String) throws(GrammarError) {
    var reader = GrammarReader(text)
    self = try Expression(&reader)
    try reader.finish()
  }

  /// Reads an expression up to what cannot belong to it.
  init(_ reader: inout GrammarReader) throws(GrammarError) {
    reader.skipSpace()
    let start = reader.position
    var parser = ExpressionParser()
    root = try parser.sum(&reader)
    text = String(reader.characters[start..<reader.position])
    paths = parser.paths
    number = Self.count.add(1, ordering: .relaxed).newValue
  }

  package static func == (one: Expression, other: Expression) -> Bool { one.root == other.root }

  package var description: String { text }

  /// The field that it is, nil if it computes anything.
  var path: FieldPath? {
    if case .field(let path) = root { path } else { nil }
  }

  /// Whether it says whether a condition holds.
  package var isCondition: Bool {
    if case .condition = root { true } else { false }
  }

  /// Whether it gives one number for a record, whatever sample is asked for.
  package var isOfRecord: Bool { root.isOfRecord }

  /// The value for a sample of a record.
  /// - Parameter place: the sample's place in the record, nil for the record itself.
  /// - Returns: a finite number, or nil for null.
  /// - Throws: if a field that it needs is neither a number nor a truth value.
  package func value(of place: Int?, in scope: RecordScope) throws(RecordError) -> Double? {
    let run = ExpressionRun(scope: scope, expression: number)
    return try run.value(of: root, at: place, group: nil)
  }

  /// The value for a sample of a record, which must have one.
  /// - Throws: if it is null; names the field that is missing, and one with a similar name.
  package func need(of place: Int?, in scope: RecordScope) throws(RecordError) -> Double {
    if let value = try value(of: place, in: scope) { return value }
    for path in paths where try !path.isPresent(in: scope) {
      let hint = NearestName.hint(path.fieldName, among: scope.fieldNames)
      throw RecordError("the field “\(path)” is missing\(hint)")
    }
    throw RecordError("“\(text)” is null")
  }

  /// The values for all samples of a record, in their order.
  package func values(in scope: RecordScope) throws(RecordError) -> [Double?] {
    var values: [Double?] = []
    values.reserveCapacity(scope.samples.count)
    for place in scope.samples.indices { values.append(try value(of: place, in: scope)) }
    return values
  }
}

extension Expression: ExpressibleByArgument {
  package init?(argument: String) {
    guard let expression = try? Expression(parsing: argument) else { return nil }
    self = expression
  }
}
