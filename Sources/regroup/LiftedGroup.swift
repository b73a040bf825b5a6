import FilterKit
import Records

/// All records that were lifted of one, as they came.
struct LiftedGroup {
  /// The id of the record that they came from.
  let id: String
  /// The place of the first in the stream, for messages.
  let name: String
  /// The record that they came from, if the first holds it.
  var original: [UInt8]?
  var records: [Record] = []
}

/// Reads the groups of a stream of lifted records one after another.
struct LiftedGroups {
  private let loop: RecordLoop
  private var pending: LocatedRecord?
  private var seen: String?

  init(_ loop: RecordLoop) { self.loop = loop }

  /// The next group, nil at the end.
  mutating func next() throws -> LiftedGroup? {
    var group: LiftedGroup?
    while let located = try pending ?? nextGood() {
      pending = nil
      let origin = try located.record.value("lifted")
      let id = try origin?.member("id")?.string ?? ""
      if let known = group, known.id != id {
        pending = located
        break
      }
      if group == nil {
        group = LiftedGroup(id: id, name: located.position.name(id: located.record.id))
      }
      if let original = try origin?.member("record"), !original.isNull {
        group?.original = original.bytes
      }
      group?.records.append(located.record)
      loop.sink.tally.countUse(of: located.record, dropped: nil)
    }
    return group
  }

  /// The next record that says where it was lifted; others are bad lines.
  private func nextGood() throws -> LocatedRecord? {
    while let located = try loop.next() {
      do throws(RecordError) {
        let origin = try located.record.need("lifted", try located.record.value("lifted"))
        guard try origin.member("id")?.isString == true,
          try origin.member("index")?.integer != nil
        else {
          throw RecordError(
            "the field \"lifted\" does not tell an id and an index", at: origin.offset)
        }
        return located
      } catch {
        try loop.reject(located, error)
      }
    }
    return nil
  }
}
