import ArgumentParser
import FilterKit
import Methods
import Records
import Streams

/// Drops problems, or samples, that repeat an earlier one.
@main
struct Dedup: Filter {
  static let configuration = CommandConfiguration(
    commandName: "dedup",
    abstract: "Drops problems, or samples, that repeat an earlier one.",
    discussion: """
      Reads records. Of equal problems the first stays and later ones are dropped. Prompts are \
      equal if they are the same text, white space aside; signs and capitals count. With --near, a \
      prompt that is similar to one that stays is dropped too: similarity is the share of all runs \
      of --shingle words and signs that the two have in common (Jaccard), capitals aside. With \
      --samples, the texts of each record's samples are compared with one another instead; a \
      record stays although it loses samples.

      Rows for training are compared by everything that is learned from: two rows are equal if all \
      their fields but id and meta are equal, so a prompt's other completions and labels stay. \
      --near compares the completions of rows that are equal in everything else.

      Two records with one id cause a warning, since random choices and joins depend on ids.

      Memory: some 50 bytes a record that stays, with --near some 600; with --samples one record. \
      Randomness: none.

      Example: problems reverse --count 10 > p; cat p p | dedup
      """,
    version: version)

  static let commonOptions = ["--samples", "--near", "--shingle", "--output"]

  @Flag(help: "Compare the samples of each record with one another.")
  var samples = false

  @Option(
    help: ArgumentHelp(
      "Also drop what is at least this similar, from 0 to 1; 0.8 is usual.", valueName: "share"))
  var near: Double?

  @Option(
    help: ArgumentHelp(
      "With --near: the number of words and signs in a shingle (default: 5).", valueName: "n"))
  var shingle: Int?

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard near.map({ $0 > 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("invalid --near \"\(near ?? 0)\": use a number above 0 and up to 1")
    }
    guard shingle ?? 1 >= 1 else {
      throw ValidationError("invalid --shingle \"\(shingle ?? 0)\": use 1 or more")
    }
    try OptionRule.refuse(["--shingle": shingle != nil], unless: near != nil, needing: "--near")
  }

  /// What was there before, as far as it is known.
  private var duplicates: Duplicates { Duplicates(threshold: near, shingle: shingle ?? 5) }

  func run() throws {
    if samples { try compareSamples() } else { try compareProblems() }
  }

  private func compareSamples() throws {
    try stream.map(RunDescription(Self.name)) { [duplicates] record throws(RecordError) in
      var seen = duplicates
      var edit = RecordEdit(record)
      for sample in try record.samples {
        // A sample without a text repeats none.
        guard let text = try sample.string("text"), let match = seen.add(text) else { continue }
        edit.dropSample(sample.number, reason: Self.reason(match))
      }
      return .pass(edit)
    }
  }

  private func compareProblems() throws {
    var seen = duplicates
    var ids: Set<UInt64> = []
    var repeated: (count: Int, first: String)?
    try RecordLoop(RunDescription(Self.name), stream).run { loop in
      while let located = try loop.next() {
        let record = located.record
        do {
          let subject = try Subject(record)
          if let id = record.id, !ids.insert(ContentHash.of(id)).inserted {
            repeated = (1 + (repeated?.count ?? 0), repeated?.first ?? id)
          }
          let match = seen.add(subject.text, in: subject.group)
          try loop.write(
            match.map { .drop(Self.reason($0)) } ?? .pass(RecordEdit(record)), of: record)
        } catch let error as RecordError {
          try loop.reject(located, error)
        }
      }
    }
    if let repeated {
      say("dedup: warning: \(repeated.count) records repeat an id, such as \"\(repeated.first)\"")
    }
  }

  private static func reason(_ match: Duplicates.Match) -> String {
    match.isEqual ? "duplicate" : "near-duplicate"
  }
}

/// What a record is compared by.
private struct Subject {
  /// The text that is compared.
  var text: String
  /// What must be the same for texts to be compared at all; empty for problems.
  var group = ""

  /// The fields of rows that hold completions; a record with one of them is a row.
  private static let completions = ["completion", "chosen", "rejected", "completions"]

  init(_ record: Record) throws(RecordError) {
    let keys = record.fields.keys
    let completions = Self.completions.filter(keys.contains)
    guard !completions.isEmpty else {
      text = try Self.text(of: "prompt", record)
      return
    }
    var texts: [String] = []
    for key in completions { texts.append(try Self.text(of: key, record)) }
    text = texts.joined(separator: "\u{0}")
    var parts: [String] = []
    for key in keys.sorted() where !(completions + ["id", "meta"]).contains(key) {
      let value = key == "prompt" ? try Self.text(of: key, record) : try record.json(key)?.text
      parts.append("\(key)=\(value.map(PlainText.canonical) ?? "")")
    }
    group = parts.joined(separator: "\u{0}")
  }

  /// The text of a field that is a string, a list of strings, or a list of messages.
  private static func text(of key: String, _ record: Record) throws(RecordError) -> String {
    let value = try record.need(key, try record.json(key))
    if let text = value.string { return text }
    guard let elements = value.array else {
      throw RecordError("the field \"\(key)\" is neither a string nor a list of messages")
    }
    var texts: [String] = []
    for element in elements {
      if let messages = element.array {
        texts += messages.map { $0["content"]?.string ?? $0.text }
      } else if let text = element.string ?? element["content"]?.string {
        texts.append(text)
      } else {
        throw RecordError("the field \"\(key)\": a message has no content")
      }
    }
    return texts.joined(separator: "\n")
  }
}
