import Records
import Streams

/// The end of a chain: totals, ledger and history.
package struct Trailer: Equatable, Sendable {
  /// The format's version; a reader refuses one that it does not know.
  static let version = 1
  package var totals: Totals
  /// The tally of the filter that wrote the stream.
  package var ledger: JSON
  package var history: [JSON]

  /// Makes a trailer.
  package init(totals: Totals, ledger: JSON, history: [JSON]) {
    self.totals = totals
    self.ledger = ledger
    self.history = history
  }

  /// Reads a trailer.
  /// - Throws: `RecordError` if it is not a trailer.
  package init(parsing bytes: [UInt8]) throws(RecordError) {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw RecordError(error.reason) }
    guard let version = json["version"]?.integer else { throw RecordError("no version") }
    guard version == Self.version else { throw RecordError("version \(version) is not known") }
    guard let totals = json["totals"], let lines = totals["lines"]?.integer,
      let bytes = totals["bytes"]?.integer,
      let hash = totals["xxh64"]?.string.flatMap({ UInt64($0, radix: 16) }),
      let history = json["history"]?.array
    else { throw RecordError("no totals or no history") }
    self.totals = Totals(lines: lines, bytes: bytes, hash: hash)
    self.history = history
    ledger = json["ledger"] ?? .null
  }

  /// The trailer's JSON.
  package var bytes: [UInt8] {
    let json: JSON = [
      "version": .integer(Int64(Self.version)),
      "totals": [
        "lines": .integer(Int64(totals.lines)), "bytes": .integer(Int64(totals.bytes)),
        "xxh64": .string(ContentHash.digits(totals.hash)),
      ],
      "ledger": ledger,
      "history": .array(history),
    ]
    return Array(json.text.utf8)
  }
}
