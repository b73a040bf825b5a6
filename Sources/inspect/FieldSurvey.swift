import Glibc
import Records
import Streams

/// Which fields a stream has, in one pass over the records' bytes.
///
/// Nested fields have dotted names, also within the objects of a list: `critiques.score`. The memory
/// is that of so many names, whatever the stream's length.
struct FieldSurvey {
  /// What a value is; lists are told apart by what is in them.
  enum Kind: Int, CaseIterable {
    case null, boolean, integer, number, string, object, list
    case nulls, booleans, integers, numbers, strings, objects, lists, mixture

    /// As the table of meanings writes it.
    var name: String {
      switch self {
      case .list: "[]"
      case .nulls, .booleans, .integers, .numbers, .strings, .objects, .lists:
        "[\((Self(rawValue: rawValue - Self.nulls.rawValue) ?? .null).name)]"
      case .mixture: "[mixed]"
      default: "\(self)"
      }
    }

    /// A list that has elements of this kind.
    fileprivate var list: Kind {
      rawValue < Self.nulls.rawValue
        ? Kind(rawValue: rawValue + Self.nulls.rawValue) ?? .mixture : .lists
    }

    /// What a list is that has elements of both kinds.
    fileprivate func joined(_ other: Kind) -> Kind {
      switch (self, other) {
      case (.list, _): other
      case (.integers, .numbers), (.numbers, .integers): .numbers
      default: self == other ? self : .mixture
      }
    }
  }

  /// One field.
  struct Field {
    fileprivate let parent: Int
    fileprivate let key: [UInt8]
    fileprivate var children: [Int] = []
    /// The child that is looked at first: the one behind the last that was found.
    fileprivate var next = 0
    fileprivate var lastOwner = 0
    /// In how many records, or samples, it is.
    fileprivate(set) var present = 0
    /// How many of its values are of each kind.
    fileprivate(set) var kinds = Array(repeating: 0, count: Kind.allCases.count)
    fileprivate(set) var range: ClosedRange<Double>?
    /// The beginning of the first value that is not null, as it is written.
    fileprivate(set) var example: [UInt8] = []

    fileprivate mutating func add(_ number: Double) {
      guard let range else {
        self.range = number...number
        return
      }
      if number < range.lowerBound { self.range = number...range.upperBound }
      if number > range.upperBound { self.range = range.lowerBound...number }
    }
  }

  /// How many names are told apart; also how long one may be, and how many lie one in another.
  static let mostNames = 1000
  private static let longestName = 256
  private static let deepest = 16
  private static let longestExample = 256

  private static let recordRoot = 0
  private static let sampleRoot = 1
  private var fields = [Field(parent: -1, key: []), Field(parent: -1, key: [])]
  /// Children of fields that have many, by the hash of their names.
  private var byHash: [UInt64: Int] = [:]
  private(set) var records = 0
  private(set) var samples = 0
  /// How many values have names that are not told apart.
  private(set) var unnamed = 0

  /// Takes a record with its samples.
  mutating func take(_ record: Record) {
    records += 1
    let bytes = record.bytes
    bytes.withUnsafeBufferPointer { bytes in
      var walk = Walk(bytes: bytes)
      object(&walk, Self.recordRoot, owner: records, depth: 0)
    }
  }

  // MARK: - Walking

  private mutating func object(_ walk: inout Walk, _ field: Int, owner: Int, depth: Int) {
    walk.position += 1
    while walk.next() != UInt8(ascii: "}") {
      if walk.byte == UInt8(ascii: ",") {
        walk.position += 1
        continue
      }
      let key = walk.string()
      _ = walk.next()
      walk.position += 1
      _ = walk.next()
      guard depth < Self.deepest, let child = child(of: field, key, in: walk.bytes) else {
        unnamed += 1
        walk.skip()
        continue
      }
      let start = walk.position
      let areSamples =
        field == Self.recordRoot && walk.byte == UInt8(ascii: "[")
        && walk.bytes[key].elementsEqual("samples".utf8)
      let kind =
        areSamples
        ? list(&walk, Self.sampleRoot, owner: nil, depth: 0)
        : value(&walk, child, owner: owner, depth: depth + 1)
      fields[child].kinds[kind.rawValue] += 1
      if fields[child].lastOwner != owner {
        fields[child].lastOwner = owner
        fields[child].present += 1
      }
      if fields[child].example.isEmpty, kind != .null {
        fields[child].example = Array(
          walk.bytes[start..<min(walk.position, start + Self.longestExample)])
      }
    }
    walk.position += 1
  }

  private mutating func value(_ walk: inout Walk, _ field: Int, owner: Int, depth: Int) -> Kind {
    switch walk.byte {
    case UInt8(ascii: "{"):
      object(&walk, field, owner: owner, depth: depth)
      return .object
    case UInt8(ascii: "["): return list(&walk, field, owner: owner, depth: depth)
    case UInt8(ascii: "\""):
      _ = walk.string()
      return .string
    case UInt8(ascii: "n"):
      walk.position += 4
      return .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      walk.position += walk.byte == UInt8(ascii: "t") ? 4 : 5
      return .boolean
    default:
      let (number, isWhole) = walk.number()
      fields[field].add(number)
      return isWhole ? .integer : .number
    }
  }

  /// - Parameter owner: nil if each element is a sample of its own.
  private mutating func list(_ walk: inout Walk, _ field: Int, owner: Int?, depth: Int) -> Kind {
    guard depth < Self.deepest else {
      walk.skip()
      return .lists
    }
    walk.position += 1
    var kind = Kind.list
    while walk.next() != UInt8(ascii: "]") {
      if walk.byte == UInt8(ascii: ",") {
        walk.position += 1
        continue
      }
      if owner == nil { samples += 1 }
      kind = kind.joined(value(&walk, field, owner: owner ?? samples, depth: depth + 1).list)
    }
    walk.position += 1
    return kind
  }

  // MARK: - Names

  /// The field of a name; nil if there are too many.
  private mutating func child(
    of field: Int, _ key: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    let name = UnsafeBufferPointer(rebasing: bytes[key])
    func isIt(_ child: Int) -> Bool {
      let known = fields[child].key
      return known.count == name.count && known.elementsEqual(name)
    }
    let children = fields[field].children
    let next = fields[field].next
    if next < children.count, isIt(children[next]) {
      fields[field].next = next + 1
      return children[next]
    }
    let hash = ContentHash.of(UnsafeRawBufferPointer(name), seed: UInt64(field))
    let isLarge = children.count > 16
    let place =
      isLarge
      ? byHash[hash].flatMap { isIt(children[$0]) ? $0 : nil } : children.firstIndex(where: isIt)
    if let place {
      fields[field].next = place + 1
      return children[place]
    }
    guard fields.count - 2 < Self.mostNames, name.count <= Self.longestName else { return nil }
    byHash[hash] = children.count
    fields[field].children.append(fields.count)
    fields[field].next = children.count + 1
    fields.append(Field(parent: field, key: Array(name)))
    return fields.count - 1
  }

  /// The fields of records, or of samples, with their names; those within one follow it.
  func fields(ofSamples: Bool) -> [(name: String, field: Field)] {
    var result: [(String, Field)] = []
    func add(_ parent: Int, _ prefix: String) {
      for child in fields[parent].children {
        let name = prefix + Self.decoded(fields[child].key)
        result.append((name, fields[child]))
        add(child, name + ".")
      }
    }
    add(ofSamples ? Self.sampleRoot : Self.recordRoot, "")
    return result
  }

  /// The names of all fields, those of records first.
  var names: [String] { (fields(ofSamples: false) + fields(ofSamples: true)).map(\.name) }

  /// A key without its escapes.
  private static func decoded(_ key: [UInt8]) -> String {
    guard key.contains(UInt8(ascii: "\\")),
      let text = try? JSON(parsing: [UInt8(ascii: "\"")] + key + [UInt8(ascii: "\"")]).string
    else { return String(decoding: key, as: UTF8.self) }
    return text
  }
}

/// A place in a line that was checked as JSON before.
private struct Walk {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    _ = next()
  }

  var byte: UInt8 { bytes[position] }

  /// The next byte that is no space.
  mutating func next() -> UInt8 {
    while byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
    return byte
  }

  /// Passes over a string, and gives the range between its quotes.
  mutating func string() -> Range<Int> {
    let start = position + 1
    position = start
    while let base = bytes.baseAddress,
      let found = memchr(base + position, 0x22, bytes.count - position)
    {
      let quote = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      var slashes = 0
      while quote - slashes > start, bytes[quote - slashes - 1] == UInt8(ascii: "\\") {
        slashes += 1
      }
      position = quote + 1
      if slashes.isMultiple(of: 2) { break }
    }
    return start..<position - 1
  }

  /// Passes over a number, and gives it; whole if it is written without point and exponent.
  mutating func number() -> (Double, isWhole: Bool) {
    let start = position
    var isWhole = true
    while position < bytes.count {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
      case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): isWhole = false
      default: return (value(of: start..<position), isWhole)
      }
      position += 1
    }
    return (value(of: start..<position), isWhole)
  }

  private func value(of range: Range<Int>) -> Double {
    var digits = 0
    var places: Int?
    // Up to 15 digits a double holds exactly, and a quotient by a power of ten is the nearest one.
    if range.count <= 16 {
      for byte in bytes[range] {
        if byte == UInt8(ascii: ".") {
          places = 0
        } else if byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
          digits = digits * 10 + Int(byte & 15)
          places = places.map { $0 + 1 }
        } else if byte != UInt8(ascii: "-") {
          return Double(String(decoding: bytes[range], as: UTF8.self)) ?? .nan
        }
      }
      let size = Double(digits) / Self.powers[places ?? 0]
      return bytes[range.lowerBound] == UInt8(ascii: "-") ? -size : size
    }
    return Double(String(decoding: bytes[range], as: UTF8.self)) ?? .nan
  }

  private static let powers = (0...16).map { pow(10, Double($0)) }

  /// Passes over a value of any kind.
  mutating func skip() {
    var depth = 0
    repeat {
      switch next() {
      case UInt8(ascii: "\""): _ = string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): position += 1
      case UInt8(ascii: "n"), UInt8(ascii: "t"): position += 4
      case UInt8(ascii: "f"): position += 5
      default: _ = number()
      }
    } while depth > 0
  }
}
