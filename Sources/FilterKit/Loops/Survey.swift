import Records
import Streams

/// Inputs that were read to their ends and can be read again.
package struct SurveyedInputs {
  let inputs: [PumpInput]
}

extension StreamOptions {
  /// Looks at all records on all threads before a filter that sees the whole stream maps them.
  ///
  /// Files are read twice; what comes through a pipe is copied, as it is, to a temporary file in the
  /// directory TMPDIR, or /tmp. Bad lines are passed over: the map tells them.
  /// - Parameters:
  ///   - look: what is to be known of a record; runs on any thread.
  ///   - take: takes that, in the order of the records.
  /// - Returns: the inputs for the map.
  package func survey<Seen: Sendable>(
    _ look: @escaping @Sendable (Record) throws(RecordError) -> Seen,
    take: @escaping (Seen) throws -> Void
  ) throws -> SurveyedInputs {
    let inputs = try PumpInput.list(inputs).map { try $0.repeatable() }
    let pump = BlockPump<[Seen]>(
      inputs: inputs, options: reading.input, threads: running.threads,
      work: { block in
        var scanner = RecordScanner()
        return block.lineRanges.compactMap { range in
          do throws(RecordError) {
            return try look(try scanner.record(of: block.lines[range]))
          } catch {
            return nil
          }
        }
      },
      deliver: { seen, _ in for one in seen { try take(one) } },
      whenIdle: {})
    try pump.run()
    return SurveyedInputs(inputs: inputs.map(\.again))
  }
}
