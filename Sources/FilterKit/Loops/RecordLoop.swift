import Glibc
import Records
import Streams

/// A filter's loop over records on the caller's thread, with its output.
package final class RecordLoop {
  /// Where the records go.
  package let sink: RecordSink
  private let reader: RecordReader
  private let options: StreamOptions
  private var line: [UInt8] = []
  private var spill: StreamWriter?

  /// Opens the output and begins to read.
  /// - Parameter dataSet: how foreign files are read; nil for streams of records alone.
  package init(
    _ description: RunDescription, _ options: StreamOptions, dataSet: DataSetReading? = nil
  ) throws {
    self.options = options
    sink = try RecordSink(
      description, writing: options.writing, running: options.running, reading: options.reading)
    reader = RecordReader(
      inputs: options.inputs, options: options.reading.input, threads: options.running.threads,
      dataSet: dataSet)
  }

  /// Begins to read one of several inputs that share an output, which the caller finishes.
  /// - Parameter options: what is read, and how.
  package init(sharing sink: RecordSink, _ options: StreamOptions) {
    self.options = options
    self.sink = sink
    reader = RecordReader(
      inputs: options.inputs, options: options.reading.input, threads: options.running.threads)
  }

  /// The histories of the inputs; complete once `next` has returned nil.
  package var history: History { reader.history }

  /// Whether `next` would return at once.
  package var isReady: Bool { reader.isReady }

  /// Rings when `next` has become ready.
  package var bell: Doorbell { reader.bell }

  /// The next record, nil at the end; what was written is flushed before it waits.
  package func next() throws -> LocatedRecord? {
    if !reader.isReady { try sink.show() }
    let next = try reader.next { rejection, position in
      sink.tally.countRejection(of: nil)
      try sink.reject(rejection, at: position)
    }
    if let next { sink.watch.look(at: next.record) } else { sink.history.take(reader.history) }
    return next
  }

  /// Writes what became of a record.
  /// - Throws: `RecordError` if it cannot be written; the caller then rejects the record.
  package func write(_ outcome: Outcome, of record: Record) throws {
    try outcome.check()
    line.removeAll(keepingCapacity: true)
    outcome.write(to: &line)
    if let spill {
      try spill.append(line[...])
    } else {
      sink.tally.count(outcome, of: record)
      try sink.write(line)
    }
  }

  /// Gives every record to a closure and writes what it makes of it.
  /// - Parameter body: a `RecordError` that it throws makes the record a bad line.
  package func each(_ body: (Record) throws -> Outcome) throws {
    while let located = try next() {
      do {
        try write(try body(located.record), of: located.record)
      } catch let error as RecordError {
        try reject(located, error)
      }
    }
  }

  /// Lets a filter see the whole stream before it decides: `first` writes to a temporary file,
  /// then `second` decides on every record that was written there.
  ///
  /// The file is in the directory TMPDIR, or /tmp, and is compressed.
  /// - Parameters:
  ///   - first: reads all records, and writes every record that it does not reject. The ledger
  ///     counts only what `second` makes of them.
  ///   - second: what becomes of a record as `first` wrote it.
  package func twoPasses(first: () throws -> Void, second: (Record) throws -> Outcome) throws {
    let file = try OutputFile(temporaryIn: temporaryDirectory)
    let writer = try StreamWriter(
      file, form: .chain(level: 1), threads: options.running.threads)
    spill = writer
    try first()
    spill = nil
    try writer.finish { Trailer(totals: $0, ledger: .null, history: []).bytes }
    let records = RecordReader(
      inputs: [file.path], options: options.reading.input, threads: options.running.threads)
    while let located = try records.next() {
      try write(try second(located.record), of: located.record)
    }
  }

  /// Rejects a record as a bad line.
  package func reject(_ located: LocatedRecord, _ error: RecordError) throws {
    sink.tally.countRejection(of: located.record)
    let rejection = Rejection(
      line: 0, offset: 0, id: located.record.id, reason: error.reason, raw: located.record.bytes)
    try sink.reject(rejection, at: located.position)
  }

  /// Runs the loop's body and completes the output; after an error the output stays visibly
  /// incomplete.
  package func run(_ body: (RecordLoop) throws -> Void) throws {
    do {
      try body(self)
      try sink.finish()
    } catch {
      if error as? StreamError != .closed { sink.abandon() }
      throw error
    }
  }
}
