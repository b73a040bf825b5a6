import Records
import Synchronization

/// Which samples of a record a command takes, and how often each condition held.
package final class SampleSelection: Sendable {
  private let conditions: [FieldCondition]
  private let takesLatest: Bool
  /// Whether a sample has the value that `--new` is about; nil takes samples with it too.
  private let hasValue: (@Sendable (Sample) throws(RecordError) -> Bool)?
  /// Whether a condition ever held, one bit for each of the first 64.
  private let held = Atomic<UInt64>(0)
  /// Whether any sample, or record without samples, was asked.
  private let isAsked = Atomic<Bool>(false)

  /// Takes what options say.
  /// - Parameters:
  ///   - conditions: all of them must hold for one sample.
  ///   - latest: only samples that no other revises.
  ///   - hasValue: only samples for which this is false.
  package init(
    _ conditions: [FieldCondition], latest: Bool = false,
    hasValue: (@Sendable (Sample) throws(RecordError) -> Bool)? = nil
  ) {
    self.conditions = conditions
    takesLatest = latest
    self.hasValue = hasValue
  }

  /// Whether all samples are taken, whatever they are.
  package var isAll: Bool { conditions.isEmpty && !takesLatest && hasValue == nil }

  /// The fields that it names.
  package var paths: [FieldPath] { conditions.flatMap(\.paths) }

  /// For each sample of a record whether it is taken.
  package func taken(in scope: RecordScope) throws(RecordError) -> [Bool] {
    var taken = Array(repeating: true, count: scope.samples.count)
    guard !isAll else { return taken }
    for place in taken.indices { taken[place] = try takes(place, in: scope) }
    return taken
  }

  /// The samples of a record that are taken, in their order.
  package func samples(of scope: RecordScope) throws(RecordError) -> [Sample] {
    guard !isAll else { return scope.samples }
    var samples: [Sample] = []
    for sample in scope.samples where try takes(sample.number, in: scope) { samples.append(sample) }
    return samples
  }

  /// Whether the conditions hold for a record without looking at its samples.
  package func takesRecord(_ scope: RecordScope) throws(RecordError) -> Bool {
    try hold(for: nil, in: scope)
  }

  private func takes(_ place: Int, in scope: RecordScope) throws(RecordError) -> Bool {
    guard try hold(for: place, in: scope) else { return false }
    if takesLatest, try !scope.isLatest(place) { return false }
    if let hasValue, try hasValue(scope.samples[place]) { return false }
    return true
  }

  /// Whether all conditions hold; those that hold are noted, up to the first that does not.
  private func hold(for place: Int?, in scope: RecordScope) throws(RecordError) -> Bool {
    if !isAsked.load(ordering: .relaxed) { isAsked.store(true, ordering: .relaxed) }
    for (number, condition) in conditions.enumerated() {
      guard try condition.holds(for: place, in: scope) else { return false }
      let bit = UInt64(1) << UInt64(min(number, 63))
      if held.load(ordering: .relaxed) & bit == 0 {
        held.bitwiseOr(bit, ordering: .relaxed)
      }
    }
    return true
  }

  /// What is to be said of the first condition that held for nothing.
  package var complaints: [String] {
    guard isAsked.load(ordering: .relaxed) else { return [] }
    let held = held.load(ordering: .relaxed)
    let never = conditions.prefix(63).enumerated().first { held & (1 << UInt64($0.offset)) == 0 }
    guard let never else { return [] }
    return [
      "\"\(never.element)\" holds for nothing"
        + (never.offset > 0 ? " for which the conditions before it hold" : "")
    ]
  }
}
