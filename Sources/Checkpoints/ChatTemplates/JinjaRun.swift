/// One rendering of a template.
final class JinjaRun {
  /// What is printed so far.
  private(set) var output = ""
  /// Where the assistant's texts stand in it, in UTF-8 bytes, if the template marks them.
  private(set) var generated: [Range<Int>] = []
  /// Names by scope, the innermost last.
  private var scopes: [[String: JinjaValue]]

  private var depth = 0
  private var steps = 0
  /// The date that strftime_now tells.
  private let date: String?

  /// Starts with the names that a template is given.
  /// - Parameter date: what strftime_now tells, as 2026-01-31; nil for 26 July 2024, and then the
  ///   function is not defined for a template that asks whether it is.
  init(_ names: [String: JinjaValue], date: String? = nil) {
    scopes = [names]
    self.date = date
  }

  /// Goes a level down, and counts the step.
  private func enter() throws(JinjaError) {
    depth += 1
    steps += 1
    guard depth <= JinjaLimits.depth else {
      throw JinjaError(
        "the chat template nests or calls itself more than \(JinjaLimits.depth) times")
    }
    guard steps <= JinjaLimits.steps else {
      throw JinjaError("the chat template is not done after \(JinjaLimits.steps) steps")
    }
  }

  private func write(_ text: String) throws(JinjaError) {
    output += text
    guard output.utf8.count <= JinjaLimits.bytes else {
      throw JinjaError("the chat template makes a text of more than \(JinjaLimits.bytes) bytes")
    }
  }

  /// How a run of statements ended.
  private enum Ending {
    case done
    case leave
    case skip
  }

  /// Carries out all statements.
  func run(_ statements: [JinjaStatement]) throws(JinjaError) { _ = try carryOut(statements) }

  private func carryOut(_ statements: [JinjaStatement]) throws(JinjaError) -> Ending {
    for statement in statements {
      let ending = try carryOut(statement)
      if ending != .done { return ending }
    }
    return .done
  }

  private func carryOut(_ statement: JinjaStatement) throws(JinjaError) -> Ending {
    try enter()
    defer { depth -= 1 }
    switch statement {
    case .text(let text): try write(text)
    case .output(let expression): try write(try value(expression).text)
    case .set(let name, let attribute, let expression):
      let value = try value(expression)
      if let attribute {
        guard case .namespace(let space) = look(name) else {
          throw JinjaError("the chat template sets a member of \"\(name)\", which is no namespace")
        }
        space.members[attribute] = value
      } else {
        scopes[scopes.count - 1][name] = value
      }
    case .capture(let name, let body): scopes[scopes.count - 1][name] = try captured(body)
    case .branch(let branches):
      for branch in branches {
        if let condition = branch.condition, try !value(condition).isTrue { continue }
        return try carryOut(branch.body)
      }
    case .loop(let loop): try go(through: loop)
    case .macro(let macro): scopes[scopes.count - 1][macro.name] = .macro(macro)
    case .generation(let body):
      let start = output.utf8.count
      let ending = try carryOut(body)
      generated.append(start..<output.utf8.count)
      return ending
    case .leave: return .leave
    case .skip: return .skip
    }
    return .done
  }

  /// What statements print, as a text.
  private func captured(_ body: [JinjaStatement]) throws(JinjaError) -> JinjaValue {
    let (before, marked) = (output, generated)
    output = ""
    _ = try carryOut(body)
    defer { (output, generated) = (before, marked) }
    return .string(output)
  }

  private func go(through loop: JinjaLoop) throws(JinjaError) {
    scopes.append([:])
    defer { scopes.removeLast() }
    var items: [JinjaValue] = []
    for item in try value(loop.source).items {
      try bind(loop.names, to: item)
      if let condition = loop.condition, try !value(condition).isTrue { continue }
      items.append(item)
    }
    for (index, item) in items.enumerated() {
      scopes[scopes.count - 1] = [:]
      try bind(loop.names, to: item)
      scopes[scopes.count - 1]["loop"] = .dictionary([
        ("index", .integer(index + 1)), ("index0", .integer(index)),
        ("first", .boolean(index == 0)), ("last", .boolean(index == items.count - 1)),
        ("length", .integer(items.count)), ("revindex", .integer(items.count - index)),
        ("revindex0", .integer(items.count - index - 1)),
        ("previtem", index > 0 ? items[index - 1] : .undefined("previtem")),
        ("nextitem", index + 1 < items.count ? items[index + 1] : .undefined("nextitem")),
      ])
      if try carryOut(loop.body) == .leave { break }
    }
    if items.isEmpty { _ = try carryOut(loop.otherwise) }
  }

  private func bind(_ names: [String], to item: JinjaValue) throws(JinjaError) {
    if names.count == 1 {
      scopes[scopes.count - 1][names[0]] = item
      return
    }
    let parts = try item.items
    guard parts.count == names.count else {
      throw JinjaError("the chat template divides \(item.kind) among \(names.count) names")
    }
    for (name, part) in zip(names, parts) { scopes[scopes.count - 1][name] = part }
  }

  // MARK: - Expressions

  private static let functions: Set<String> = ["namespace", "raise_exception", "range", "dict"]

  private func look(_ name: String) -> JinjaValue {
    for scope in scopes.reversed() {
      if let value = scope[name] { return value }
    }
    if name == "strftime_now", date != nil { return .function(name) }
    return Self.functions.contains(name) ? .function(name) : .undefined(name)
  }

  private func value(_ expression: JinjaExpression) throws(JinjaError) -> JinjaValue {
    try enter()
    defer { depth -= 1 }
    switch expression {
    case .constant(let value): return value
    case .name(let name): return look(name)
    case .list(let items):
      return .list(try items.map { item throws(JinjaError) in try value(item) })
    case .dictionary(let pairs):
      return .dictionary(
        try pairs.map { pair throws(JinjaError) in
          (try value(pair.key).text, try value(pair.value))
        })
    case .member(let whole, let key): return try value(whole).member(try value(key))
    case .slice(let whole, let from, let to, let step):
      return try value(whole).slice(
        from: try index(from), to: try index(to), by: try index(step) ?? 1)
    case .call(let function, let given): return try call(function, given)
    case .filter(let input, let name, let given):
      let (places, names) = try arguments(given)
      return try JinjaFilters.apply(name, to: try value(input), places, names)
    case .test(let input, let name, let given):
      return .boolean(try JinjaTests.passes(try value(input), name, try arguments(given).places))
    case .unary(let sign, let operand): return try unary(sign, try value(operand))
    case .binary(let sign, let left, let right): return try binary(sign, left, right)
    case .choice(let one, let condition, let other):
      if try value(condition).isTrue { return try value(one) }
      return try other.map { other throws(JinjaError) in try value(other) } ?? .undefined("else")
    }
  }

  private func index(_ expression: JinjaExpression?) throws(JinjaError) -> Int? {
    guard let expression else { return nil }
    switch try value(expression) {
    case .integer(let number): return number
    case .none: return nil
    case let other: throw JinjaError("the chat template takes \(other.kind) as a place")
    }
  }

  private func arguments(
    _ given: [JinjaArgument]
  ) throws(JinjaError) -> (places: [JinjaValue], names: [String: JinjaValue]) {
    var (places, names) = ([JinjaValue](), [String: JinjaValue]())
    for argument in given {
      if let name = argument.name {
        names[name] = try value(argument.value)
      } else {
        places.append(try value(argument.value))
      }
    }
    return (places, names)
  }

  private func unary(_ sign: String, _ operand: JinjaValue) throws(JinjaError) -> JinjaValue {
    switch (sign, operand) {
    case ("not", _): return .boolean(!operand.isTrue)
    case ("-", .integer):
      return try JinjaArithmetic.result("-", .integer(0), operand) ?? operand
    case ("-", .number(let number)): return .number(-number)
    case ("+", .integer), ("+", .number): return operand
    default: throw JinjaError("the chat template has \(sign) before \(operand.kind)")
    }
  }

  private func binary(
    _ sign: String, _ left: JinjaExpression, _ right: JinjaExpression
  ) throws(JinjaError) -> JinjaValue {
    let a = try value(left)
    if sign == "and" { return a.isTrue ? try value(right) : a }
    if sign == "or" { return a.isTrue ? a : try value(right) }
    let b = try value(right)
    switch (sign, a, b) {
    case ("==", _, _): return .boolean(a.equals(b))
    case ("!=", _, _): return .boolean(!a.equals(b))
    case ("in", _, _): return .boolean(try JinjaMethods.contains(b, a))
    case ("~", _, _): return .string(try JinjaLimits.check(try a.text + b.text))
    case ("+", .string(let x), .string(let y)): return .string(try JinjaLimits.check(x + y))
    case ("+", .list(let x), .list(let y)): return .list(try JinjaLimits.check(x + y))
    case ("*", .string(let text), .integer(let times)):
      guard times <= JinjaLimits.bytes / max(text.utf8.count, 1) else {
        throw JinjaError("the chat template makes a text of more than \(JinjaLimits.bytes) bytes")
      }
      return .string(String(repeating: text, count: max(times, 0)))
    case ("%", .string(let form), _): return .string(try JinjaMethods.formatted(form, b))
    case ("<", .string(let x), .string(let y)): return .boolean(x < y)
    case (">", .string(let x), .string(let y)): return .boolean(x > y)
    case ("<=", .string(let x), .string(let y)): return .boolean(x <= y)
    case (">=", .string(let x), .string(let y)): return .boolean(x >= y)
    default: break
    }
    guard let result = try JinjaArithmetic.result(sign, a, b) else {
      throw JinjaError("the chat template has \(sign) between \(a.kind) and \(b.kind)")
    }
    return result
  }

  // MARK: - Calls

  private func call(
    _ function: JinjaExpression, _ given: [JinjaArgument]
  ) throws(JinjaError) -> JinjaValue {
    let (places, names) = try arguments(given)
    if case .name("strftime_now") = function, case .undefined = look("strftime_now") {
      return .string(try JinjaDate.text(places, date: nil))
    }
    if case .member(let owner, .constant(.string(let method))) = function {
      let owner = try value(owner)
      if case .namespace(let space) = owner, let member = space.members[method],
        case .macro(let macro) = member
      {
        return try call(macro, places, names)
      }
      switch owner {
      case .string(let text): return try JinjaMethods.ofText(text, method, places)
      case let other: return try JinjaMethods.ofDictionary(other, method, places)
      }
    }
    switch try value(function) {
    case .macro(let macro): return try call(macro, places, names)
    case .function("namespace"):
      let space = JinjaNamespace()
      space.members = names
      return .namespace(space)
    case .function("range"): return .list(try Self.range(places))
    case .function("dict"): return .dictionary(names.sorted { $0.key < $1.key }.map { ($0, $1) })
    case .function("strftime_now"): return .string(try JinjaDate.text(places, date: date))
    case .function:
      throw JinjaError(try places.first?.text ?? "the chat template refuses the conversation")
    case let other: throw JinjaError("the chat template calls \(other.kind)")
    }
  }

  private func call(
    _ macro: JinjaMacro, _ places: [JinjaValue], _ names: [String: JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    let outer = scopes
    defer { scopes = outer }
    var scope: [String: JinjaValue] = [:]
    for (index, parameter) in macro.parameters.enumerated() {
      if index < places.count {
        scope[parameter.name] = places[index]
      } else if let given = names[parameter.name] {
        scope[parameter.name] = given
      } else {
        scope[parameter.name] =
          try parameter.value.map { standard throws(JinjaError) in try value(standard) }
          ?? .undefined(parameter.name)
      }
    }
    scopes = [outer[0], scope]
    return try captured(macro.body)
  }

  /// Python's `range`: an end, or a start, an end and maybe a step.
  private static func range(_ places: [JinjaValue]) throws(JinjaError) -> [JinjaValue] {
    var numbers: [Int] = []
    for place in places {
      guard case .integer(let number) = place else {
        throw JinjaError("the chat template takes a range of \(place.kind)")
      }
      numbers.append(number)
    }
    guard (1...3).contains(numbers.count) else {
      throw JinjaError("the chat template takes a range of \(numbers.count) numbers")
    }
    let (start, end) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step != 0 else { throw JinjaError("the chat template goes in steps of 0") }
    let distance = Double(end) - Double(start)
    guard distance / Double(step) <= Double(JinjaLimits.items) else {
      throw JinjaError("the chat template takes a range of more than \(JinjaLimits.items) numbers")
    }
    return stride(from: start, to: end, by: step).map { .integer($0) }
  }
}
