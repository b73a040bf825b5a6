import Answers
import ArgumentParser
import FilterKit
import Methods
import Records
import Streams

/// What `--compare-extractors` prints.
extension VoteCommand {
  /// Lets every extractor vote by itself, and prints where they differ.
  func printComparison(_ vote: RecordVote) throws {
    var extractors = vote.extract.alone
    if extractors.count == 1 {
      let others = AnswerExtractor.plainNames.filter { $0 != extractors[0].specification }
      extractors += try others.map { name in
        var extractor = try AnswerExtractor(name)
        extractor.decimalMark = vote.extract.decimalMark
        return extractor
      }
    }
    var comparison = ExtractorComparison(
      names: extractors.map(\.specification), mostCases: top)
    let reader = RecordReader(
      inputs: stream.inputs, options: stream.reading.input, threads: stream.running.threads)
    while let located = try reader.next() {
      do throws(RecordError) {
        let answers = try vote.answers(of: located.record, by: extractors)
        comparison.add(id: located.record.id ?? "", answers: answers)
      } catch {
        throw Failure(.badData, "\(located.position.name(id: located.record.id)): \(error)")
      }
    }
    try OutputFile().write(Array(text(of: comparison).utf8))
  }

  private func text(of comparison: ExtractorComparison) -> String {
    var found = TextTable()
    found.add(["extractor", "finds", "of"])
    for (name, count) in zip(comparison.names, comparison.found) {
      found.add([name, "\(count)", "\(comparison.samples)"])
    }
    var pairs = TextTable()
    pairs.add(["", "", "agree", "differ", "one alone", "elect otherwise"])
    for pair in comparison.pairs {
      pairs.add(
        [
          comparison.names[pair.first], comparison.names[pair.second], "\(pair.agree)",
          "\(pair.differ)", "\(pair.oneAlone)", "\(pair.otherWinner)",
        ])
    }
    var cases = TextTable(numbers: false)
    cases.add(["effect", "id"] + comparison.names)
    for found in comparison.cases {
      let winners = found.winners.map { winner in
        winner.answer.map { "\(Self.shortened($0)) \(Self.percent(winner.share))" } ?? "–"
      }
      cases.add([Self.percent(found.effect), found.id] + winners)
    }
    let head = "\(comparison.problems) problems\n\n" + found.text + "\n" + pairs.text
    return comparison.cases.isEmpty ? head : head + "\n" + cases.text
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

  /// One line of at most 24 characters.
  private static func shortened(_ answer: String) -> String {
    let line = String(answer.map { $0.isNewline ? " " : $0 })
    return line.count <= 24 ? line : line.prefix(23) + "…"
  }
}
