import Records

/// The filters that chat templates use.
enum JinjaFilters {
  static let names: Set<String> = [
    "trim", "length", "count", "upper", "lower", "capitalize", "default", "d", "join", "first",
    "last", "list", "string", "int", "replace", "items", "safe", "reverse", "tojson", "selectattr",
    "rejectattr", "map",
  ]

  /// What a filter makes of a value.
  static func apply(
    _ name: String, to value: JinjaValue, _ given: [JinjaValue], _ named: [String: JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    switch name {
    case "trim", "upper", "lower", "capitalize", "replace":
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
      return .string(texts.joined(separator: try given.first?.text ?? ""))
    case "first": return try value.items.first ?? .undefined("first")
    case "last": return try value.items.last ?? .undefined("last")
    case "list": return .list(try value.items)
    case "reverse": return .list(try value.items.reversed())
    case "string": return .string(try value.text)
    case "int":
      if let number = value.double { return .integer(Int(number)) }
      return .integer(Int(try value.text) ?? 0)
    case "items": return try JinjaMethods.ofDictionary(value, "items", [])
    case "tojson":
      guard given.isEmpty, named.isEmpty else {
        throw JinjaError("the chat template writes JSON with options, which cannot be used")
      }
      return .string(try value.json.spacedText)
    case "selectattr", "rejectattr": return try select(value, given, keeps: name == "selectattr")
    case "map":
      guard let attribute = named["attribute"] else {
        throw JinjaError("the chat template's map without an attribute cannot be used")
      }
      return .list(
        try value.items.map { item throws(JinjaError) in try item.member(attribute) })
    default: return value
    }
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
          throw JinjaError("the chat template's test «\(name)» cannot be used")
        }
        passes = try JinjaTests.passes(member, name, Array(given.dropFirst(2)))
      }
      if passes == keeps { kept.append(item) }
    }
    return .list(kept)
  }
}

/// The tests that chat templates use.
enum JinjaTests {
  static let names: Set<String> = [
    "defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number",
    "integer", "boolean", "true", "false", "odd", "even", "equalto", "eq", "ne", "in",
  ]

  /// Whether a test is of two values.
  static func takesArgument(_ name: String) -> Bool {
    ["equalto", "eq", "ne", "in"].contains(name)
  }

  static func passes(
    _ value: JinjaValue, _ name: String, _ given: [JinjaValue]
  ) throws(JinjaError) -> Bool {
    switch (name, value) {
    case ("defined", .undefined): return false
    case ("defined", _): return true
    case ("undefined", .undefined), ("none", .none), ("string", .string), ("boolean", .boolean),
      ("integer", .integer), ("number", .integer), ("number", .number),
      ("mapping", .dictionary), ("iterable", .list), ("iterable", .string),
      ("iterable", .dictionary), ("sequence", .list), ("sequence", .string),
      ("sequence", .dictionary), ("true", .boolean(true)), ("false", .boolean(false)):
      return true
    case ("odd", .integer(let number)): return number % 2 != 0
    case ("even", .integer(let number)): return number % 2 == 0
    case ("equalto", _), ("eq", _): return value.equals(given.first ?? .none)
    case ("ne", _): return !value.equals(given.first ?? .none)
    case ("in", _): return try JinjaMethods.contains(given.first ?? .none, value)
    default: return false
    }
  }
}

/// The methods that chat templates call on Python's values.
enum JinjaMethods {
  /// Whether a text has another in it, a list an element, a dictionary a key.
  static func contains(_ whole: JinjaValue, _ part: JinjaValue) throws(JinjaError) -> Bool {
    switch whole {
    case .string(let text):
      let part = Array(try part.text.unicodeScalars)
      return places(of: part, in: Array(text.unicodeScalars)).first != nil || part.isEmpty
    case .list(let items): return items.contains { $0.equals(part) }
    case .dictionary(let members): return members.contains { part.equals(.string($0.key)) }
    case .undefined: return false
    default: throw JinjaError("the chat template looks for something in \(whole.kind)")
    }
  }

  static func ofDictionary(
    _ value: JinjaValue, _ method: String, _ given: [JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    guard case .dictionary(let members) = value else {
      throw JinjaError("the chat template calls \(method) of \(value.kind)")
    }
    switch method {
    case "items": return .list(members.map { .list([.string($0.key), $0.value]) })
    case "keys": return .list(members.map { .string($0.key) })
    case "values": return .list(members.map(\.value))
    case "get":
      let found = try value.member(given.first ?? .none)
      if case .undefined = found { return given.count > 1 ? given[1] : .none }
      return found
    default: throw JinjaError("the chat template calls «\(method)», which cannot be used")
    }
  }

  static func ofText(
    _ text: String, _ method: String, _ given: [JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    let scalars = Array(text.unicodeScalars)
    let first = try given.first.map { value throws(JinjaError) in
      Array(try value.text.unicodeScalars)
    }
    switch method {
    case "strip", "lstrip", "rstrip":
      func isCut(_ scalar: Unicode.Scalar) -> Bool {
        first?.contains(scalar) ?? isPythonSpace(scalar)
      }
      var part = scalars[...]
      if method != "rstrip" { part = part.drop(while: isCut) }
      while method != "lstrip", let last = part.last, isCut(last) { part.removeLast() }
      return .string(string(part))
    case "startswith": return .boolean(scalars.starts(with: first ?? []))
    case "endswith": return .boolean(scalars.reversed().starts(with: (first ?? []).reversed()))
    case "upper": return .string(text.uppercased())
    case "lower": return .string(text.lowercased())
    case "capitalize":
      return .string(
        string(scalars.prefix(1)).uppercased() + string(scalars.dropFirst()).lowercased())
    case "split", "replace":
      guard let first, !first.isEmpty, given.count == (method == "split" ? 1 : 2) else {
        throw JinjaError("the chat template calls \(method) in a way that cannot be used")
      }
      let parts = parts(of: scalars, between: first)
      if method == "split" { return .list(parts.map { .string($0) }) }
      return .string(parts.joined(separator: try given[1].text))
    default: throw JinjaError("the chat template calls «\(method)», which cannot be used")
    }
  }

  /// What Python's `strip` takes away beside Unicode's white space: four control characters.
  private static func isPythonSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  private static func places(of part: [Unicode.Scalar], in whole: [Unicode.Scalar]) -> [Int] {
    var places: [Int] = []
    var place = 0
    while !part.isEmpty, place + part.count <= whole.count {
      if whole[place..<place + part.count].elementsEqual(part) {
        places.append(place)
        place += part.count
      } else {
        place += 1
      }
    }
    return places
  }

  private static func parts(of whole: [Unicode.Scalar], between part: [Unicode.Scalar]) -> [String]
  {
    var start = 0
    var parts: [String] = []
    for place in places(of: part, in: whole) {
      parts.append(string(whole[start..<place]))
      start = place + part.count
    }
    return parts + [string(whole[start...])]
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
}
