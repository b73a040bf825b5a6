import Records
import Streams

extension StreamOptions {
  /// Runs a filter that looks at one record at a time, on all threads; the output keeps the order.
  /// - Parameters:
  ///   - inputs: those of a survey, which are read again; nil for the inputs of the options.
  ///   - diverting: where diverted records go, if the filter has a second output.
  ///   - body: runs on any thread. A `RecordError` makes its line a bad one.
  /// - Returns: what became of the records.
  @discardableResult
  package func map(
    _ description: RunDescription, again inputs: SurveyedInputs? = nil,
    diverting: WritingOptions? = nil,
    body: @escaping @Sendable (Record) throws(RecordError) -> Outcome
  ) throws -> Tally {
    let sink = try RecordSink(description, writing: writing, running: running, reading: reading)
    let second = try diverting.map { writing in
      try RecordSink(description, writing: writing, running: running.silenced)
    }
    let stopsAtBad = reading.rejects == nil
    let watch = sink.watch
    let pump = BlockPump(
      inputs: inputs?.inputs ?? PumpInput.list(self.inputs), options: reading.input,
      threads: running.threads,
      work: { Self.map($0, stopsAtBad: stopsAtBad, watch, body) },
      deliver: { (mapped: MappedBlock, origin) in
        try sink.write(mapped.output)
        sink.tally += mapped.tally
        try second?.write(mapped.diverted)
        second?.tally += mapped.divertedTally
        for rejection in mapped.rejections {
          try sink.reject(rejection, at: origin.position(of: rejection))
        }
      },
      whenIdle: { try sink.show() })
    do {
      try pump.run()
      sink.history = pump.history
      second?.history = pump.history
      // Neither file is there before both are whole.
      try sink.close()
      try second?.close()
      try second?.commit()
      try sink.commit()
      return sink.tally
    } catch {
      if error as? StreamError != .closed { sink.abandon() }
      second?.abandon()
      throw error
    }
  }

  private static func map(
    _ block: DecodedBlock, stopsAtBad: Bool, _ watch: FieldWatch,
    _ body: (Record) throws(RecordError) -> Outcome
  ) -> MappedBlock {
    var mapped = MappedBlock()
    mapped.output.reserveCapacity(block.lines.count + block.lines.count / 4)
    var scanner = RecordScanner()
    for (number, range) in block.lineRanges.enumerated() {
      var scanned: Record?
      do throws(RecordError) {
        let record = try scanner.record(of: block.lines[range])
        scanned = record
        watch.look(at: record)
        let outcome = try body(record)
        try outcome.check()
        mapped.tally.count(outcome, of: record)
        outcome.write(to: &mapped.output)
        if let rest = outcome.diverted(of: record) {
          rest.write(to: &mapped.diverted)
          mapped.diverted.append(0x0A)
          mapped.divertedTally.count(.pass(rest), of: record)
        }
      } catch {
        mapped.tally.countRejection(of: scanned)
        mapped.rejections.append(
          Rejection(
            line: number, offset: range.lowerBound, id: scanned?.id, reason: error.reason,
            raw: Array(block.lines[range])))
        if stopsAtBad { break }
      }
    }
    return mapped
  }
}

extension DecodedBlock {
  /// The places of the lines, without their newlines.
  var lineRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(count)
    var start = 0
    while let newline = LineCount.firstNewline(in: lines[...], from: start) {
      ranges.append(start..<newline)
      start = newline + 1
    }
    return ranges
  }
}

extension BlockOrigin {
  func position(of rejection: Rejection) -> Position {
    Position(path: path, line: line + rejection.line + 1, offset: offset + rejection.offset)
  }
}
