import FilterKit
import Records
import Streams

/// Shows the records of a stream that a person looks for, in their order.
package struct RecordBrowser {
  /// Which records are shown, and how much of them.
  package struct Settings {
    /// The fields that are shown; nil for the usual view.
    package var fields: [FieldPath]?
    /// How many records are shown at most; nil for all, or for the first ten on a bare terminal.
    package var limit: Int?
    /// Shows the last ones instead, so many.
    package var tail: Int?
    /// Prints records as JSON Lines, with the samples and the fields that are shown.
    package var json = false
    /// How many records are shown before and after each that is found.
    package var context = 0

    /// The usual view of all records.
    package init() {}
  }

  /// A record that is shown, or may yet be.
  private struct Found {
    var located: LocatedRecord
    /// The samples that are shown, nil for all.
    var samples: [Int]?
    /// Whether it is there only because one near it was found.
    var isContext = false
  }

  private let page: TerminalPage
  private let reader: RecordReader
  private let settings: Settings
  private let view: RecordView
  private var finder: Finder
  private var names: NameSearch
  private var kept: RecentElements<Found>
  /// How many more records are shown after the last one that was found.
  private var after = 0
  /// How many records were found.
  private var count = 0
  /// Whether records were left unread because a bare terminal was full.
  private var isCut = false

  /// Prepares to show the records of a reader that a finder matches.
  package init(
    _ reader: RecordReader, on page: TerminalPage, finder: Finder, _ settings: Settings
  ) {
    self.page = page
    self.reader = reader
    self.settings = settings
    self.finder = finder
    view = RecordView(page: page, fields: settings.fields)
    names = NameSearch(fields: settings.fields ?? [])
    kept = RecentElements(settings.tail ?? settings.context)
  }

  /// Shows them.
  /// - Throws: `Failure` if a record is bad, or if a field or an id that was asked for is nowhere.
  package mutating func show() throws {
    do {
      try readAll()
    } catch {
      try page.flush()
      try page.warn(ofMissingTrailer: error)
    }
    if settings.tail != nil { try showKept() }
    try page.flush()
    try names.check(finder, isWhole: !isCut && settings.limit != count)
    if count == 0, finder.isSelective, finder.looked > 0 {
      page.note("none of the \(finder.looked) records matches")
    }
  }

  private mutating func readAll() throws {
    let preset = page.isBareTerminal && settings.tail == nil && !settings.json ? 10 : nil
    while true {
      let isDone = finder.isDone || settings.limit == count
      guard !isDone || after > 0, let next = try reader.next() else { return }
      if settings.limit == nil, preset == count, after == 0 {
        page.note("there are more records: use --limit to show them")
        isCut = true
        return
      }
      let match = try located(next) { () throws(RecordError) in
        try names.take(next.record, for: finder)
        return isDone ? nil : try finder.match(next.record)
      }
      try take(next, match)
    }
  }

  /// Shows a record, keeps it, or lets it pass.
  private mutating func take(_ next: LocatedRecord, _ match: Finder.Match?) throws {
    if let match {
      count += 1
      let found = Found(located: next, samples: match.samples)
      guard settings.tail == nil else { return kept.append(found) }
      try showKept()
      try show(found)
      after = settings.context
    } else if after > 0 {
      after -= 1
      try show(Found(located: next, isContext: true))
    } else if settings.tail == nil {
      kept.append(Found(located: next, isContext: true))
    }
  }

  private mutating func showKept() throws {
    for found in kept.removeAll() { try show(found) }
  }

  private func show(_ found: Found) throws {
    try located(found.located) { () throws(RecordError) in
      if settings.json {
        return page.write(
          try RecordJSON.line(
            of: found.located.record, samples: found.samples, fields: settings.fields))
      }
      try view.show(found.located, samples: found.samples, isContext: found.isContext)
    }
    if page.isFull || !reader.isReady { try page.flush() }
  }
}

/// Says in which record something is wrong.
func located<T>(_ record: LocatedRecord, _ body: () throws(RecordError) -> T) throws -> T {
  do { return try body() } catch {
    throw Failure(.badData, "\(record.position.name(id: record.record.id)): \(error)")
  }
}
