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
  private let isOneOfSeveral: Bool
  private var ids: Set<UInt64> = []
  /// The records whose id was there before.
  private var repeated: (count: Int, first: String) = (0, "")
  private var records = 0
  private var samples = 0

  /// Examines one input.
  /// - Parameters:
  ///   - allowsEmpty: whether an input of no bytes counts as whole.
  ///   - isOneOfSeveral: whether what is said has to name it.
  package init(
    _ input: String, _ reader: RecordReader, on page: TerminalPage, _ wanted: Wanted,
    allowsEmpty: Bool, isOneOfSeveral: Bool
  ) {
    self.page = page
    self.input = input
    self.reader = reader
    self.wanted = wanted
    self.allowsEmpty = allowsEmpty
    self.isOneOfSeveral = isOneOfSeveral
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
      guard let sum = LedgerView.sum(reader.ledgers) else {
        throw Failure(.badData, "\(input): the stream has no trailer, so no ledger")
      }
      let shards = reader.ledgers.count > 1 ? ": the sum of \(reader.ledgers.count) shards" : ""
      if isOneOfSeveral || !shards.isEmpty { page.write("\(TerminalText.line(input))\(shards)\n") }
      page.write(LedgerView.text(sum))
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
    let ids = repeated.count == 0 ? ", every id once" : ""
    page.write("\(TerminalText.line(input)): whole; \(records) records, \(samples) samples\(ids)\n")
    guard repeated.count > 0 else { return }
    try page.flush()
    let others = repeated.count > 1 ? ", and \(repeated.count - 1) more" : ""
    throw Failure(.badData, "\(repeated.first): the id is there twice\(others)")
  }

  private mutating func checkID(of located: LocatedRecord) throws {
    let record = located.record
    func failure(_ reason: String) -> Failure {
      Failure(.badData, "\(located.position.name(id: record.id)): \(reason)")
    }
    let id: String?
    do { id = try record.string("id") } catch { throw failure("\(error)") }
    guard let id else { throw failure("the field \"id\" is missing") }
    guard !ids.insert(ContentHash.of(id)).inserted else { return }
    if repeated.count == 0 { repeated.first = located.position.name(id: id) }
    repeated.count += 1
  }
}
