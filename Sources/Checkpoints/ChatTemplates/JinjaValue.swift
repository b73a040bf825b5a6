import Records

/// What an expression of a chat template is.
enum JinjaValue {
  /// A name or member that is not there.
  case undefined(String)
  case none
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([JinjaValue])
  case dictionary([(key: String, value: JinjaValue)])
  case namespace(JinjaNamespace)
  case macro(JinjaMacro)
  /// One of the functions that every template has.
  case function(String)
}

/// A dictionary that loops can write to.
final class JinjaNamespace {
  var members: [String: JinjaValue] = [:]
}

extension JinjaValue {
  /// Whether it counts as true.
  var isTrue: Bool {
    switch self {
    case .undefined, .none: false
    case .boolean(let value): value
    case .integer(let number): number != 0
    case .number(let number): number != 0
    case .string(let text): !text.isEmpty
    case .list(let items): !items.isEmpty
    case .dictionary(let members): !members.isEmpty
    case .namespace, .macro, .function: true
    }
  }

  /// What it prints as; lists and dictionaries print as Python writes them, which no template
  /// that is known does.
  var text: String {
    get throws(JinjaError) {
      switch self {
      case .undefined: ""
      case .none: "None"
      case .boolean(let value): value ? "True" : "False"
      case .integer(let number): "\(number)"
      case .number(let number): "\(number)"
      case .string(let text): text
      case .list, .dictionary, .namespace, .macro, .function:
        throw JinjaError("the chat template prints \(kind)")
      }
    }
  }

  /// What it is, for a message.
  var kind: String {
    switch self {
    case .undefined(let name): "\"\(name)\", which is not there"
    case .none: "none"
    case .boolean: "a truth value"
    case .integer, .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .dictionary, .namespace: "a dictionary"
    case .macro, .function: "a function"
    }
  }

  /// Its number, if it is one.
  var double: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    case .boolean(let value): value ? 1 : 0
    default: nil
    }
  }

  /// The number of its elements, if it has any.
  var count: Int? {
    switch self {
    case .string(let text): text.unicodeScalars.count
    case .list(let items): items.count
    case .dictionary(let members): members.count
    default: nil
    }
  }

  /// What a loop goes through.
  var items: [JinjaValue] {
    get throws(JinjaError) {
      switch self {
      case .list(let items): return items
      case .dictionary(let members): return members.map { .string($0.key) }
      case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
      case .undefined: return []
      default: throw JinjaError("the chat template goes through \(kind)")
      }
    }
  }

  /// Whether two values are equal.
  func equals(_ other: JinjaValue) -> Bool {
    if let a = double, let b = other.double { return a == b }
    switch (self, other) {
    case (.none, .none), (.undefined, .undefined): return true
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.equals($1) }
    case (.dictionary(let a), .dictionary(let b)):
      return a.count == b.count
        && a.allSatisfy { member in
          b.contains { $0.key == member.key && $0.value.equals(member.value) }
        }
    default: return false
    }
  }

  /// A member of a dictionary, or an element by its number from either end.
  func member(_ key: JinjaValue) throws(JinjaError) -> JinjaValue {
    switch (self, key) {
    case (.undefined, _): throw JinjaError("the chat template takes a member of \(kind)")
    case (.dictionary(let members), .string(let name)):
      return members.last { $0.key == name }?.value ?? .undefined(name)
    case (.namespace(let space), .string(let name)):
      return space.members[name] ?? .undefined(name)
    case (.list(let items), .integer(let index)):
      let place = index < 0 ? items.count + index : index
      return items.indices.contains(place) ? items[place] : .undefined("\(index)")
    case (.string(let text), .integer(let index)):
      let scalars = Array(text.unicodeScalars)
      let place = index < 0 ? scalars.count + index : index
      return scalars.indices.contains(place)
        ? .string(String(scalars[place])) : .undefined("\(index)")
    default: return .undefined((try? key.text) ?? "")
    }
  }

  /// Elements from one to before another, as Python's slices have them.
  func slice(from: Int?, to: Int?, by step: Int) throws(JinjaError) -> JinjaValue {
    guard step != 0 else { throw JinjaError("the chat template goes in steps of 0") }
    guard let count else { throw JinjaError("the chat template takes a part of \(kind)") }
    func place(_ index: Int, least: Int, most: Int) -> Int {
      min(max(index < 0 ? index + count : index, least), most)
    }
    // No text and no list is longer.
    let step = min(max(step, -Int(Int32.max)), Int(Int32.max))
    let places: [Int] =
      step > 0
      ? Array(
        stride(
          from: from.map { place($0, least: 0, most: count) } ?? 0,
          to: to.map { place($0, least: 0, most: count) } ?? count, by: step))
      : Array(
        stride(
          from: from.map { place($0, least: -1, most: count - 1) } ?? count - 1,
          to: to.map { place($0, least: -1, most: count - 1) } ?? -1, by: step))
    if case .string(let text) = self {
      let scalars = Array(text.unicodeScalars)
      var part = ""
      part.unicodeScalars.append(contentsOf: places.map { scalars[$0] })
      return .string(part)
    }
    let items = try items
    return .list(places.map { items[$0] })
  }

  /// A value of JSON.
  init(_ json: JSON) {
    switch json {
    case .null: self = .none
    case .boolean(let value): self = .boolean(value)
    case .integer(let number): self = .integer(Int(number))
    case .number(let number): self = .number(number)
    case .string(let text): self = .string(text)
    case .array(let items): self = .list(items.map { JinjaValue($0) })
    case .object(let members): self = .dictionary(members.map { ($0.key, JinjaValue($0.value)) })
    }
  }

  /// The value as JSON.
  var json: JSON {
    get throws(JinjaError) {
      switch self {
      case .none: return .null
      case .boolean(let value): return .boolean(value)
      case .integer(let number): return .integer(Int64(number))
      case .number(let number):
        guard number.isFinite else {
          throw JinjaError("the chat template writes \(number) as JSON")
        }
        return .number(number)
      case .string(let text): return .string(text)
      case .list(let items):
        return .array(try items.map { item throws(JinjaError) in try item.json })
      case .dictionary(let members):
        return .object(
          try members.map { member throws(JinjaError) in
            JSON.Member(member.key, try member.value.json)
          })
      default: throw JinjaError("the chat template writes \(kind) as JSON")
      }
    }
  }
}
