import Glibc
import Records

/// The evaluation of one expression in one record.
struct ExpressionRun {
  let scope: RecordScope
  /// The number of the expression, whose results those over samples are.
  let expression: Int

  /// The value of a part of the expression.
  /// - Parameters:
  ///   - place: the sample's place, nil for the record itself.
  ///   - group: the places that are looked over, nil for all samples.
  func value(
    of node: ExpressionNode, at place: Int?, group: [Int]?
  ) throws(RecordError) -> Double? {
    switch node {
    case .number(let number): return number
    case .null: return nil
    case .field(let path): return try number(path, at: place)
    case .negative(let operand): return try value(of: operand, at: place, group: group).map { -$0 }
    case .binary(let operation, let one, let other):
      guard let first = try value(of: one, at: place, group: group),
        let second = try value(of: other, at: place, group: group)
      else { return nil }
      return Self.finite(Self.apply(operation, first, second))
    case .function(let function, let operand):
      return try value(of: operand, at: place, group: group)
        .flatMap { Self.finite(Self.apply(function, $0)) }
    case .least(let operands): return try all(operands, at: place, group: group)?.min()
    case .greatest(let operands): return try all(operands, at: place, group: group)?.max()
    case .length(let path): return try length(path, at: place)
    case .condition(let condition): return try condition.holds(for: place, in: scope) ? 1 : 0
    case .siblings(let operand):
      guard let place else { return nil }
      return try value(of: operand, at: place, group: try scope.siblings(of: place))
    case .over(let aggregate, let operand, let slot):
      return try over(aggregate, operand, slot: slot, at: place, group: group)
    }
  }

  /// The values of several parts, nil if one of them is null.
  private func all(
    _ nodes: [ExpressionNode], at place: Int?, group: [Int]?
  ) throws(RecordError) -> [Double]? {
    var values: [Double] = []
    for node in nodes {
      guard let value = try value(of: node, at: place, group: group) else { return nil }
      values.append(value)
    }
    return values
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  private static func apply(
    _ operation: ExpressionNode.Operation, _ one: Double, _ other: Double
  ) -> Double {
    switch operation {
    case .plus: one + other
    case .minus: one - other
    case .times: one * other
    case .over: one / other
    case .power: pow(one, other)
    }
  }

  private static func apply(_ function: ExpressionNode.Function, _ value: Double) -> Double {
    switch function {
    case .exp: exp(value)
    case .ln: log(value)
    case .abs: value.magnitude
    case .sqrt: value.squareRoot()
    }
  }

  // MARK: - Fields

  /// The number that a field holds: of a list the mean of its numbers.
  private func number(_ path: FieldPath, at place: Int?) throws(RecordError) -> Double? {
    var sum = 0.0
    var count = 0
    try path.visit(place, in: scope) { value throws(RecordError) in
      for part in value.isArray ? value.elements : [value] {
        guard let number = try Self.number(part, of: path) else { continue }
        sum += number
        count += 1
      }
    }
    return count == 0 ? nil : Self.finite(count == 1 ? sum : sum / Double(count))
  }

  private static func number(_ value: Value, of path: FieldPath) throws(RecordError) -> Double? {
    if value.isNull { return nil }
    if let truth = value.boolean { return truth ? 1 : 0 }
    guard let number = value.double else {
      throw RecordError("the field “\(path)” is no number", at: value.offset)
    }
    guard number.isFinite else {
      throw RecordError("the field “\(path)” is too large a number", at: value.offset)
    }
    return number
  }

  /// The characters of a text, or the elements of a list.
  private func length(_ path: FieldPath, at place: Int?) throws(RecordError) -> Double? {
    var length: Int?
    try path.visit(place, in: scope) { value throws(RecordError) in
      guard !value.isNull else { return }
      guard value.isArray || value.isString else {
        throw RecordError("the field “\(path)” is neither a text nor a list", at: value.offset)
      }
      length = (length ?? 0) + (value.isArray ? value.elements.count : value.string?.count ?? 0)
    }
    return length.map(Double.init)
  }

  // MARK: - Over samples

  private func over(
    _ aggregate: ExpressionNode.Aggregate, _ operand: ExpressionNode, slot: Int, at place: Int?,
    group: [Int]?
  ) throws(RecordError) -> Double? {
    let key = RecordScope.ComputedKey(expression: expression, slot: slot, group: group?.first)
    let results: [Double?]
    if let known = scope.computed[key] {
      results = known
    } else {
      var values: [Double?] = []
      let places = group ?? Array(scope.samples.indices)
      for place in places { values.append(try value(of: operand, at: place, group: group)) }
      results = Self.results(aggregate, values)
      scope.computed[key] = results
    }
    guard aggregate == .rank else { return results[0] }
    guard let place else { return nil }
    return results[group?.firstIndex(of: place) ?? place]
  }

  /// One result for all values, or for rank one for each.
  private static func results(
    _ aggregate: ExpressionNode.Aggregate, _ values: [Double?]
  ) -> [Double?] {
    let known = values.compactMap { $0 }
    guard !known.isEmpty || aggregate == .count else { return aggregate == .rank ? values : [nil] }
    switch aggregate {
    case .count: return [Double(known.count { $0 != 0 })]
    case .mean: return [finite(mean(known))]
    case .sum: return [finite(known.reduce(0, +))]
    case .variance:
      let mean = mean(known)
      return [finite(self.mean(known.map { ($0 - mean) * ($0 - mean) }))]
    case .min: return [known.min()]
    case .max: return [known.max()]
    case .rank: return ranks(values, known.sorted(by: >))
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  /// 1 more than how many values are larger.
  private static func ranks(_ values: [Double?], _ falling: [Double]) -> [Double?] {
    var first: [Double: Int] = [:]
    for (place, value) in falling.enumerated() where first[value] == nil { first[value] = place }
    return values.map { $0.flatMap { first[$0] }.map { Double($0 + 1) } }
  }
}
