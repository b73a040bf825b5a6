import FilterKit
import Records
import Streams

/// A record of another stream that belongs to one of the first.
struct Partner {
  let record: Record
  /// The name of its stream.
  let name: String
}

/// One of the other streams, whose records are taken by id.
///
/// Where both streams have one order a record is at hand when it is asked for; what comes before it
/// waits in a temporary file.
final class PartnerStream {
  private let reader: RecordReader
  private let name: String
  /// The field that is the id; nil for id itself.
  private let by: FieldPath?
  private var file: ScratchFile?
  /// Where the records that wait are, by the hashes of their ids.
  private var waiting: [UInt64: [Range<Int>]] = [:]
  private var hasEnded = false

  init(_ reader: RecordReader, name: String, by: FieldPath?) {
    self.reader = reader
    self.name = name
    self.by = by
  }

  /// The history of the stream once it was read.
  var history: History { reader.history }

  /// The next record, for who reads the whole stream.
  func next() throws -> Record? { try reader.next()?.record }

  /// The records of an id: one, or with a field of one's own all.
  func take(_ id: String) throws -> [Partner] {
    if by != nil, !hasEnded { try readOn(until: nil) }
    var found = try takeWaiting(id)
    if found.isEmpty, !hasEnded, let record = try readOn(until: id) { found = [record] }
    return found.map { Partner(record: $0, name: name) }
  }

  /// Reads on to the record of an id, or to the end; what is passed over waits.
  @discardableResult
  private func readOn(until id: String?) throws -> Record? {
    while let located = try reader.next() {
      let own: String
      do {
        own = try self.id(of: located.record)
      } catch {
        throw Failure(.badData, "\(located.position.name(id: located.record.id)): \(error)")
      }
      if own == id { return located.record }
      let file = try file ?? ScratchFile(in: temporaryDirectory)
      self.file = file
      let start = file.count
      try file.append(located.record.bytes)
      waiting[ContentHash.of(own), default: []].append(start..<file.count)
    }
    hasEnded = true
    return nil
  }

  private func id(of record: Record) throws(RecordError) -> String {
    guard let by else { return try record.need("id", try record.string("id")) }
    guard let id = try by.written(at: nil, in: RecordScope(record)) else {
      throw RecordError("the field \"\(by)\" is missing")
    }
    return id
  }

  private func takeWaiting(_ id: String) throws -> [Record] {
    let hash = ContentHash.of(id)
    guard let file, let places = waiting[hash] else { return [] }
    var records: [Record] = []
    var others: [Range<Int>] = []
    for place in places {
      let record = try Record(line: file.read(at: place.lowerBound, count: place.count))
      if try self.id(of: record) == id, by != nil || records.isEmpty {
        records.append(record)
      } else {
        others.append(place)
      }
    }
    waiting[hash] = others.isEmpty ? nil : others
    return records
  }

  /// Counts the records that belong to none of the first stream.
  func countLeft(in tally: inout Tally) throws {
    try readOn(until: nil)
    guard let file else { return }
    for place in waiting.values.joined() {
      let record = try Record(line: file.read(at: place.lowerBound, count: place.count))
      tally.countUse(of: record, dropped: "no-partner")
    }
  }
}
