import Checkpoints
import Glibc
import ModelFixtures
import Records
import Streams
import Testing

@testable import Models

/// A model whose answers tell how many it gave before, and which fails when it was asked so often.
private final class CountingModel: LanguageModel {
  var name = "counting"
  var revision: String?
  var address: String?
  var asked: [ModelRequest] = []
  var limit = Int.max
  /// What each completion takes.
  var tokens: Int?

  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    // Three at a time, the last one first.
    var held: [(request: ModelRequest, ticket: Int)] = []
    while true {
      let pulled = try next(held.isEmpty)
      if case .request(let request, let ticket) = pulled { held.append((request, ticket)) }
      if held.count == 3 || (pulled == .end && !held.isEmpty) {
        let (request, ticket) = held.removeLast()
        guard asked.count < limit else { throw ModelError.unavailable("gone") }
        asked.append(request)
        let text = "\(asked.count - 1)"
        try deliver(
          ticket,
          asked.count % 5 == 0
            ? .failed(text) : .completion(completion(text)))
      }
      if pulled == .end, held.isEmpty { return }
    }
  }

  private func completion(_ text: String) -> Completion {
    Completion(
      text: text, finish: .stop, model: name, promptTokens: tokens.map { _ in 0 },
      completionTokens: tokens)
  }
}

@Suite struct JournaledModelTests {
  private static func requests(_ count: Int, system: String = "") -> [ModelRequest] {
    (0..<count).map { number in
      .complete(.text(system + "\(number)"), SamplingSettings(), seed: UInt64(number))
    }
  }

  /// Asks a model that has a journal.
  /// - Returns: the replies, and what was said.
  @discardableResult
  private func ask(
    _ model: CountingModel, _ requests: [ModelRequest], in scratch: Scratch, explains: Bool = false,
    retriesFailed: Bool = false, isTemporary: Bool = false, meter: Meter = Meter()
  ) throws -> (replies: [ModelReply], said: [String]) {
    var said: [String] = []
    let context = JournalContext(
      output: nil, trailer: { _ in Array("{}".utf8) }, say: { said.append($0) })
    let journal = try Journal(
      path: scratch("journal"), isTemporary: isTemporary, model: model, explains: explains,
      retriesFailed: retriesFailed, context: context)
    let replies = try JournaledModel(model, journal, meter).answers(to: requests)
    try journal.close()
    return (replies, said)
  }

  @Test func whatIsAnsweredIsNotAskedAgain() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    let requests = Self.requests(20)
    var replies: [ModelReply]?
    var runs = 0
    while replies == nil {
      model.limit = model.asked.count + 3
      runs += 1
      do { replies = try ask(model, requests, in: scratch).replies } catch {
        #expect((error as? ModelError)?.status == .stoppedHalfway)
        let count = model.asked.count
        #expect("\(error)".hasPrefix("gone; \(count) answers are kept in "))
      }
    }
    #expect(runs == 7)
    #expect(model.asked.count == 20)
    #expect(Set(model.asked.map(\.prompt)).count == 20)
    // Refusals are answers too.
    #expect(replies?.count { if case .failed = $0 { true } else { false } } == 4)
    let (again, said) = try ask(model, requests, in: scratch)
    #expect(again == replies)
    #expect(model.asked.count == 20)
    #expect(said == ["20 answers were taken from \(scratch("journal"))"])
  }

  @Test func whatWasRefusedIsAskedAgainIfThatIsWanted() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    let requests = Self.requests(19) + [Self.requests(1)[0]]
    func refused(_ replies: [ModelReply]) -> [Int] {
      replies.indices.filter { if case .failed = replies[$0] { true } else { false } }
    }
    let first = try ask(model, requests, in: scratch).replies
    #expect(refused(first).count == 4)
    // The model refuses every fifth request; these are the 21st to the 24th.
    let (second, said) = try ask(model, requests, in: scratch, retriesFailed: true)
    #expect(model.asked.count == 24)
    #expect(refused(second) == [])
    #expect(said.last == "4 failed requests were asked again")
    for place in requests.indices where !refused(first).contains(place) {
      #expect(second[place] == first[place])
    }
    // The new answers took the places of the refusals, for every run.
    for retries in [false, true] {
      #expect(try ask(model, requests, in: scratch, retriesFailed: retries).replies == second)
    }
    #expect(model.asked.count == 24)
    // What is refused once more is kept as that.
    let more = Self.requests(25).suffix(5) + requests
    #expect(refused(try ask(model, Array(more), in: scratch).replies).count == 1)
    let third = try ask(
      model, Array(more), in: scratch, explains: true, retriesFailed: true)
    #expect(model.asked.count == 30 && refused(third.replies).count == 1)
    #expect(third.said.first?.hasPrefix("asked again: seed 2") == true)
    #expect(refused(try ask(model, Array(more), in: scratch).replies).count == 1)
    #expect(model.asked.count == 30)
  }

  @Test func aBudgetEndsTheWorkAndMoreGoesOn() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    model.tokens = 10
    let requests = Self.requests(20)
    func ask(_ budget: String) throws -> ModelError? {
      let meter = Meter(budget: Budget(budget))
      do {
        // The meter counts what is handed in, of the journal or new.
        let context = JournalContext(output: nil, trailer: { _ in Array("{}".utf8) }, say: { _ in })
        let journal = try Journal(
          path: scratch("journal"), isTemporary: false, model: model, explains: false,
          context: context)
        _ = try MeteredModel(JournaledModel(model, journal, meter), meter) { _ in }.answers(
          to: requests)
      } catch {
        return try #require(error as? ModelError)
      }
      return nil
    }
    let first = try #require(try ask("tokens:50"))
    #expect(first.status == .stoppedHalfway)
    #expect(first.description.hasPrefix("the budget is used up (tokens: "))
    // What is on its way counts as what it will probably use, so that a second run may find room
    // for one more; what was paid for counts, so that a third does not.
    #expect(try ask("tokens:50") != nil)
    let count = model.asked.count
    #expect((5...7).contains(count), "\(count)")
    #expect(try ask("tokens:50") != nil)
    #expect(model.asked.count == count)
    #expect(try ask("tokens:1k") == nil)
    #expect(model.asked.count == 20)
  }

  @Test func aServerThatNeverAnsweredIsUnavailable() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    model.limit = 0
    #expect(throws: ModelError.unavailable("gone")) {
      try ask(model, Self.requests(2), in: scratch)
    }
  }

  @Test func equalQuestionsKeepTheirOwnAnswers() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    let requests = [ModelRequest](repeating: Self.requests(1)[0], count: 9)
    let first = try ask(model, requests, in: scratch).replies
    #expect(try ask(model, requests, in: scratch).replies == first)
    #expect(model.asked.count == 9)
    let more = try ask(model, requests + requests.prefix(1), in: scratch).replies
    #expect(more.prefix(9) == first[...])
    #expect(model.asked.count == 10)
  }

  @Test func whatIsChangedIsAskedAndExplained() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    model.address = "http://127.0.0.1:1/v1"
    try ask(model, Self.requests(1), in: scratch)
    #expect(try ask(model, Self.requests(1), in: scratch, explains: true).said.count == 1)

    func explanation(_ requests: [ModelRequest]) throws -> String? {
      let count = model.asked.count
      let said = try ask(model, requests, in: scratch, explains: true).said
      #expect(model.asked.count == count + 1)
      return said.first
    }
    #expect(
      try explanation(Self.requests(1, system: "Hi "))
        == "not in the journal: seed 0: prompt was \"0\", is \"Hi 0\"")
    var settings = SamplingSettings()
    settings.temperature = 0.5
    #expect(
      try explanation([.complete(.text("Hi 0"), settings, seed: 0)])
        == "not in the journal: seed 0: settings.temperature was 1.0, is 0.5")
    model.address = "http://127.0.0.1:2/v1"
    #expect(
      try explanation([.complete(.text("Hi 0"), settings, seed: 0)])
        == #"not in the journal: seed 0: asked.url, from character 18 on, was …"127.0.0.1:1/v1", "#
        + #"is …"127.0.0.1:2/v1""#)
    model.revision = "r2"
    #expect(
      try explanation([.complete(.text("Hi 0"), settings, seed: 0)])
        == #"not in the journal: seed 0: asked.revision was not there, is "r2""#)
    model.name = "other"
    #expect(
      try explanation([.complete(.text("Hi 0"), settings, seed: 0)])
        == #"not in the journal: seed 0: asked.model was "counting", is "other""#)
    #expect(
      try explanation([.complete(.text("Hi 0"), settings, seed: 5)])
        == "not in the journal: seed 5, which was never asked for")
  }

  @Test func aTemporaryJournalGoesWithTheRunThatItWasFor() throws {
    let scratch = try Scratch()
    let model = CountingModel()
    model.limit = 2
    #expect(throws: ModelError.self) {
      try ask(model, Self.requests(4), in: scratch, isTemporary: true)
    }
    #expect(access(scratch("journal"), F_OK) == 0)
    model.limit = .max
    try ask(model, Self.requests(4), in: scratch, isTemporary: true)
    #expect(access(scratch("journal"), F_OK) != 0)
    #expect(model.asked.count == 4)
  }

  @Test func anotherStreamIsNoJournal() throws {
    let scratch = try Scratch()
    let path = scratch("journal")
    do {
      let file = try JournalFile(path: path) { _ in Array("{}".utf8) }
      _ = try file.append(Array("{\"id\":\"a\",\"prompt\":\"7\"}\n".utf8))
    }
    let error = #expect(throws: ModelError.self) {
      try ask(CountingModel(), Self.requests(1), in: scratch)
    }
    #expect(error == .damaged("\(path) is no journal: the field \"id\" is no key"))
  }
}
