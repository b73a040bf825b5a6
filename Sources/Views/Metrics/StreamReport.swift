import FilterKit
import Records
import Streams

/// Streams that were read to be compared: what is counted of them, and what a page shows.
package struct StreamReport {
  /// How streams are read.
  package struct Settings {
    /// What is counted.
    package var statistics: StreamStatistics.Settings
    /// Whether all inputs are parts of one stream.
    package var asOne: Bool
    /// Whether each input is a column of its own, called by its path.
    package var eachByPath: Bool
    /// How many records of each stream a page shows; nil without a page.
    package var shownRecords: Int?

    /// Reads in this way.
    package init(
      statistics: StreamStatistics.Settings, asOne: Bool, eachByPath: Bool, shownRecords: Int?
    ) {
      self.statistics = statistics
      self.asOne = asOne
      self.eachByPath = eachByPath
      self.shownRecords = shownRecords
    }
  }

  /// The streams side by side.
  package private(set) var columns: [StreamColumn] = []
  /// The records that a page shows, with the names of the files that they are from.
  private(set) var shown: [(name: String, records: ShownRecords)] = []
  /// How the streams were made, and the names of those that end with an entry.
  private(set) var history: [JSON] = []
  private(set) var ends: [Int: [String]] = [:]

  private struct Part {
    var statistics: StreamStatistics
    var shown: ShownRecords?
    var history: History
  }

  /// Reads inputs.
  /// - Parameters:
  ///   - paths: the inputs.
  ///   - open: what reads some of them one after another.
  /// - Throws: `Failure` if a record is bad, or a file is named twice.
  package init(
    _ paths: [String], _ settings: Settings, open: ([String]) -> RecordReader
  ) throws {
    try Self.checkNames(paths)
    let scratch = try settings.shownRecords.map { _ in try ScratchFile(in: temporaryDirectory) }
    let parts = try (settings.asOne ? [paths] : paths.map { [$0] }).map { paths in
      try Self.read(open(paths), settings, scratch)
    }
    let groups =
      settings.eachByPath
      ? parts.indices.map { [$0] } : StreamGroups.places(of: parts.map(\.history))
    let names =
      settings.asOne
      ? ["all"]
      : settings.eachByPath ? paths : StreamGroups.names(of: groups.map { $0.map { paths[$0] } })
    columns = zip(groups, names).map { group, name in
      StreamColumn(name: name, files: group.map { parts[$0].statistics })
    }
    gather(parts, groups, names, paths: settings.asOne ? ["all"] : paths)
  }

  /// Reads the settings' statistics alone, of a stream that is compared with but not shown.
  package static func statistics(
    of reader: RecordReader, _ settings: Settings
  ) throws -> StreamStatistics {
    try read(reader, settings, nil).statistics
  }

  /// - Throws: `Failure` if one file is named twice, by whatever paths.
  private static func checkNames(_ paths: [String]) throws(Failure) {
    var seen: Set<FileIdentity> = []
    for path in paths {
      let identity = path == "-" ? FileIdentity(ofOpen: 0) : FileIdentity(of: path)
      guard let identity, !seen.insert(identity).inserted else { continue }
      throw Failure(.usage, "the file \"\(path)\" is named twice: use each stream once")
    }
  }

  private static func read(
    _ reader: RecordReader, _ settings: Settings, _ scratch: ScratchFile?
  ) throws -> Part {
    var statistics = StreamStatistics(settings.statistics)
    var shown = scratch.flatMap { scratch in
      settings.shownRecords.map {
        ShownRecords(count: $0, seed: settings.statistics.seed, scratch: scratch)
      }
    }
    while let next = try reader.next() {
      do {
        try statistics.count(next.record)
        try shown?.add(next.record)
      } catch let error as RecordError {
        throw Failure(.badData, "\(next.position.name(id: next.record.id)): \(error)")
      }
    }
    return Part(statistics: statistics, shown: shown, history: reader.history)
  }

  /// Puts the records and the histories of all parts together.
  private mutating func gather(
    _ parts: [Part], _ groups: [[Int]], _ names: [String], paths: [String]
  ) {
    let single = StreamGroups.names(of: paths.map { [$0] })
    var all = History()
    for (group, name) in zip(groups, names) {
      for place in group {
        let fileName = group.count == 1 ? name : single[place]
        if let records = parts[place].shown { shown.append((fileName, records)) }
        for end in all.take(parts[place].history) { ends[end, default: []].append(fileName) }
      }
    }
    // Of foreign streams there is nothing to draw.
    guard all.entries.contains(where: { $0["filter"]?.string != "unknown" }) else {
      ends = [:]
      return
    }
    history = all.entries
  }
}
