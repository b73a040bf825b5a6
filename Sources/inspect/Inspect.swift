import ArgumentParser
import FilterKit
import Records
import Streams
import Views

/// Shows a stream to a person.
@main
struct Inspect: Filter {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the records of a stream, how it was made, and whether it is whole.",
    discussion: """
      Reads any stream and prints text. On a terminal, text is wrapped, coloured and shown through \
      $PAGER (or less).
        (default)   the records with their votes, samples and critiques
        --json      the records that are found, as JSON Lines
        --history   the filters that the stream went through, the last one first
        --ledger    where records and samples went in the last filter; of shards in one file, the sum
        --check     whether every line is a record, the trailer's totals are those of the data, and \
      every id is there once (status 65 if not)
        --schema    which fields there are: their types, in how many records or samples, the range of \
      numbers or the first value, and what they mean (without an input, the meanings of all fields)
        --diff A B  what is different about two streams

      --where takes FIELD=VALUE, also with != > >= < <= and ~ (contains this text); vote.share and \
      meta.level name nested fields. A field that the record does not have is read from its samples, \
      and only the samples for which the condition holds are shown; record.F and samples.F say which \
      is meant. --id and --sample ID/N end the reading once all is found.

      --diff shows the records that were changed (votes that flipped, samples that were added or \
      removed, other fields), added or removed, --limit of each, then counts, and which of the stages \
      that only one stream went through did it, as far as histories and ledgers tell. With --id, \
      --where or --sample it compares the records and samples that match before or after, with --fields \
      those fields. Status 0 if nothing is different, 1 if something is.

      A stream without a trailer is shown too, with a warning.

      Memory: a few blocks, and the records of --context and --tail; --check keeps 20 bytes a record, \
      --schema the names of 1000 fields; --diff 300 MiB, of which 100 are records that wait for their \
      counterparts, and a temporary file (in TMPDIR) of records that only one stream has, or that come \
      in another order. Randomness: none.

      Example: problems reverse --count 100 | inspect --where meta.difficulty=3 --limit 3
      """,
    version: version)

  static let commonOptions = [
    "--where", "--id", "--fields", "--history", "--ledger", "--check", "--schema", "--diff",
  ]

  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  var inputs: [String] = []

  @OptionGroup(title: "Finding") var finding: FindingOptions

  @Option(
    help: ArgumentHelp(
      "Show these fields of records and samples, separated by commas.",
      valueName: "names"))
  var fields: FieldList?

  @Flag(help: "Print the records that are found as JSON Lines, with the samples that are found.")
  var json = false

  @Flag(help: "Show how the stream was made.")
  var history = false

  @Flag(help: "Show how many records and samples the last filter read, dropped and wrote.")
  var ledger = false

  @Flag(help: "Check that the stream is whole and its ids are unique.")
  var check = false

  @Flag(help: "Show which fields records and samples have, and what they mean.")
  var schema = false

  @Flag(help: "Show the differences of two streams, record by record, joined by id.")
  var diff = false

  @OptionGroup(title: "Input") var reading: InputOptions
  @OptionGroup(title: "Terminal") var terminal: TerminalOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    let modes = [
      ("--history", history), ("--ledger", ledger), ("--check", check), ("--schema", schema),
      ("--diff", diff),
    ].filter(\.1).map(\.0)
    guard let mode = modes.first else { return }
    if diff || schema, modes.count > 1 {
      throw ValidationError("\(modes[0]) and \(modes[1]) exclude each other")
    }
    if diff, inputs.count != 2 { throw ValidationError("--diff takes two streams") }
    if json { throw ValidationError("--json prints records, which \(mode) does not show") }
    if diff {
      let option =
        finding.tail != nil
        ? "--tail" : finding.context != nil ? "--context" : finding.around != nil ? "--around" : nil
      if let option { throw ValidationError("\(option) does not go with --diff") }
      return
    }
    if let option = finding.given(withLimit: true) ?? (fields == nil ? nil : "--fields") {
      throw ValidationError("\(option) chooses among records, which \(mode) does not show")
    }
  }

  func run() throws {
    if !schema { try InputCheck.check(inputs) }
    let page = TerminalPage(
      colour: terminal.color, paged: terminal.pager, quiet: running.quiet)
    do { try show(on: page) } catch {
      try page.close()
      throw error
    }
    try page.close()
  }

  private func show(on page: TerminalPage) throws {
    if diff {
      var difference = StreamDifference(
        (open([inputs[0]]), open([inputs[1]])), names: inputs, on: page, limit: finding.limit,
        finder: finding.finder, fields: fields?.paths)
      guard try !difference.show() else { throw ExitCode(1) }
    } else if schema {
      try SchemaView(page: page).show(SchemaView.hasInput(inputs) ? open(inputs) : nil)
    } else if history || ledger || check {
      for input in inputs.isEmpty ? ["-"] : inputs {
        var examination = StreamExamination(
          input, open([input]), on: page,
          StreamExamination.Wanted(history: history, ledger: ledger, check: check),
          allowsEmpty: reading.allowEmpty, isOneOfSeveral: inputs.count > 1)
        try examination.show()
      }
    } else {
      var browser = RecordBrowser(
        open(inputs), on: page, finder: finding.finder,
        finding.settings(showing: fields?.paths, json: json))
      try browser.show()
    }
  }

  private func open(_ inputs: [String]) -> RecordReader {
    RecordReader(inputs: inputs, options: reading, threads: running.threads)
  }
}

/// Which records and samples are shown.
struct FindingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Show the records with these ids.", valueName: "id"))
  var id: [String] = []

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Show the records, or samples, for which this condition holds; several must all hold.",
      valueName: "field=value"))
  var conditions: [FieldCondition] = []

  @Option(
    help: ArgumentHelp("Show only this sample, of every record or of one.", valueName: "n|id/n"))
  var sample: SampleChoice?

  @Option(help: ArgumentHelp("Show this record with its neighbours.", valueName: "id"))
  var around: String?

  @Option(
    help: ArgumentHelp(
      "Show this many records before and after each match (default: 3 with --around, else 0).",
      valueName: "n"))
  var context: Int?

  @Option(
    help: ArgumentHelp(
      "Show at most this many records (default: 10 on a terminal without a pager, else all).",
      valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Show the last records.", valueName: "n"))
  var tail: Int?

  mutating func validate() throws {
    for (name, number) in [("--limit", limit), ("--tail", tail), ("--context", context)] {
      if let number, number < 0 { throw ValidationError("\(name) must not be negative") }
    }
    if tail != nil, limit != nil || context != nil || around != nil {
      throw ValidationError("--tail excludes --limit, --context and --around")
    }
    if context != nil, !finder.isSelective {
      throw ValidationError("--context needs --around, --id, --sample or --where")
    }
  }

  /// One of the options that was given, nil if none was.
  func given(withLimit: Bool) -> String? {
    if !id.isEmpty { return "--id" }
    if !conditions.isEmpty { return "--where" }
    let numbers = [
      ("--limit", withLimit ? limit : nil), ("--tail", tail), ("--context", context),
    ]
    if let number = numbers.first(where: { $0.1 != nil }) { return number.0 }
    return around != nil ? "--around" : sample != nil ? "--sample" : nil
  }

  /// What looks for them.
  var finder: Finder {
    Finder(ids: id + [around].compactMap { $0 }, conditions: conditions, sample: sample)
  }

  /// How much is shown.
  func settings(showing fields: [FieldPath]?, json: Bool) -> RecordBrowser.Settings {
    var settings = RecordBrowser.Settings()
    settings.json = json
    settings.fields = fields
    settings.limit = limit
    settings.tail = tail
    settings.context = context ?? (around == nil ? 0 : 3)
    return settings
  }
}

/// Names of fields with commas between.
struct FieldList: ExpressibleByArgument {
  let paths: [FieldPath]

  /// Reads the names; nil if one is none.
  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    paths = names.compactMap { FieldPath(argument: String($0)) }
    guard paths.count == names.count else { return nil }
  }
}

extension ColourChoice: ExpressibleByArgument {}
extension SampleChoice: ExpressibleByArgument {}

/// How a terminal is used.
struct TerminalOptions: ParsableArguments {
  @Option(help: "Use colours: auto does on a terminal, unless NO_COLOR is set.")
  var color = ColourChoice.auto

  @Flag(
    inversion: .prefixedNo,
    help: "Show output that does not fit the terminal through $PAGER, or less.")
  var pager = true
}
