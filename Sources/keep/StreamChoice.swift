import FilterKit
import Methods
import Records
import Streams

/// What a rule makes of all values: which of them stay, by themselves, so that threads and the order
/// of records change nothing.
enum ValueLimit: Sendable {
  /// What is at least this entry.
  case atLeast(RankedNumbers.Entry)
  /// What is at least this value.
  case from(Double)
  /// What is larger than this value.
  case above(Double)
  /// What belongs to the component with the higher mean rather than to the other.
  case higher(TwoGaussians)
  case all
}

/// The choice over a whole stream: first the values of all units, then which of them stay.
struct StreamChoice: Sendable {
  let by: Expression
  let rule: StreamRule
  let ascending: Bool
  let per: FieldPath?
  let seeds: Seeding

  /// A sample, or a record, with its value.
  struct Unit: Sendable {
    /// The sample's place; nil for the record.
    var place: Int?
    /// Larger is better; nil has no value.
    var entry: RankedNumbers.Entry?
    /// The value of --per.
    var group = ""
  }

  /// The units of a record: the record itself if the value is its own or it has no samples, else
  /// those of its samples that are taken.
  func units(
    of scope: RecordScope, _ taken: [Bool]
  ) throws(RecordError) -> [Unit] {
    let id = try scope.record.need("id", try scope.record.string("id"))
    if by.isOfRecord || scope.samples.isEmpty {
      return [try unit(nil, key: seeds.key(id: id), in: scope)]
    }
    var units: [Unit] = []
    for sample in scope.samples where taken[sample.number] {
      let key = seeds.key(id: id, index: try sample.index + 1)
      units.append(try unit(sample.number, key: key, in: scope))
    }
    return units
  }

  private func unit(
    _ place: Int?, key: UInt64, in scope: RecordScope
  ) throws(RecordError) -> Unit {
    var unit = Unit(place: place)
    if let per { unit.group = try per.written(at: place, in: scope) ?? "" }
    guard var value = try by.value(of: place, in: scope) else { return unit }
    if case .draw = rule {
      // The n largest of ln(u)/w are n drawn without replacement with weights w (Efraimidis and
      // Spirakis 2006).
      guard value > 0 else { return unit }
      value = WeightedDraw.priority(weight: value, key: key)
    } else if ascending {
      value = -value
    }
    unit.entry = RankedNumbers.Entry(value, key: key)
    return unit
  }

  /// Which values of a group stay.
  func limit(of values: RankedNumbers) throws -> ValueLimit {
    guard values.count > 0 else { return .all }
    switch rule {
    case .share(let share):
      let kept = max(1, Share.ceiling(of: share, count: values.count))
      return .from(try values.element(rank: values.count - kept).value)
    case .count(let count), .draw(let count):
      guard count < values.count else { return .all }
      return .atLeast(try values.element(rank: values.count - count))
    case .aboveMean:
      var sum = Sum()
      try values.forEach { sum.add($0) }
      return .from(sum.value / Double(values.count))
    case .within(let distance):
      return .above(try values.element(rank: values.count - 1).value - distance)
    case .mixture:
      let mixture = try TwoGaussians { body throws(StreamError) in try values.forEach(body) }
      // Values are turned round by --ascending, so the better heap is the higher one either way.
      return mixture.map { .higher($0) } ?? .all
    }
  }
}

extension ValueLimit {
  /// Whether a value stays.
  func keeps(_ entry: RankedNumbers.Entry) -> Bool {
    switch self {
    case .atLeast(let least): entry >= least
    case .from(let least): entry.value >= least
    case .above(let value): entry.value > value
    case .higher(let mixture): mixture.probabilityOfLower(entry.value) <= 0.5
    case .all: true
    }
  }
}
