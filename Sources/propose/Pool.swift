import Checkpoints
import FilterKit
import Models
import Randomness
import Records

/// The problems that new ones are made from.
struct Pool {
  /// How many problems the model sees at a time.
  enum Showing {
    /// One, which is asked about so often.
    case each(times: Int)
    /// So many, drawn anew for each question.
    case shots(Int)
  }

  /// One of them.
  struct Known {
    var id: String
    var prompt: String
    /// What the template may look at.
    var fields: JSON
    /// What the model sees, if it sees one problem at a time.
    var question: Prompt?
  }

  /// What a proposal is asked with.
  struct Question {
    var prompt: Prompt
    var parents: [String]
    var seed: UInt64
  }

  private(set) var problems: [Known] = []
  private let showing: Showing
  private let rendering: Rendering

  /// Reads all problems; the template must find its fields in each of them.
  init(_ loop: RecordLoop, _ rendering: Rendering, _ showing: Showing) throws {
    self.showing = showing
    self.rendering = rendering
    while let located = try loop.next() {
      do throws(RecordError) {
        problems.append(try known(located.record))
        loop.sink.tally.countUse(of: located.record, dropped: nil)
      } catch {
        try loop.reject(located, error)
      }
    }
  }

  private func known(_ record: Record) throws(RecordError) -> Known {
    let id = try record.need("id", try record.string("id"))
    let value = try record.need("prompt", try record.json("prompt"))
    let prompt: Prompt
    do { prompt = try Prompt(value) } catch {
      throw RecordError("the field “prompt”: \(error)")
    }
    let names = (rendering.template?.fields ?? []).filter { $0 != "examples" }
    let fields = try record.object(names)
    let question: Prompt
    do { question = try rendering.prompt(of: shown([fields])) } catch {
      throw RecordError("\(error.meaning(in: try? JSON(parsing: record.bytes)))")
    }
    return Known(
      id: id, prompt: prompt.messages.map(\.content).joined(separator: "\n"), fields: fields,
      question: questions == nil ? nil : question)
  }

  /// What the template is given.
  private func shown(_ problems: [JSON]) -> JSON {
    if case .each = showing { return problems[0] }
    return ["examples": .array(problems)]
  }

  /// How many questions there are, nil for any number.
  var questions: Int? {
    if case .each(let times) = showing { problems.count * times } else { nil }
  }

  /// The question with a number, from 0.
  func question(_ number: Int, _ seeds: Seeding) throws -> Question {
    let chosen: [Known]
    let seed: UInt64
    switch showing {
    case .each(let times):
      chosen = [problems[number / times]]
      seed = seeds.modelSeed(id: chosen[0].id, index: number % times)
    case .shots(let count):
      var generator = seeds.generator(id: "examples", index: number)
      chosen = draw(min(count, problems.count), using: &generator)
      seed = seeds.modelSeed(id: "proposal", index: number)
    }
    return Question(
      prompt: try chosen.first?.question ?? rendering.prompt(of: shown(chosen.map(\.fields))),
      parents: chosen.map(\.id), seed: seed)
  }

  /// Some of them in random order.
  private func draw(_ count: Int, using generator: inout CounterGenerator) -> [Known] {
    var places = Array(problems.indices)
    for place in 0..<count {
      places.swapAt(place, Int.random(in: place..<places.count, using: &generator))
    }
    return places[..<count].map { problems[$0] }
  }
}
