import Records

/// What is different about a field.
struct FieldChange {
  /// What happened to it.
  enum Kind: String {
    case added = "+"
    case removed = "-"
    case changed = "~"
  }

  /// With dots where it lies in another one.
  var name: String
  var kind: Kind
  var old: JSON?
  var new: JSON?

  /// Whether values only are written in another way: whole numbers count exactly, others as
  /// doubles, and the members of an object in any order.
  private static func areSame(_ old: JSON, _ new: JSON) -> Bool {
    switch (old, new) {
    case (.null, .null): return true
    case (.boolean(let old), .boolean(let new)): return old == new
    case (.integer(let old), .integer(let new)): return old == new
    // Swift takes characters for one that Unicode can compose in several ways.
    case (.string(let old), .string(let new)): return old.utf8.elementsEqual(new.utf8)
    case (.array(let old), .array(let new)):
      return old.count == new.count && zip(old, new).allSatisfy(areSame)
    case (.object(let old), .object(let new)):
      guard old.count == new.count else { return false }
      let isInOrder = zip(old, new).allSatisfy { $0.key == $1.key }
      return isInOrder
        ? zip(old, new).allSatisfy { areSame($0.value, $1.value) }
        : zip(old.sorted { $0.key < $1.key }, new.sorted { $0.key < $1.key })
          .allSatisfy { $0.key == $1.key && areSame($0.value, $1.value) }
    default:
      guard let old = old.double, let new = new.double else { return false }
      return old == new
    }
  }

  /// The differences of two values; of objects, those of their members.
  static func between(_ old: JSON?, _ new: JSON?, name: String, to changes: inout [FieldChange]) {
    switch (old, new) {
    case (nil, nil): break
    case (nil, let new?): changes.append(FieldChange(name: name, kind: .added, new: new))
    case (let old?, nil): changes.append(FieldChange(name: name, kind: .removed, old: old))
    case (.object(let ours)?, .object(let theirs)?):
      let others = theirs.filter { member in !ours.contains { $0.key == member.key } }
      for member in ours {
        between(member.value, new?[member.key], name: "\(name).\(member.key)", to: &changes)
      }
      for member in others {
        between(nil, member.value, name: "\(name).\(member.key)", to: &changes)
      }
    case (let old?, let new?):
      if !areSame(old, new) {
        changes.append(FieldChange(name: name, kind: .changed, old: old, new: new))
      }
    }
  }

  /// The differences of two records or samples.
  static func between(
    _ old: some Fields, _ new: some Fields, without left: Set<String>
  ) throws(RecordError) -> [FieldChange] {
    var changes: [FieldChange] = []
    let keys = old.fields.keys
    let all = keys + new.fields.keys.filter { !keys.contains($0) }
    for key in all where !left.contains(key) {
      let (ours, theirs) = (try old.value(key), try new.value(key))
      if let ours, let theirs, ours.bytes == theirs.bytes { continue }
      between(ours.map(tree), theirs.map(tree), name: key, to: &changes)
    }
    return changes
  }

  /// A value as a tree; as its text if it cannot be held as one.
  private static func tree(_ value: Value) -> JSON {
    (try? JSON(parsing: value.bytes)) ?? .string(String(decoding: value.bytes, as: UTF8.self))
  }
}

/// What is different about a record.
struct RecordChange {
  /// What is compared.
  struct Wanted {
    /// The fields of records and samples, and all within them; nil for all.
    var fields: [String]?
    /// The samples by their indices; nil for all.
    var samples: Set<Int>?

    /// Whether a change is of a field that is compared.
    func contains(_ change: FieldChange) -> Bool {
      fields?.contains { change.name == $0 || change.name.hasPrefix($0 + ".") } ?? true
    }
  }

  /// A sample that both have.
  struct SampleChange {
    var index: Int
    var fields: [FieldChange]
  }

  /// Its own fields.
  var fields: [FieldChange] = []
  /// The samples that only one of them has, by their indices.
  var removed: [Int] = []
  var added: [Int] = []
  var samples: [SampleChange] = []
  /// Whether the vote's answer was right before and is now, where that is known.
  var wasRight: Bool?
  var isRight: Bool?

  /// Compares two records of one id; nil if nothing is different.
  /// - Parameter wanted: what is compared.
  init?(_ old: Record, _ new: Record, _ wanted: Wanted = Wanted()) throws(RecordError) {
    fields = try FieldChange.between(old, new, without: ["samples"]).filter(wanted.contains)
    let ours = old.sampleCount > 0 ? try old.samples : []
    let theirs = new.sampleCount > 0 ? try new.samples : []
    var partners: [Int: Sample] = [:]
    for sample in theirs {
      let index = try sample.index
      if wanted.samples?.contains(index) ?? true { partners[index] = sample }
    }
    for sample in ours {
      let index = try sample.index
      guard wanted.samples?.contains(index) ?? true else { continue }
      guard let partner = partners.removeValue(forKey: index) else {
        removed.append(index)
        continue
      }
      let changes = try FieldChange.between(sample, partner, without: []).filter(wanted.contains)
      if !changes.isEmpty { samples.append(SampleChange(index: index, fields: changes)) }
    }
    added = partners.keys.sorted()
    guard !fields.isEmpty || !removed.isEmpty || !added.isEmpty || !samples.isEmpty else {
      return nil
    }
    if vote != nil {
      wasRight = try RecordView.isRight(old.json("vote"), ours)
      isRight = try RecordView.isRight(new.json("vote"), theirs)
    }
  }

  /// The change of the vote's answer.
  var vote: FieldChange? { fields.first { $0.name == "vote.answer" && $0.kind == .changed } }
}
