import FilterKit
import Records
import Streams

extension Inspect {
  /// A record that is shown, or may yet be.
  private struct Found {
    var located: LocatedRecord
    /// The samples that are shown, nil for all.
    var samples: [Int]?
    /// Whether it is there only because one near it was found.
    var isContext = false
  }

  /// Shows the records that are looked for.
  func showRecords(_ page: Page) throws {
    var finder = finding.finder
    let reader = open(inputs)
    let view = RecordView(page: page, fields: fields?.paths)
    var names = NameSearch(fields: fields?.paths ?? [])
    let preset = page.isBareTerminal && finding.tail == nil ? 10 : nil
    let context = finding.context ?? (finding.around == nil ? 0 : 3)
    var kept = LastFew<Found>(finding.tail ?? context)
    var after = 0
    var count = 0
    var isCut = false
    func show(_ found: Found) throws {
      try Self.located(found.located) { () throws(RecordError) in
        try view.show(found.located, samples: found.samples, isContext: found.isContext)
      }
      if page.isFull || !reader.isReady { try page.flush() }
    }
    do {
      while true {
        let isDone = finder.isDone || finding.limit == count
        guard !isDone || after > 0, let next = try reader.next() else { break }
        if finding.limit == nil, preset == count, after == 0 {
          page.note("there are more records; --limit shows them")
          isCut = true
          break
        }
        let match = try Self.located(next) { () throws(RecordError) in
          try names.take(next.record, for: finder)
          return isDone ? nil : try finder.match(next.record)
        }
        if let match {
          count += 1
          let found = Found(located: next, samples: match.samples)
          if finding.tail != nil {
            kept.append(found)
          } else {
            for found in kept.removeAll() { try show(found) }
            try show(found)
            after = context
          }
        } else if after > 0 {
          after -= 1
          try show(Found(located: next, isContext: true))
        } else if finding.tail == nil {
          kept.append(Found(located: next, isContext: true))
        }
      }
    } catch {
      try page.flush()
      try forgiveNoTrailer(error, page)
    }
    if finding.tail != nil { for found in kept.removeAll() { try show(found) } }
    try page.flush()
    try names.check(finder, isWhole: !isCut && finding.limit != count)
    if count == 0, finder.isSelective, finder.looked > 0 {
      page.note("none of \(finder.looked) records is what is looked for")
    }
  }

  /// Says in which record something is wrong.
  private static func located<T>(
    _ record: LocatedRecord, _ body: () throws(RecordError) -> T
  ) throws -> T {
    do { return try body() } catch {
      throw Failure(.badData, "\(record.position.name(id: record.record.id)): \(error)")
    }
  }
}

/// The last elements of a list that may be long.
private struct LastFew<Element> {
  private let capacity: Int
  private var elements: [Element] = []
  /// Where the oldest element is, once there are as many as are kept.
  private var oldest = 0

  init(_ capacity: Int) { self.capacity = capacity }

  mutating func append(_ element: Element) {
    guard capacity > 0 else { return }
    if elements.count < capacity {
      elements.append(element)
    } else {
      elements[oldest] = element
      oldest = (oldest + 1) % capacity
    }
  }

  /// Gives all, the oldest first, and keeps none.
  mutating func removeAll() -> [Element] {
    defer { (elements, oldest) = ([], 0) }
    return Array(elements[oldest...] + elements[..<oldest])
  }
}

/// Watches for names of fields and ids that no record has, to say which were meant.
private struct NameSearch {
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

  /// - Throws: `Failure` if a name is one of nothing.
  /// - Parameter isWhole: whether all records were looked at.
  func check(_ finder: Finder, isWhole: Bool) throws {
    if isWhole, let missing = finder.missing.first {
      let hint = missing.nearest.map { "; did you mean “\(Visible.line($0))”?" } ?? ""
      throw Failure(.badData, "none of \(finder.looked) records has the id “\(missing.id)”\(hint)")
    }
    guard survey.records > 0 else { return }
    let known = survey.names
    let meanings = (Schema.record + Schema.sample).map(\.name)
    for path in finder.unseen + unseen {
      // A field that commands write may be missing, but not a part of one that is there.
      guard known.contains(path.keys[0]) || !meanings.contains(path.keys[0]) else { continue }
      let hint = Visible.line(NearestName.hint(path.description, among: known + meanings))
      throw Failure(
        .badData, "none of \(looked) records has the field “\(path)”\(hint)")
    }
  }
}
