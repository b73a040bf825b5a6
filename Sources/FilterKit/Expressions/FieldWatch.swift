import Records
import Streams
import Synchronization

/// Watches a run for fields that a person named and no record has, to say which were meant.
final class FieldWatch: Sendable {
  private let isDone: Atomic<Bool>
  private let lock = Monitor()
  /// Those that were not seen yet; touched under the lock alone, as what follows.
  nonisolated(unsafe) private var unseen: [FieldPath]
  nonisolated(unsafe) private var records = 0
  /// What the first records have instead.
  nonisolated(unsafe) private var known: Set<String> = []
  private static let searched = 100
  private static let mostKnown = 1000

  /// Begins to watch.
  init(_ fields: [FieldPath]) {
    unseen = fields.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    isDone = Atomic(fields.isEmpty)
  }

  /// Looks at a record, unless all fields were seen.
  @inline(__always)
  func look(at record: Record) {
    if !isDone.load(ordering: .relaxed) { search(record) }
  }

  private func search(_ record: Record) {
    lock.locked {
      // What is no field for being there twice is told where it is needed.
      if let scope = try? RecordScope(record) {
        unseen.removeAll { field in (try? field.isPresent(in: scope)) ?? true }
        if unseen.isEmpty { isDone.store(true, ordering: .relaxed) }
        if records < Self.searched { note(scope) }
      }
      records += 1
    }
  }

  private func note(_ scope: RecordScope) {
    for name in scope.fieldNames where known.count < Self.mostKnown { known.insert(name) }
  }

  /// What is to be said of each field that was in no record; nothing if there were no records.
  var complaints: [String] {
    lock.locked {
      guard records > 0 else { return [] }
      let names = known.sorted() + (Schema.record + Schema.sample).map(\.name)
      return unseen.map { field in
        "none of \(records) records has the field “\(field)”"
          + NearestName.hint(field.fieldName, among: names)
      }
    }
  }
}
