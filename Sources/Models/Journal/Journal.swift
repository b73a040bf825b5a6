import Checkpoints
import Records
import Streams

/// The answers of a run on the disk: those of earlier runs, which it takes instead of asking, and its
/// own as they come.
///
/// A line holds a question and its answer, as `RecordedAnswer` writes it:
///
///     {"id": "KEY/7", "asked": {"url": …, "model": …}, "prompt": …, "settings": …, "seed": …, "text": …}
///
/// The key is a hash of the question as a whole: what the model is, what it sees, how it draws, and
/// the seed, which stands for the sample's index. The number after it is the request's place in its
/// run; questions that are equal get their answers in the order in which they were asked. An answer
/// with `instead_of` takes the place of a failure with the same id, which it tells.
///
/// Memory: about 100 bytes for each answer of earlier runs that was not taken yet.
final class Journal {
  /// Where it is.
  var path: String { file.path }
  /// Whether it goes when the run is complete.
  let isTemporary: Bool
  /// How many answers it holds.
  private(set) var count = 0
  /// How many were taken from it.
  private(set) var taken = 0
  /// How many failed requests of earlier runs are asked again.
  private var retried = 0

  private let file: JournalFile
  private let writer: JournalWriter
  private let say: (String) -> Void
  private let retriesFailed: Bool
  /// What the model is: a part of every question.
  private let asked: JSON
  private var entries: [Key: Entry] = [:]
  /// Further answers to questions that were asked more than once.
  private var others: [Key: [Entry]] = [:]
  private var pieces = PieceCache()
  private var explanation: MissExplanation?

  /// Opens a journal, or begins one.
  /// - Parameters:
  ///   - model: what answers what is not in the journal.
  ///   - settings: what else shapes every request, such as a body that is added.
  ///   - explains: says why a question is not in it.
  ///   - retriesFailed: asks again what failed.
  /// - Throws: `ModelError.damaged` if the file is no journal, `StreamError` if it cannot be used.
  init(
    path: String, isTemporary: Bool, model: any LanguageModel, settings: [JSON.Member] = [],
    explains: Bool,
    retriesFailed: Bool = false, context: JournalContext
  ) throws {
    self.isTemporary = isTemporary
    say = context.say
    self.retriesFailed = retriesFailed
    asked = .object(
      [
        ("url", model.address), ("model", model.name), ("revision", model.revision),
      ].compactMap { key, value in value.map { JSON.Member(key, .string($0)) } }
        + settings)
    file = try JournalFile(path: path, trailer: context.trailer)
    if explains { explanation = MissExplanation() }
    var found: [(key: Key, entry: Entry)] = []
    /// Where failed requests are among them.
    var failed: [Key: [Int]] = [:]
    let lost: Int
    do {
      lost = try file.recover { [explanation] place, lines in
        for (number, line) in LineCount.lines(of: lines).enumerated() {
          let record = try Record(line: line)
          let (key, entry) = try Self.entry(of: record, place, line: UInt32(number))
          explanation?.note(entry, number: entry.number, seed: try record.integer("seed"))
          let isRetry = try record.value("instead_of") != nil
          let earlier = failed[key]?.last { found[$0].entry.number == entry.number }
          if isRetry, let earlier {
            found[earlier].entry = entry
          } else {
            if entry.isFailed { failed[key, default: []].append(found.count) }
            found.append((key, entry))
          }
        }
      }
    } catch let error as StreamError where error.status == .badData {
      throw ModelError.damaged("\(path): \(error)")
    } catch let error as RecordError {
      throw ModelError.damaged("\(path) is no journal: \(error)")
    }
    if lost > 0 { say("\(path): its last \(lost) bytes are no whole frame, and are cut off") }
    count = found.count
    found.sort { $0.entry.number < $1.entry.number }
    entries.reserveCapacity(found.count)
    for (key, entry) in found {
      if entries[key] == nil {
        entries[key] = entry
      } else {
        others[key, default: []].append(entry)
      }
    }
    writer = JournalWriter(file)
    Interruption.setLastWords(
      "What was answered is kept in \(path): run the same again to go on.")
  }

  deinit {
    // A run that failed has waited for its answers; the thread that wrote them goes with it.
    try? writer.finish()
  }

  /// A question's hash.
  struct Key: Hashable {
    var high: UInt64
    var low: UInt64
  }

  /// Where an answer is.
  struct Entry {
    var place: JournalFile.Place
    /// Which line of the place.
    var line: UInt32
    /// Whether it says that there is no answer.
    var isFailed: Bool
    /// How many requests came before it in its run.
    var number: Int
  }

  /// A question with its key.
  struct Question {
    var key: Key
    /// How many requests came before it in its run.
    var number: Int
    /// Its line's members, `id` excepted, as an object.
    var text: [UInt8]
    /// The same, to be looked into.
    var members: [JSON.Member] { (try? JSON(parsing: text))?.members ?? [] }
    /// The failure that its answer takes the place of.
    var insteadOf: String?
  }

  // MARK: - Taking

  /// What a request is in the journal.
  /// - Parameter number: how many requests came before it.
  func question(_ request: ModelRequest, number: Int) -> Question {
    var text: [UInt8] = []
    JSON.object([JSON.Member("asked", asked)] + request.members).write(to: &text)
    let key = Key(high: ContentHash.of(text), low: ContentHash.of(text, seed: 1))
    return Question(key: key, number: number, text: text)
  }

  /// Takes the answer to a question, nil if it is to be asked, maybe in place of a failure.
  /// - Throws: if the journal cannot be read any more.
  func take(_ question: inout Question, for request: ModelRequest) throws -> ModelReply? {
    guard let entry = entries.removeValue(forKey: question.key) else {
      try explain(question)
      return nil
    }
    if var rest = others.removeValue(forKey: question.key) {
      entries[question.key] = rest.removeFirst()
      if !rest.isEmpty { others[question.key] = rest }
    }
    let answer = try RecordedAnswer(value(of: entry), name: "")
    guard let reply = answer.reply(to: request) else {
      throw ModelError.damaged("\(path): an answer does not belong to its question")
    }
    if retriesFailed, entry.isFailed {
      retried += 1
      let reason = reply.missingAnswer ?? ""
      (question.number, question.insteadOf) = (entry.number, reason)
      if let explanation, explanation.isWanted { say(explanation.text(question, failed: reason)) }
      return nil
    }
    taken += 1
    return reply
  }

  private func value(of entry: Entry) throws -> JSON {
    try JSON(parsing: pieces.line(of: entry, in: file))
  }

  private func explain(_ question: Question) throws {
    guard let explanation, explanation.isWanted else { return }
    let held = try explanation.entry(beside: question).map { try value(of: $0) }
    say("not in the journal: \(explanation.text(question, held))")
  }

  /// Reads what there must be to know of a line without its answer.
  private static func entry(
    of record: Record, _ place: JournalFile.Place, line: UInt32
  ) throws(RecordError) -> (Key, Entry) {
    let parts = try record.need("id", try record.string("id")).split(separator: "/")
    guard parts.count == 2, parts[0].utf8.count == 32, let number = Int(parts[1]),
      let high = UInt64(parts[0].prefix(16), radix: 16),
      let low = UInt64(parts[0].suffix(16), radix: 16), try record.value("asked") != nil
    else { throw RecordError("the field \"id\" is no key") }
    let finish = try record.string("finish").flatMap(Finish.init(rawValue:))
    let isFailed = try record.value("failed") != nil || finish?.isFailure == true
    let entry = Entry(place: place, line: line, isFailed: isFailed, number: number)
    return (Key(high: high, low: low), entry)
  }

  // MARK: - Keeping

  /// Writes down an answer; it is safe as soon as `safe` counts it.
  func keep(_ reply: ModelReply, to request: ModelRequest, _ question: Question) throws {
    let key = question.key
    let id = "\(ContentHash.digits(key.high))\(ContentHash.digits(key.low))/\(question.number)"
    let members =
      (question.insteadOf.map { [JSON.Member("instead_of", .string($0))] } ?? [])
      + RecordedAnswer.members(of: reply, to: request)
    var line: [UInt8] = []
    JSON.object([JSON.Member("id", .string(id))]).write(to: &line)
    Self.extend(&line) { $0 += question.text }
    Self.extend(&line) { JSON.object(members).write(to: &$0) }
    line.append(UInt8(ascii: "\n"))
    try writer.append(line)
    if question.insteadOf == nil { count += 1 }
  }

  /// Adds to an object's text the members of another, whose text is appended.
  private static func extend(_ text: inout [UInt8], by append: (inout [UInt8]) -> Void) {
    text.removeLast()
    let seam = text.count
    append(&text)
    text[seam] = UInt8(ascii: ",")
  }

  /// Rings when more of them are.
  var bell: Doorbell { writer.bell }

  /// How many of the answers of this run are on the disk.
  /// - Parameter all: waits until all are.
  func safe(all: Bool) throws -> Int { try writer.written(all: all) }

  /// Ends the journal of a run that is complete.
  func close() throws {
    try writer.finish()
    Interruption.setLastWords(nil)
    if taken > 0 {
      say("\(taken) \(taken == 1 ? "answer was" : "answers were") taken from \(path)")
    }
    if retried > 0 {
      say("\(retried) failed \(retried == 1 ? "request was" : "requests were") asked again")
    }
    if isTemporary { file.remove() }
  }
}

/// Pieces of a journal that were read lately: answers are taken about in the order in which they
/// were written.
private struct PieceCache {
  private var pieces: [JournalFile.Place: (lines: [ArraySlice<UInt8>], size: Int)] = [:]
  /// The oldest first.
  private var order: [JournalFile.Place] = []
  private var size = 0
  /// How many bytes are held, a single larger piece excepted.
  private static let limit = 8 << 20

  mutating func line(of entry: Journal.Entry, in file: JournalFile) throws -> ArraySlice<UInt8> {
    if let piece = pieces[entry.place] { return piece.lines[Int(entry.line)] }
    let bytes = try file.lines(at: entry.place)
    let lines = LineCount.lines(of: bytes)
    pieces[entry.place] = (lines, bytes.count)
    order.append(entry.place)
    size += bytes.count
    while size > Self.limit, order.count > 1 {
      size -= pieces.removeValue(forKey: order.removeFirst())?.size ?? 0
    }
    return lines[Int(entry.line)]
  }
}
