import FilterKit
import Records
import Streams

extension Inspect {
  /// Shows which fields there are, or without an input what fields mean.
  func showSchema(_ page: Page) throws {
    guard SchemaView.hasInput(inputs) else {
      page.write(SchemaView.meanings)
      return
    }
    let reader = open(inputs)
    var survey = FieldSurvey()
    do {
      while let located = try reader.next() { survey.take(located.record) }
    } catch {
      try forgiveNoTrailer(error, page)
    }
    SchemaView(page: page).show(survey)
  }

  /// Shows what is to be said of a stream as a whole.
  func examine(_ input: String, _ page: Page) throws {
    let reader = open([input])
    var ids: Set<UInt64> = []
    var records = 0
    var samples = 0
    do {
      while let located = try reader.next() {
        records += 1
        samples += located.record.sampleCount
        if check { try checkID(of: located, &ids) }
      }
    } catch {
      if check { throw error }
      try forgiveNoTrailer(error, page)
    }
    if check {
      guard reader.ledgers.isEmpty == false || (records == 0 && reading.allowEmpty) else {
        throw Failure(.badData, "\(input): no trailer, so nothing says whether it is whole")
      }
      page.write("\(input): whole; \(records) records, \(samples) samples, every id once\n")
    }
    if history { HistoryView(page: page, entries: reader.history.entries).show() }
    if ledger {
      guard let last = reader.ledgers.last else {
        throw Failure(.badData, "\(input): no trailer, so no ledger")
      }
      for kind in last.members ?? [] { page.write("\(kind.key)\n\(LedgerView.text(kind.value))") }
    }
  }

  private func checkID(of located: LocatedRecord, _ ids: inout Set<UInt64>) throws {
    let record = located.record
    let place = located.position.name(id: record.id)
    let id: String?
    do { id = try record.string("id") } catch { throw Failure(.badData, "\(place): \(error)") }
    guard let id else { throw Failure(.badData, "\(place): the field “id” is missing") }
    guard ids.insert(ContentHash.of(id)).inserted else {
      throw Failure(.badData, "\(place): the id is there twice")
    }
  }
}
