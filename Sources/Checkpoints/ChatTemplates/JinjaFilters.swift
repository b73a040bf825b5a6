import Glibc
import Records

/// The filters that chat templates use.
enum JinjaFilters {
  static let names: Set<String> = [
    "trim", "length", "count", "upper", "lower", "capitalize", "default", "d", "join", "first",
    "last", "list", "string", "int", "replace", "items", "safe", "reverse", "tojson", "selectattr",
    "rejectattr", "map", "select", "reject", "sort", "unique", "sum", "min", "max", "abs", "round",
    "float", "title", "dictsort", "indent",
  ]

  /// What a filter makes of a value.
  static func apply(
    _ name: String, to value: JinjaValue, _ given: [JinjaValue], _ named: [String: JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    switch name {
    case "trim", "upper", "lower", "capitalize", "replace", "title":
      let method = name == "trim" ? "strip" : name
      return try JinjaMethods.ofText(try value.text, method, given)
    case "default", "d":
      let other = given.first ?? .string("")
      if case .undefined = value { return other }
      return given.count > 1 && given[1].isTrue && !value.isTrue ? other : value
    case "length", "count":
      if case .undefined = value { return .integer(0) }
      guard let count = value.count else {
        throw JinjaError("the chat template asks for the length of \(value.kind)")
      }
      return .integer(count)
    case "join":
      let texts = try value.items.map { item throws(JinjaError) in try item.text }
      let separator = try given.first?.text ?? ""
      let size = texts.reduce(0) { $0 + $1.utf8.count + separator.utf8.count }
      guard size <= JinjaLimits.bytes else {
        throw JinjaError("the chat template makes a text of more than \(JinjaLimits.bytes) bytes")
      }
      return .string(texts.joined(separator: separator))
    case "first": return try value.items.first ?? .undefined("first")
    case "last": return try value.items.last ?? .undefined("last")
    case "list": return .list(try value.items)
    case "reverse": return .list(try value.items.reversed())
    case "string": return .string(try value.text)
    case "int":
      if let number = value.double { return .integer(try JinjaArithmetic.integer(number)) }
      return .integer(Int(try value.text) ?? 0)
    case "float":
      if let number = value.double { return .number(number) }
      return .number(Double(try value.text) ?? 0)
    case "abs", "round", "sum": return try number(name, value, given)
    case "sort", "unique", "min", "max": return try ordered(name, value, named)
    case "dictsort":
      return try ordered("sort", try JinjaMethods.ofDictionary(value, "items", []), [:])
    case "indent":
      let width = try JinjaArithmetic.integer(given.first?.double ?? 4)
      let lines = try value.text.split(separator: "\n", omittingEmptySubsequences: false)
      let blanks = String(repeating: " ", count: min(max(width, 0), 1000))
      return .string(try JinjaLimits.check(lines.joined(separator: "\n" + blanks)))
    case "items": return try JinjaMethods.ofDictionary(value, "items", [])
    case "tojson":
      return .string(try JinjaLimits.check(try json(value, given, named)))
    case "selectattr", "rejectattr": return try select(value, given, keeps: name == "selectattr")
    case "select", "reject":
      let test = try given.first?.text ?? "true"
      guard JinjaTests.names.contains(test) || given.isEmpty else {
        throw JinjaError("the chat template's test \"\(test)\" cannot be used")
      }
      let others = Array(given.dropFirst())
      var kept: [JinjaValue] = []
      for item in try value.items {
        let passes = given.isEmpty ? item.isTrue : try JinjaTests.passes(item, test, others)
        if passes == (name == "select") { kept.append(item) }
      }
      return .list(kept)
    case "map":
      if let filter = given.first {
        let name = try filter.text
        guard names.contains(name), name != "map" else {
          throw JinjaError("the filter \"\(name)\" cannot be used in map")
        }
        let others = Array(given.dropFirst())
        return .list(
          try value.items.map { item throws(JinjaError) in try apply(name, to: item, others, [:]) })
      }
      guard let attribute = named["attribute"] else {
        throw JinjaError("the chat template's map has neither a filter nor an attribute")
      }
      return .list(
        try value.items.map { item throws(JinjaError) in try item.member(attribute) })
    default: return value
    }
  }

  private static func number(
    _ name: String, _ value: JinjaValue, _ given: [JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    if name == "sum" {
      var sum = JinjaValue.integer(0)
      for item in try value.items {
        guard let next = try JinjaArithmetic.result("+", sum, item) else {
          throw JinjaError("the chat template adds \(item.kind)")
        }
        sum = next
      }
      return sum
    }
    guard let number = value.double else {
      throw JinjaError("the chat template takes \(name) of \(value.kind)")
    }
    if name == "round" {
      let scale = pow(10, given.first?.double ?? 0)
      return .number((number * scale).rounded(.toNearestOrEven) / scale)
    }
    if case .integer = value, number < 0 {
      return try JinjaArithmetic.result("-", .integer(0), value) ?? value
    }
    if case .integer = value { return value }
    return .number(abs(number))
  }

  /// `sort`, `unique`, `min` and `max`, by the items or one of their attributes; texts without
  /// regard to case, as Jinja does.
  private static func ordered(
    _ name: String, _ value: JinjaValue, _ named: [String: JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    var keyed: [(key: JinjaValue, item: JinjaValue)] = []
    for item in try value.items {
      let key =
        try named["attribute"].map { key throws(JinjaError) in try item.member(key) } ?? item
      if name == "unique", keyed.contains(where: { $0.key.equals(key) }) { continue }
      keyed.append((key, item))
    }
    if name != "unique" {
      guard
        keyed.allSatisfy({ $0.key.double != nil }) || keyed.allSatisfy({ $0.key.orderText != nil })
      else { throw JinjaError("the chat template sorts items of several kinds") }
      // Stable, as Python's.
      let places = keyed.indices.sorted { a, b in
        let isLess = keyed[a].key.isLess(than: keyed[b].key)
        return isLess || !keyed[b].key.isLess(than: keyed[a].key) && a < b
      }
      keyed = places.map { keyed[$0] }
      if named["reverse"]?.isTrue == true { keyed.reverse() }
    }
    switch name {
    case "min": return keyed.first?.item ?? .undefined("min")
    case "max": return keyed.last?.item ?? .undefined("max")
    default: return .list(keyed.map(\.item))
    }
  }

  /// `tojson`, with `indent`; `ensure_ascii` is false here, as transformers has it.
  private static func json(
    _ value: JinjaValue, _ given: [JinjaValue], _ named: [String: JinjaValue]
  ) throws(JinjaError) -> String {
    for (key, value) in named where key != "indent" && !(key == "ensure_ascii" && !value.isTrue) {
      throw JinjaError("the chat template writes JSON with \(key), which cannot be used")
    }
    guard let indent = named["indent"] ?? given.first, indent.double != nil else {
      return try value.json.spacedText
    }
    let width = try JinjaArithmetic.integer(indent.double ?? 0)
    return try value.json.indentedText(min(max(width, 0), 100), level: 1)
  }

  private static func select(
    _ value: JinjaValue, _ given: [JinjaValue], keeps: Bool
  ) throws(JinjaError) -> JinjaValue {
    var kept: [JinjaValue] = []
    for item in try value.items {
      let member = try item.member(given.first ?? .none)
      var passes = member.isTrue
      if given.count > 1 {
        let name = try given[1].text
        guard JinjaTests.names.contains(name) else {
          throw JinjaError("the chat template's test \"\(name)\" cannot be used")
        }
        passes = try JinjaTests.passes(member, name, Array(given.dropFirst(2)))
      }
      if passes == keeps { kept.append(item) }
    }
    return .list(kept)
  }
}

extension JSON {
  /// The value as Python's `json.dumps` writes it, with spaces after commas and colons.
  fileprivate var spacedText: String {
    switch self {
    case .array(let elements):
      return "[" + elements.map(\.spacedText).joined(separator: ", ") + "]"
    case .object(let members):
      let texts = members.map { JSON.string($0.key).text + ": " + $0.value.spacedText }
      return "{" + texts.joined(separator: ", ") + "}"
    default: return text
    }
  }

  /// The same over several lines, as `json.dumps` writes it with `indent`.
  fileprivate func indentedText(_ width: Int, level: Int) -> String {
    let blanks = String(repeating: " ", count: width * level)
    let end = "\n" + String(repeating: " ", count: width * (level - 1))
    switch self {
    case .array(let elements) where !elements.isEmpty:
      let texts = elements.map { blanks + $0.indentedText(width, level: level + 1) }
      return "[\n" + texts.joined(separator: ",\n") + end + "]"
    case .object(let members) where !members.isEmpty:
      let texts = members.map { member in
        blanks + JSON.string(member.key).text + ": "
          + member.value.indentedText(width, level: level + 1)
      }
      return "{\n" + texts.joined(separator: ",\n") + end + "}"
    default: return text
    }
  }
}

extension JinjaValue {
  /// What texts, and lists that begin with one, are sorted by.
  fileprivate var orderText: String? {
    switch self {
    case .string(let text): text.lowercased()
    case .list(let items): items.first?.orderText
    default: nil
    }
  }

  fileprivate func isLess(than other: JinjaValue) -> Bool {
    if let a = double, let b = other.double { return a < b }
    guard let a = orderText, let b = other.orderText else { return false }
    return a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) { $0.value < $1.value }
  }
}
