import FilterKit
import Records

/// A sample that is looked for: in every record, or in one.
package struct SampleChoice: Sendable {
  /// The record's id, nil for all.
  var id: String?
  var index: Int

  /// Reads `3`, or `ID/3` as rows name their samples.
  package init?(argument: String) {
    let cut = argument.lastIndex(of: "/")
    id = cut.map { String(argument[..<$0]) }
    guard let index = Int(argument[(cut.map(argument.index(after:)) ?? argument.startIndex)...]),
      index >= 0
    else { return nil }
    self.index = index
  }
}

/// Chooses records, and samples of them, by what a person wants to see.
package struct Finder {
  /// What is shown of a record.
  struct Match {
    /// The samples by their places, nil for all.
    var samples: [Int]?
  }

  private let ids: Set<String>
  private let conditions: [SeenCondition]
  private let sample: SampleChoice?

  /// The ids that were not found yet, with what is near to them.
  private(set) var missing: [MissingID]
  /// How many records were looked through.
  private(set) var looked = 0
  /// Whether nothing more can be found.
  var isDone: Bool { !ids.isEmpty && missing.isEmpty }
  /// Whether records are left out.
  package var isSelective: Bool { !ids.isEmpty || !conditions.isEmpty || sample != nil }

  /// Looks for records.
  /// - Parameters:
  ///   - ids: one of these; none for any.
  ///   - conditions: all of these hold, of the record or of one and the same sample.
  ///   - sample: it has this sample.
  package init(ids: [String], conditions: [FieldCondition], sample: SampleChoice?) {
    self.ids = Set(ids + [sample?.id].compactMap { $0 })
    self.conditions = conditions.map(SeenCondition.init)
    self.sample = sample
    missing = self.ids.sorted().map(MissingID.init)
  }

  /// Looks at the next record; nil if it is not wanted.
  mutating func match(_ record: Record) throws(RecordError) -> Match? {
    looked += 1
    if !ids.isEmpty {
      let id = try record.string("id") ?? ""
      guard ids.contains(id) else {
        for place in missing.indices { missing[place].compare(with: id) }
        return nil
      }
      missing.removeAll { $0.id == id }
    }
    guard !conditions.isEmpty || sample != nil else { return Match() }
    let samples = record.sampleCount > 0 ? try record.samples : []
    var left = samples
    var isOfSamples = false
    if let sample {
      left = try Self.filter(left) { (each) throws(RecordError) in try each.index == sample.index }
      isOfSamples = true
    }
    // Each looks whose field it is, so that none that is there is taken for missing.
    var owners: [(SeenCondition, SeenCondition.Owner)] = []
    for condition in conditions {
      owners.append((condition, try condition.owner(in: record, samples)))
    }
    for (condition, owner) in owners {
      switch owner {
      case .record:
        guard try condition.holds(for: record) else { return nil }
      case .samples:
        isOfSamples = true
        left = try Self.filter(left) { (each) throws(RecordError) in
          try condition.holds(for: each)
        }
      }
    }
    guard isOfSamples else { return Match() }
    return left.isEmpty ? nil : Match(samples: left.map(\.number))
  }

  private static func filter(
    _ samples: [Sample], _ isWanted: (Sample) throws(RecordError) -> Bool
  ) throws(RecordError) -> [Sample] {
    var result: [Sample] = []
    for sample in samples where try isWanted(sample) { result.append(sample) }
    return result
  }

  /// The conditions' fields that no record had so far, as they were written.
  var unseen: [FieldPath] { conditions.filter { !$0.wasSeen }.map(\.path) }
}

/// A condition that knows whose field it is about.
///
/// `record.f` and `samples.f` say it; else it is the record's if that has the field, then the
/// samples', then the record's again, which lacks it.
private final class SeenCondition {
  enum Owner {
    case record
    case samples
  }

  /// As it was written, but for whose it is.
  var path: FieldPath { condition.path }
  private let condition: FieldCondition
  private let owner: Owner?
  /// Whether some record or sample had the field.
  private(set) var wasSeen = false

  init(_ condition: FieldCondition) {
    switch (condition.path.keys[0], condition.withoutFirstKey) {
    case ("record", let rest?): (self.condition, owner) = (rest, .record)
    case ("samples", let rest?), ("sample", let rest?): (self.condition, owner) = (rest, .samples)
    default: (self.condition, owner) = (condition, nil)
    }
  }

  func owner(in record: Record, _ samples: [Sample]) throws(RecordError) -> Owner {
    let key = condition.path.keys[0]
    if owner != .samples, try record.value(key) != nil {
      if !wasSeen { wasSeen = try condition.path.isPresent(in: record) }
      return .record
    }
    for sample in owner == .record ? [] : samples where try sample.value(key) != nil {
      if !wasSeen { wasSeen = try condition.path.isPresent(in: sample) }
      return .samples
    }
    return owner ?? .record
  }

  func holds(for fields: some Fields) throws(RecordError) -> Bool {
    try condition.holds(for: fields)
  }
}

/// An id that was not found yet, and the one that is nearest to it.
struct MissingID {
  let id: String
  private let bytes: [UInt8]
  /// Less than this is nearer than what was found.
  private var distance: Int
  private(set) var nearest: String?

  fileprivate init(_ id: String) {
    self.id = id
    bytes = Array(id.utf8)
    distance = min(2, bytes.count / 3) + 1
  }

  fileprivate mutating func compare(with other: String) {
    guard distance > 1, abs(other.utf8.count - bytes.count) < distance,
      let found = NearestName.distance(bytes, Array(other.utf8), limit: distance - 1)
    else { return }
    distance = found
    nearest = other
  }
}
