import FilterKit
import Records
import Streams
import Synchronization

/// The answers that the records of a stream elected, by their ids.
final class ElectedAnswers: Sendable {
  private let answers: [String: String]
  private let lost = Atomic<Int>(0)

  /// Reads a stream that was voted on.
  init(_ file: String, _ stream: StreamOptions) throws {
    let reader = RecordReader(
      inputs: [file], options: stream.reading.input, threads: stream.running.threads)
    var answers: [String: String] = [:]
    while let located = try reader.next() {
      let record = located.record
      do {
        let id = try record.need("id", try record.string("id"))
        guard let vote = try record.value("vote") else {
          throw RecordError("the field \"vote\" is missing: run vote on it first")
        }
        answers[id] = try vote.member("answer")?.string
      } catch let error as RecordError {
        throw Failure(.badData, "\(located.position.name(id: record.id)): \(error)")
      }
    }
    self.answers = answers
  }

  /// The answer of a record by its id; nil if the stream has none, which is counted.
  func answer(for id: String?) -> String? {
    if let answer = id.flatMap({ answers[$0] }) { return answer }
    lost.add(1, ordering: .relaxed)
    return nil
  }

  /// How many records had none.
  var missing: Int { lost.load(ordering: .relaxed) }
}
