import FilterKit
import Records
import Streams

/// Watches for names of fields and ids that no record has, to say which were meant.
struct NameSearch {
  private var unseen: [FieldPath]
  private var survey = FieldSurvey()
  private var looked = 0
  /// So many records are searched for similar names.
  private static let searched = 1000

  /// - Parameter fields: those that are to be shown.
  init(fields: [FieldPath]) { unseen = fields }

  /// Notes which fields a record has.
  mutating func take(_ record: Record, for finder: Finder) throws(RecordError) {
    looked += 1
    guard !unseen.isEmpty || !finder.unseen.isEmpty else { return }
    if survey.records < Self.searched { survey.take(record) }
    let samples = unseen.isEmpty || record.sampleCount == 0 ? [] : try record.samples
    var left: [FieldPath] = []
    for field in unseen where try !field.isPresent(in: record) {
      var isSeen = false
      for sample in samples where !isSeen { isSeen = try field.isPresent(in: sample) }
      if !isSeen { left.append(field) }
    }
    unseen = left
  }

  /// Checks that every id and field that was asked for was there.
  /// - Parameter isWhole: whether all records were read.
  /// - Throws: `Failure` with the nearest name if one was not.
  func check(_ finder: Finder, isWhole: Bool) throws {
    if isWhole, let missing = finder.missing.first {
      let hint = missing.nearest.map { "; did you mean \"\(TerminalText.line($0))\"?" } ?? ""
      throw Failure(
        .badData, "none of the \(finder.looked) records has the id \"\(missing.id)\"\(hint)")
    }
    guard survey.records > 0 else { return }
    let known = survey.names
    let meanings = (Schema.record + Schema.sample).map(\.name)
    for path in finder.unseen + unseen {
      // A field that commands write may be missing, but not a part of one that is there.
      guard known.contains(path.keys[0]) || !meanings.contains(path.keys[0]) else { continue }
      let hint = TerminalText.line(NearestName.hint(path.description, among: known + meanings))
      throw Failure(.badData, "none of the \(looked) records has the field \"\(path)\"\(hint)")
    }
  }
}
