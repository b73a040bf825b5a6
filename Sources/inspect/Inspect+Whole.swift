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
      let isNothing = records == 0 && reading.allowEmpty
      guard !reader.sawForeign, !reader.ledgers.isEmpty || isNothing else {
        let lack = reader.ledgers.isEmpty ? "no trailer" : "a part of it has no trailer"
        throw Failure(.badData, "\(input): \(lack), so nothing says whether it is whole")
      }
      page.write(
        "\(Visible.line(input)): whole; \(records) records, \(samples) samples, every id once\n")
    }
    if history { HistoryView(page: page, entries: reader.history.entries).show() }
    if ledger {
      guard let last = reader.ledgers.last else {
        throw Failure(.badData, "\(input): no trailer, so no ledger")
      }
      page.write(LedgerView.text(last))
    }
  }

  private func checkID(of located: LocatedRecord, _ ids: inout Set<UInt64>) throws {
    let record = located.record
    func failure(_ reason: String) -> Failure {
      Failure(.badData, "\(located.position.name(id: record.id)): \(reason)")
    }
    let id: String?
    do { id = try record.string("id") } catch { throw failure("\(error)") }
    guard let id else { throw failure("the field “id” is missing") }
    guard ids.insert(ContentHash.of(id)).inserted else { throw failure("the id is there twice") }
  }
}
