import FilterKit
import Records
import Streams

/// Reads a stream to its end and says what is to be said of it as a whole.
package struct StreamExamination {
  /// What is said.
  package struct Wanted {
    /// Which filters the stream went through.
    package var history: Bool
    /// Where records and samples went in the last filter.
    package var ledger: Bool
    /// Whether the stream is whole and its ids are unique.
    package var check: Bool

    /// Chooses.
    package init(history: Bool, ledger: Bool, check: Bool) {
      (self.history, self.ledger, self.check) = (history, ledger, check)
    }
  }

  private let page: TerminalPage
  private let input: String
  private let reader: RecordReader
  private let wanted: Wanted
  private let allowsEmpty: Bool
  private var ids: Set<UInt64> = []
  private var records = 0
  private var samples = 0

  /// Examines one input.
  /// - Parameter allowsEmpty: whether an input of no bytes counts as whole.
  package init(
    _ input: String, _ reader: RecordReader, on page: TerminalPage, _ wanted: Wanted,
    allowsEmpty: Bool
  ) {
    self.page = page
    self.input = input
    self.reader = reader
    self.wanted = wanted
    self.allowsEmpty = allowsEmpty
  }

  /// Reads it all and shows what is wanted.
  /// - Throws: `Failure` with status 65 if a check fails.
  package mutating func show() throws {
    do { try readAll() } catch {
      if wanted.check { throw error }
      try page.warn(ofMissingTrailer: error)
    }
    if wanted.check { try showCheck() }
    if wanted.history { HistoryView(page: page, entries: reader.history.entries).show() }
    if wanted.ledger {
      guard let last = reader.ledgers.last else {
        throw Failure(.badData, "\(input): the stream has no trailer, so no ledger")
      }
      page.write(LedgerView.text(last))
    }
  }

  private mutating func readAll() throws {
    while let located = try reader.next() {
      records += 1
      samples += located.record.sampleCount
      if wanted.check { try checkID(of: located) }
    }
  }

  private func showCheck() throws {
    let isNothing = records == 0 && allowsEmpty
    guard !reader.sawForeign, !reader.ledgers.isEmpty || isNothing else {
      let lack = reader.ledgers.isEmpty ? "the stream" : "a part of it"
      throw Failure(
        .badData, "\(input): \(lack) has no trailer, so nothing says whether it is whole")
    }
    page.write(
      "\(TerminalText.line(input)): whole; \(records) records, \(samples) samples, every id once\n")
  }

  private mutating func checkID(of located: LocatedRecord) throws {
    let record = located.record
    func failure(_ reason: String) -> Failure {
      Failure(.badData, "\(located.position.name(id: record.id)): \(reason)")
    }
    let id: String?
    do { id = try record.string("id") } catch { throw failure("\(error)") }
    guard let id else { throw failure("the field \"id\" is missing") }
    guard ids.insert(ContentHash.of(id)).inserted else { throw failure("the id is there twice") }
  }
}
