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
    if case .list(let items) = value, ["index", "count"].contains(method), let wanted = given.first
    {
      let places = items.indices.filter { items[$0].equals(wanted) }
      if method == "count" { return .integer(places.count) }
      if let place = places.first { return .integer(place) }
    }
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
    default: throw JinjaError("the chat template calls \"\(method)\", which cannot be used")
    }
  }

  static func ofText(
    _ text: String, _ method: String, _ given: [JinjaValue]
  ) throws(JinjaError) -> JinjaValue {
    let scalars = Array(text.unicodeScalars)
    if method == "join" {
      return try JinjaFilters.apply("join", to: given.first ?? .list([]), [.string(text)], [:])
    }
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
    case "title":
      var isInside = false
      let titled = text.map { character -> String in
        defer { isInside = character.isLetter }
        return isInside ? character.lowercased() : character.uppercased()
      }
      return .string(titled.joined())
    case "split", "rsplit":
      return .list(try split(scalars, given, fromEnd: method == "rsplit").map { .string($0) })
    case "replace":
      guard let first, !first.isEmpty, (2...3).contains(given.count) else {
        throw JinjaError("the chat template calls replace in a way that cannot be used")
      }
      let most = given.count == 3 ? given[2].double ?? -1 : -1
      return .string(try replace(scalars, first, by: try given[1].text, most: most))
    case "find", "rfind", "index":
      let places = places(of: first ?? [], in: scalars)
      let place = method == "rfind" ? places.last : places.first
      guard method != "index" || place != nil else {
        throw JinjaError("the chat template looks for a text that is not there")
      }
      return .integer(place ?? -1)
    case "count": return .integer(places(of: first ?? [], in: scalars).count)
    case "removeprefix":
      let isThere = scalars.starts(with: first ?? [])
      return .string(isThere ? string(scalars.dropFirst(first?.count ?? 0)) : text)
    case "removesuffix":
      let isThere = scalars.reversed().starts(with: (first ?? []).reversed())
      return .string(isThere ? string(scalars.dropLast(first?.count ?? 0)) : text)
    case "isdigit": return .boolean(!text.isEmpty && text.allSatisfy(\.isNumber))
    case "format": return .string(try formatted(text, .list(given)))
    default: throw JinjaError("the chat template calls \"\(method)\", which cannot be used")
    }
  }

  /// Python's `split` and `rsplit`: at a text, or without one at white space, at most so often.
  private static func split(
    _ scalars: [Unicode.Scalar], _ given: [JinjaValue], fromEnd: Bool
  ) throws(JinjaError) -> [String] {
    let most = given.count > 1 ? try JinjaArithmetic.integer(given[1].double ?? -1) : -1
    var parts: [String]
    var mark = " "
    switch given.first {
    case nil, .some(.none):
      guard most < 0 else {
        throw JinjaError("the chat template calls split in a way that cannot be used")
      }
      return scalars.split(whereSeparator: isPythonSpace).map { string($0) }
    case .some(let separator):
      mark = try separator.text
      guard !mark.isEmpty else { throw JinjaError("the chat template splits at an empty text") }
      parts = self.parts(of: scalars, between: Array(mark.unicodeScalars))
    }
    guard most >= 0, parts.count > most + 1 else { return parts }
    let cut = fromEnd ? parts.count - most : most
    if fromEnd {
      return [parts[..<cut].joined(separator: mark)] + parts[cut...]
    }
    return parts[..<cut] + [parts[cut...].joined(separator: mark)]
  }

  private static func replace(
    _ scalars: [Unicode.Scalar], _ part: [Unicode.Scalar], by text: String, most: Double
  ) throws(JinjaError) -> String {
    var parts = parts(of: scalars, between: part)
    if most >= 0, Double(parts.count - 1) > most {
      let cut = Int(most)
      parts = parts[..<cut] + [parts[cut...].joined(separator: string(part))]
    }
    guard parts.count * text.utf8.count <= JinjaLimits.bytes else {
      throw JinjaError("the chat template makes a text of more than \(JinjaLimits.bytes) bytes")
    }
    return parts.joined(separator: text)
  }

  /// Python's `%` of a text: `%s`, `%d` and `%%`.
  static func formatted(_ form: String, _ value: JinjaValue) throws(JinjaError) -> String {
    var values: [JinjaValue] = [value]
    if case .list(let items) = value { values = items }
    var output = ""
    var rest = form[...]
    while let place = rest.firstIndex(of: "%") {
      output += rest[..<place]
      let next = rest[rest.index(after: place)...]
      guard let kind = next.first, "sd%".contains(kind), kind == "%" || !values.isEmpty else {
        throw JinjaError("the chat template formats a text in a way that cannot be used")
      }
      output += kind == "%" ? "%" : try values.removeFirst().text
      rest = next.dropFirst()
    }
    return try JinjaLimits.check(output + rest)
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
