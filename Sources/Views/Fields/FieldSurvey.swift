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
  private var fields = [Field(key: []), Field(key: [])]
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
      var cursor = JSONCursor(bytes: bytes)
      object(&cursor, Self.recordRoot, owner: records, depth: 0)
    }
  }

  // MARK: - Walking

  private mutating func object(_ cursor: inout JSONCursor, _ field: Int, owner: Int, depth: Int) {
    cursor.position += 1
    while cursor.next() != UInt8(ascii: "}") {
      if cursor.byte == UInt8(ascii: ",") {
        cursor.position += 1
        continue
      }
      let key = cursor.string()
      _ = cursor.next()
      cursor.position += 1
      _ = cursor.next()
      guard depth < Self.deepest, let child = child(of: field, key, in: cursor.bytes) else {
        unnamed += 1
        cursor.skip()
        continue
      }
      let start = cursor.position
      let areSamples =
        field == Self.recordRoot && cursor.byte == UInt8(ascii: "[")
        && cursor.bytes[key].elementsEqual("samples".utf8)
      let kind =
        areSamples
        ? list(&cursor, Self.sampleRoot, owner: nil, depth: 0)
        : value(&cursor, child, owner: owner, depth: depth + 1)
      fields[child].kinds[kind.rawValue] += 1
      if fields[child].lastOwner != owner {
        fields[child].lastOwner = owner
        fields[child].present += 1
      }
      if fields[child].example.isEmpty, kind != .null {
        fields[child].example = Array(
          cursor.bytes[start..<min(cursor.position, start + Self.longestExample)])
      }
    }
    cursor.position += 1
  }

  private mutating func value(_ cursor: inout JSONCursor, _ field: Int, owner: Int, depth: Int)
    -> Kind
  {
    switch cursor.byte {
    case UInt8(ascii: "{"):
      object(&cursor, field, owner: owner, depth: depth)
      return .object
    case UInt8(ascii: "["): return list(&cursor, field, owner: owner, depth: depth)
    case UInt8(ascii: "\""):
      _ = cursor.string()
      return .string
    case UInt8(ascii: "n"):
      cursor.position += 4
      return .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      cursor.position += cursor.byte == UInt8(ascii: "t") ? 4 : 5
      return .boolean
    default:
      guard let number = cursor.number() else { return .number }
      fields[field].add(number.double)
      return number.isWhole ? .integer : .number
    }
  }

  /// - Parameter owner: nil if each element is a sample of its own.
  private mutating func list(_ cursor: inout JSONCursor, _ field: Int, owner: Int?, depth: Int)
    -> Kind
  {
    guard depth < Self.deepest else {
      cursor.skip()
      return .lists
    }
    cursor.position += 1
    var kind = Kind.list
    while cursor.next() != UInt8(ascii: "]") {
      if cursor.byte == UInt8(ascii: ",") {
        cursor.position += 1
        continue
      }
      if owner == nil { samples += 1 }
      kind = kind.joined(value(&cursor, field, owner: owner ?? samples, depth: depth + 1).list)
    }
    cursor.position += 1
    return kind
  }

  // MARK: - Names

  /// The field of a key as it is written; nil if there are too many.
  private mutating func child(
    of field: Int, _ key: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    let written = UnsafeBufferPointer(rebasing: bytes[key])
    guard written.contains(UInt8(ascii: "\\")) else { return child(of: field, written) }
    let quoted = UnsafeBufferPointer(rebasing: bytes[key.lowerBound - 1..<key.upperBound + 1])
    guard let name = try? JSON(parsing: quoted).string else { return nil }
    return Array(name.utf8).withUnsafeBufferPointer { child(of: field, $0) }
  }

  private mutating func child(of field: Int, _ name: UnsafeBufferPointer<UInt8>) -> Int? {
    let children = fields[field].children
    let next = fields[field].next
    if next < children.count, fields[children[next]].key.elementsEqual(name) {
      fields[field].next = next + 1
      return children[next]
    }
    let hash = ContentHash.of(UnsafeRawBufferPointer(name), seed: UInt64(field))
    let guess =
      children.count > 16
      ? byHash[hash] : children.firstIndex { fields[$0].key.elementsEqual(name) }
    if let guess, guess < children.count, fields[children[guess]].key.elementsEqual(name) {
      fields[field].next = guess + 1
      return children[guess]
    }
    guard fields.count - 2 < Self.mostNames, name.count <= Self.longestName else { return nil }
    byHash[hash] = children.count
    fields[field].children.append(fields.count)
    fields[field].next = children.count + 1
    fields.append(Field(key: Array(name)))
    return fields.count - 1
  }

  /// The fields of records, or of samples, with their names; those within one follow it.
  func fields(ofSamples: Bool) -> [(name: String, field: Field)] {
    var result: [(String, Field)] = []
    func add(_ parent: Int, _ prefix: String) {
      for child in fields[parent].children {
        let name = prefix + String(decoding: fields[child].key, as: UTF8.self)
        result.append((name, fields[child]))
        add(child, name + ".")
      }
    }
    add(ofSamples ? Self.sampleRoot : Self.recordRoot, "")
    return result
  }

  /// The names of all fields, those of records first.
  var names: [String] { (fields(ofSamples: false) + fields(ofSamples: true)).map(\.name) }
}
