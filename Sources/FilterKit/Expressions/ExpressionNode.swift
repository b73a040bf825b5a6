import Records

/// An expression as a tree.
indirect enum ExpressionNode: Equatable, Sendable {
  case number(Double)
  case null
  case field(FieldPath)
  case negative(ExpressionNode)
  case binary(Operation, ExpressionNode, ExpressionNode)
  case function(Function, ExpressionNode)
  case least([ExpressionNode])
  case greatest([ExpressionNode])
  case length(FieldPath)
  case condition(FieldCondition)
  /// Over samples; `slot` is its place among those of the expression.
  case over(Aggregate, ExpressionNode, slot: Int)
  case siblings(ExpressionNode)

  enum Operation: Character, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"
  }

  enum Function: String, Sendable {
    case exp
    case ln
    case abs
    case sqrt
  }

  enum Aggregate: String, Sendable {
    case mean
    case sum
    case variance
    case min
    case max
    case rank
    case count
  }

  /// Whether it gives one number for a record, whatever sample is asked for.
  var isOfRecord: Bool {
    switch self {
    case .number, .null: true
    case .field(let path), .length(let path): path.isOfRecord
    case .negative(let node), .function(_, let node): node.isOfRecord
    case .binary(_, let one, let other): one.isOfRecord && other.isOfRecord
    case .least(let nodes), .greatest(let nodes): nodes.allSatisfy(\.isOfRecord)
    case .condition(let condition): condition.isOfRecord
    case .over(let aggregate, _, _): aggregate != .rank
    case .siblings: false
    }
  }
}
