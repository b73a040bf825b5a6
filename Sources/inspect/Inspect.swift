import ArgumentParser
import FilterKit
import Glibc
import Records
import Streams

/// Shows a stream to a person.
@main
struct Inspect: Filter {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the records of a stream, how it was made, or whether it is whole.",
    discussion: """
      Reads any stream, and prints text: the records with their votes, samples and critiques; with \
      --history the filters that it went through, the last one first; with --ledger where records \
      and samples went in the last one; with --check nothing but whether every line is a record, \
      the ids are there once and the trailer's totals are those of the data (status 65 if not); \
      with --schema what the fields mean.

      Records are shown of streams without a trailer too, with a warning.

      Memory: a few blocks; --check keeps some 20 bytes a record. Randomness: none.

      Example: problems reverse --count 100 | inspect --limit 3
      """,
    version: version)

  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Show the records with these ids.", valueName: "id"))
  var id: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show so many records (default: 10 on a terminal, else all).", valueName: "n"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Show these fields of records and samples as they are written, with commas between.",
      valueName: "names"))
  var fields: String?

  @Flag(help: "Show how the stream was made.")
  var history = false

  @Flag(help: "Show where records and samples went.")
  var ledger = false

  @Flag(help: "Say whether the stream is whole and its ids are unique.")
  var check = false

  @Flag(help: "Say what the fields of records and samples mean; reads nothing.")
  var schema = false

  @Flag(help: "Accept an input of no bytes as a stream of no records.")
  var allowEmpty = false

  @Option(help: ArgumentHelp("Refuse longer lines.", valueName: "bytes"))
  var maxLine = 256 << 20

  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    let modes = [history, ledger, check].count { $0 }
    if modes > 0, limit != nil || fields != nil || !id.isEmpty {
      throw ValidationError("--id, --limit and --fields choose among records, which are not shown")
    }
  }

  func run() throws {
    let page = Page()
    if schema {
      page.write(Self.schemaText)
    } else if history || ledger || check {
      for input in inputs.isEmpty ? ["-"] : inputs { try examine(input, page) }
    } else {
      try showRecords(page)
    }
    try page.flush()
  }

  private static var schemaText: String {
    var table = TextTable(numbers: false)
    for (owner, fields) in [("record", Schema.record), ("sample", Schema.sample)] {
      for field in fields {
        table.add(["\(owner).\(field.name)", field.type, field.writers, field.meaning])
      }
    }
    return table.text
  }

  private func open(_ inputs: [String]) -> RecordReader {
    var reading = ReadingOptions()
    reading.allowEmpty = allowEmpty
    reading.maxLine = maxLine
    return RecordReader(inputs: inputs, reading: reading, threads: running.threads)
  }

  // MARK: - Records

  private func showRecords(_ page: Page) throws {
    let reader = open(inputs)
    let view = RecordView(page: page, fields: fields?.split(separator: ",").map(String.init))
    let limit = limit ?? (page.isTerminal ? 10 : Int.max)
    var shown = 0
    do {
      while let located = try reader.next() {
        let record = located.record
        guard try id.isEmpty || record.string("id").map(id.contains) ?? false else { continue }
        guard shown < limit else {
          try page.flush()
          if !running.quiet { say("inspect: there are more records; --limit shows them") }
          break
        }
        do { try view.show(record) } catch {
          throw Failure(.badData, "\(located.position.name(id: record.id)): \(error)")
        }
        shown += 1
        if !reader.isReady || page.isFull { try page.flush() }
      }
    } catch {
      try page.flush()
      try forgiveNoTrailer(error)
    }
    if shown == 0, !id.isEmpty { throw Failure(.badData, "there is no record with that id") }
  }

  /// Lets a stream pass that only lacks its end.
  private func forgiveNoTrailer(_ error: any Error) throws {
    let cause = (error as? Failure)?.cause ?? error as? StreamError
    guard case .noTrailer? = cause else { throw error }
    say("inspect: warning: \(error)")
  }

  // MARK: - The stream as a whole

  private func examine(_ input: String, _ page: Page) throws {
    let reader = open([input])
    var ids: Set<UInt64> = []
    var records = 0
    var samples = 0
    do {
      while let located = try reader.next() {
        records += 1
        samples += located.record.sampleCount
        if check { try checkID(of: located, &ids) }
      }
    } catch {
      if check { throw error }
      try forgiveNoTrailer(error)
    }
    if check {
      guard reader.ledgers.isEmpty == false || (records == 0 && allowEmpty) else {
        throw Failure(.badData, "\(input): no trailer, so nothing says whether it is whole")
      }
      page.write("\(input): whole; \(records) records, \(samples) samples, every id once\n")
    }
    if history { HistoryView(page: page, entries: reader.history.entries).show() }
    if ledger {
      guard let last = reader.ledgers.last else {
        throw Failure(.badData, "\(input): no trailer, so no ledger")
      }
      for kind in last.members ?? [] { page.write("\(kind.key)\n\(LedgerView.text(kind.value))") }
    }
  }

  private func checkID(of located: LocatedRecord, _ ids: inout Set<UInt64>) throws {
    let record = located.record
    let place = located.position.name(id: record.id)
    let id: String?
    do { id = try record.string("id") } catch { throw Failure(.badData, "\(place): \(error)") }
    guard let id else { throw Failure(.badData, "\(place): the field “id” is missing") }
    guard ids.insert(ContentHash.of(id)).inserted else {
      throw Failure(.badData, "\(place): the id is there twice")
    }
  }
}

// MARK: - Text

/// What is printed, with colours where a person sees them.
private final class Page {
  /// The look of a piece of text, as a terminal's number.
  enum Look: Int {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
  }

  private let file = OutputFile()
  private var text = ""
  private let isColoured: Bool

  var isTerminal: Bool { file.isTerminal }
  /// Whether it is time to print what was written.
  var isFull: Bool { text.utf8.count > 1 << 16 }

  init() {
    let refuses = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    isColoured = file.isTerminal && !refuses
  }

  func write(_ piece: String) { text += piece }

  func styled(_ piece: String, _ look: Look) -> String {
    let piece = Self.visible(piece)
    return isColoured ? "\u{1B}[\(look.rawValue)m\(piece)\u{1B}[0m" : piece
  }

  /// A label, then text; further lines of it stand below its first.
  func write(_ label: String, _ text: String) { write(label, parts: [Self.visible(text)]) }

  /// A label, then pieces that are fit to be seen.
  func write(_ label: String, parts: [String]) {
    let padding = String(repeating: " ", count: max(1, 11 - label.count))
    let lines = parts.joined(separator: "  ").utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    write((label.isEmpty ? "" : styled(label, .faint)) + padding)
    for (number, line) in lines.enumerated() {
      write((number > 0 ? Self.indent : "") + String(Substring(line)) + "\n")
    }
  }

  private static let indent = String(repeating: " ", count: 11)

  /// The text with its control characters as pictures, so that it cannot steer the terminal.
  static func visible(_ text: String) -> String {
    // 0xC2 begins the control characters beyond ASCII, among others.
    let isSuspect: (UInt8) -> Bool = { byte in
      (byte < 0x20 && byte != 0x0A && byte != 0x09) || byte == 0x7F || byte == 0xC2
    }
    guard text.utf8.contains(where: isSuspect) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.append(scalar)
      case 0x00..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F..<0xA0: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  func flush() throws {
    try file.write(Array(text.utf8))
    text = ""
  }
}

/// How a record looks.
private struct RecordView {
  let page: Page
  /// The fields that are wanted, nil for the usual ones.
  let fields: [String]?

  private static let texts = [
    "prompt", "reference", "solution", "completion", "chosen", "rejected",
  ]

  func show(_ record: Record) throws(RecordError) {
    page.write(page.styled("── \(record.id ?? "no id")", .bold) + "\n")
    if let fields {
      try show(fields, of: record)
      for sample in record.sampleCount > 0 ? try record.samples : [] {
        page.write("sample \(try sample.index)\n")
        try show(fields, of: sample)
      }
    } else {
      for field in Self.texts {
        if let value = try record.value(field), !value.isNull {
          page.write(field, Self.text(value))
        }
      }
      if let vote = try record.json("vote") { showVote(vote) }
      if record.sampleCount > 0 { for sample in try record.samples { try show(sample) } }
      if let rest = record.rest(without: Set(Self.texts + ["id", "vote", "samples", "next_index"]))
      {
        page.write("other", String(decoding: rest, as: UTF8.self))
      }
    }
    page.write("\n")
  }

  private func show(_ fields: [String], of object: some Fields) throws(RecordError) {
    for field in fields where field != "samples" {
      if let value = try object.value(field) {
        page.write(field, String(decoding: value.bytes, as: UTF8.self))
      }
    }
  }

  /// A text as it is, messages one below the other, anything else as JSON.
  private static func text(_ value: Value) -> String {
    if let text = value.string { return text }
    if let messages = (try? JSON(parsing: value.bytes))?.array {
      let lines = messages.compactMap { message in
        message["role"]?.string.flatMap { role in
          message["content"]?.string.map { "\(role): \($0)" }
        }
      }
      if lines.count == messages.count { return lines.joined(separator: "\n") }
    }
    return String(decoding: value.bytes, as: UTF8.self)
  }

  // MARK: - Votes

  private func showVote(_ vote: JSON) {
    let answer = vote["answer"]?.string
    var counts = (vote["counts"]?.array ?? []).map { count in
      (name: count["answer"]?.string ?? "?", count: count["count"]?.integer ?? 0)
    }
    if let abstained = vote["abstained"]?.integer, abstained > 0 {
      counts.append(("no answer", abstained))
    }
    // Anybody may have written these numbers: no sum of them may overflow.
    let all = counts.reduce(0.0) { $0 + Double(max($1.count, 0)) }
    for (name, count) in counts {
      let bar = String(
        repeating: "█", count: Int((20 * Double(max(count, 0)) / max(all, 1)).rounded()))
      let line = "\(Page.visible(name))  \(bar) \(count)"
      page.write("vote", parts: [name == answer ? page.styled(line, .bold) : line])
    }
    let parts = ["share", "margin", "entropy"].compactMap { key in
      vote[key]?.double.map { "\(key) \(Self.short($0))" }
    }
    page.write("", (parts + (vote["tie"]?.boolean == true ? ["tie"] : [])).joined(separator: ", "))
  }

  // MARK: - Samples

  private static let numbers = ["nll", "logprob", "ds_weight", "reward", "parent"]

  private func show(_ sample: Sample) throws(RecordError) {
    var parts: [String] = []
    if let answer = try sample.string("answer") { parts.append(page.styled(answer, .bold)) }
    if let isCorrect = try sample.boolean("correct") {
      parts.append(page.styled(isCorrect ? "✓ correct" : "✗ wrong", isCorrect ? .green : .red))
    } else if let verdict = try sample.string("verdict") {
      parts.append(Page.visible("? \(verdict)"))
    }
    if try sample.boolean("majority") == true { parts.append("majority") }
    for field in Self.numbers {
      if let number = try sample.double(field) { parts.append("\(field) \(Self.short(number))") }
    }
    if let finish = try sample.string("finish"), finish != "stop" {
      parts.append(Page.visible(finish))
    }
    if let model = try sample.string("model") { parts.append(Page.visible("by \(model)")) }
    page.write("sample \(try sample.index)", parts: parts)
    if let text = try sample.value("text"), !text.isNull { page.write("", Self.text(text)) }
    for critique in try sample.json("critiques")?.array ?? [] {
      let facts = ["kind", "score", "verdict", "step", "against", "of", "model"].compactMap { key in
        critique[key].flatMap { $0 == .null ? nil : "\(key) \($0.string ?? $0.text)" }
      }
      page.write("critique", facts.joined(separator: "  "))
      if let text = critique["text"]?.string, !text.isEmpty { page.write("", text) }
    }
  }

  /// A number with four digits behind its point at most.
  private static func short(_ number: Double) -> String {
    guard abs(number) < 1e9 else { return "\(number)" }
    let rounded = (number * 1e4).rounded() / 1e4
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// How a history looks: a tree, the filter that wrote the stream at the root.
private struct HistoryView {
  let page: Page
  let entries: [JSON]

  private static let shown: Set<String> = [
    "filter", "version", "arguments", "read", "passed", "written", "dropped", "rejected", "samples",
    "seconds", "inputs",
  ]

  func show() {
    let used = Set(entries.flatMap(inputs))
    var seen: Set<Int> = []
    for number in entries.indices.reversed() where !used.contains(number) {
      show(number, lead: "", next: "", &seen)
    }
  }

  private func show(_ number: Int, lead: String, next: String, _ seen: inout Set<Int>) {
    let entry = entries[number]
    let arguments = entry["arguments"]?.array?.compactMap(\.string) ?? []
    let words = [entry["filter"]?.string ?? "unknown"] + arguments.map(Self.quoted)
    let line = "\(lead)[\(number)] " + page.styled(words.joined(separator: " "), .bold)
    guard seen.insert(number).inserted else {
      page.write(line + page.styled("  as above", .faint) + "\n")
      return
    }
    page.write(line + "\n")
    let inputs = inputs(of: entry)
    let facts = facts(of: entry)
    if !facts.isEmpty {
      let bar = inputs.isEmpty ? "   " : "│  "
      page.write(next + bar + page.styled(facts, .faint) + "\n")
    }
    for (place, input) in inputs.enumerated() {
      let isLast = place == inputs.count - 1
      show(
        input, lead: next + (isLast ? "└─ " : "├─ "), next: next + (isLast ? "   " : "│  "), &seen)
    }
  }

  private func inputs(of entry: JSON) -> [Int] {
    (entry["inputs"]?.array ?? []).compactMap(\.integer).filter(entries.indices.contains)
  }

  /// What the filter did, then what else is known of it.
  private func facts(of entry: JSON) -> String {
    var parts = counts(of: entry)
    let samples = entry["samples"].map { counts(of: $0) } ?? []
    if !samples.isEmpty { parts.append("samples: " + samples.joined(separator: ", ")) }
    if let seconds = entry["seconds"]?.double { parts.append("\(seconds) s") }
    for member in entry.members ?? [] where !Self.shown.contains(member.key) {
      parts.append("\(member.key) \(member.value.string ?? member.value.text)")
    }
    return parts.joined(separator: ", ")
  }

  /// Where records or samples went: those that are read and written always, unless there is none.
  private func counts(of ledger: JSON) -> [String] {
    let isSamples = ledger["filter"] == nil
    func count(_ key: String) -> Int { ledger[key]?.integer ?? 0 }
    guard ledger["read"] != nil, !isSamples || count("read") + count("added") > 0 else { return [] }
    var parts = ["\(count("read")) read"]
    if count("added") > 0 { parts.append("\(count("added")) added") }
    parts.append("\(count("written")) written")
    for reason in ledger["dropped"]?.members ?? [] {
      parts.append("\(reason.value.text) dropped as \(reason.key)")
    }
    if count("rejected") > 0 { parts.append("\(count("rejected")) rejected") }
    return parts
  }

  /// An argument as a shell would read it.
  private static func quoted(_ argument: String) -> String {
    let isPlain = argument.allSatisfy { $0.isLetter || $0.isNumber || "-_./:,=%+@".contains($0) }
    if isPlain, !argument.isEmpty { return argument }
    return "'"
      + argument.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
  }
}

/// How a ledger looks.
private enum LedgerView {
  /// A line for each count, reasons below.
  static func text(_ counts: JSON) -> String {
    var text = ""
    for count in counts.members ?? [] {
      let reasons = count.value.members
      let sum = reasons?.reduce(0) { $0 &+ ($1.value.integer ?? 0) } ?? count.value.integer ?? 0
      text += line(count.key, sum, indent: 2)
      for reason in reasons ?? [] { text += line(reason.key, reason.value.integer ?? 0, indent: 4) }
    }
    return text
  }

  private static func line(_ name: String, _ number: Int, indent: Int) -> String {
    let digits = String(number)
    let gap = max(1, 34 - indent - name.count - digits.count)
    return String(repeating: " ", count: indent) + name + String(repeating: " ", count: gap)
      + digits + "\n"
  }
}
