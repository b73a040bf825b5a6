import ArgumentParser
import FilterKit
import Methods
import Records
import Streams
import Views

/// Says how right and how sure the samples of streams are.
@main
struct Report: Filter {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Measures streams: accuracy, pass@k, maj@k, calibration, diversity, collapse.",
    discussion: """
      Reads records with samples, or rows to train on, and prints the metrics that their fields \
      allow, one column per input. A column is named after the end of its path; inputs whose \
      histories differ in nothing but seeds share a column, which shows their mean.

      A sample is right if verify found it correct. Before verify, it is right if its answer and the \
      reference have the same normal form. A sample without an answer is undecided: it counts as \
      not right. A problem without a reference, tests or any verdict is in no denominator.

      \(Self.metricTable)
      Accuracy is the mean over problems, so that problems with more samples do not weigh more. \
      95 % intervals treat samples of one problem as one observation (arXiv 2411.00640): Wilson's, with \
      the number of problems that would be as uncertain if each had one sample. Intervals of a column \
      of several seeds are Student's, over the files. Changes are computed on the problems that both \
      streams have, pair by pair. maj@k is the mean over all subsets of k samples (over 64 random orders \
      beyond 64 samples); pass@k and maj@k are printed for k that nine of ten problems have samples \
      for. Critics accept a sample if most call it right (critique --ask yesno or step), or with \
      --accept-score if its mean score is high enough. A problem of which nothing is accepted counts with \
      all its samples. Revisions are samples with a parent; every problem counts alike. The blind spot \
      compares revisions that go on from the model's own error (refine --prefix) with those that are shown \
      it. Diversity is measured on the texts of \(StreamStatistics.keptTexts.problems) problems.

      --alarm ends with status 1 if a metric of the last stream is beyond a limit, so that make stops a \
      loop that collapses: --alarm 'one-answer>0.5' --alarm 'distinct-2<0.2'.

      --html FILE writes a page with the metrics, charts, the history as a picture, and up to --records \
      records of each stream to sort, search and open (texts are cut so that all take about \
      \(ShownRecords.room / 1_000_000) MB). The page loads nothing from elsewhere.

      --by divides the problems by a field, such as meta.difficulty. --savings compares what each file \
      drew with the first, in samples and tokens, and how often the vote of all samples is right.

      Memory: 200 MB a stream for the answers of 1,048,576 problems (up to 470 MB if all are different \
      and longer than 64 bytes), 4 KB for each sample whose text is compared, 400 bytes for each record \
      on the page and for each value of --by. Longer streams are represented in one-answer, agreement, \
      label-balance and the changes by as many problems, chosen by --seed and the ids. Texts of the page \
      wait in a temporary file (TMPDIR or /tmp). Randomness: that choice, by --seed.

      Example: problems reverse --count 100 | sample --model base -n 8 | verify | report
      """,
    version: version)

  static let commonOptions = [
    "--accuracy", "--by", "--mean", "--plot", "--html", "--json", "--alarm",
  ]

  private static let metricTable = Metric.all.map { metric in
    let gap = String(repeating: " ", count: max(1, 19 - metric.name.count))
    return "  \(metric.name)\(gap)\(metric.meaning)\n"
  }.joined()

  @Argument(help: ArgumentHelp("Streams to compare; none, or -, is stdin."))
  var inputs: [String] = []

  @Flag(help: "Treat each input as a stream of its own (the default), or all as parts of one.")
  var division = Division.each

  @Flag(help: "Print the accuracy alone.")
  var accuracy = false

  @Flag(help: "Print a JSON object for each stream.")
  var json = false

  @Flag(help: "Compare how many samples and tokens each file drew with the first file.")
  var savings = false

  @Option(
    help: ArgumentHelp(
      "Divide the problems by this field; all makes one group.", valueName: "field"))
  var by: FieldPath?

  @Option(
    help: ArgumentHelp(
      "With --by: add the mean of the groups from the first to the last number.",
      valueName: "first-last"),
    transform: { text in
      guard let range = GroupRange(text) else {
        throw ValidationError("invalid --mean \"\(text)\": use a range such as 13-16")
      }
      return range
    })
  var mean: GroupRange?

  @Flag(help: "With --by: draw the accuracies.")
  var plot = false

  @Option(
    help: ArgumentHelp(
      "End with status 1 if a metric of the last stream is beyond this limit; may be repeated.",
      valueName: "metric<limit"))
  var alarm: [String] = []

  @Option(
    help: ArgumentHelp(
      "Compare with this stream instead of the first one.", valueName: "file"))
  var previous: String?

  @Option(
    help: ArgumentHelp(
      "Accept samples whose mean critique score is at least this.", valueName: "n"))
  var acceptScore: Double?

  @Option(
    help: ArgumentHelp(
      "Read the scores of critiques of this kind (default: yesno, else step; with --accept-score the "
        + "only kind that there is).", valueName: "kind"))
  var scoreKind: String?

  @Option(
    help: ArgumentHelp(
      "For balance-score: how many different right samples a problem should have.",
      valueName: "n"))
  var target = BalanceScore.target

  @Option(
    help: ArgumentHelp(
      "Also write an HTML page: charts, metrics, history and records.", valueName: "file"))
  var html: String?

  @Flag(help: "Write the page even over an input, or over a file that holds a stream.")
  var force = false

  @Option(
    help: ArgumentHelp("Show at most this many records of a stream on the page.", valueName: "n"))
  var records = 10_000

  @OptionGroup var choice: SeedOption
  @OptionGroup(title: "Input") var reading: InputOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    if plot || mean != nil, by == nil { throw ValidationError("--plot and --mean need --by") }
    guard !savings || (inputs.count > 1 && by == nil && !accuracy) else {
      throw ValidationError(
        "--savings compares two files or more, and excludes --by and --accuracy")
    }
    guard !json || (by == nil && !accuracy && !savings) else {
      throw ValidationError(
        "--json prints all metrics, and excludes --by, --accuracy and --savings")
    }
    guard records > 0 else { throw ValidationError("--records must be at least 1") }
    guard target > 0 else { throw ValidationError("--target must be at least 1") }
    for text in alarm {
      do throws(Failure) { _ = try Alarm(text) } catch { throw ValidationError(error.description) }
    }
  }

  func run() throws {
    if let html {
      try OverwriteCheck.check(
        html, of: "--html", inputs: inputs + [previous].compactMap { $0 }, isStream: false,
        force: force)
    }
    let settings = settings
    let streams = try StreamReport(paths, settings, open: open)
    let baseline = try previous.map { try StreamReport.statistics(of: open([$0]), settings) }
    let table = MetricTable(streams.columns, baseline: baseline)
    let rung = Result { try alarms(table) }
    if let html {
      try ReportPage(
        table: table, streams: streams, field: by?.description, mean: mean,
        alarms: (try? rung.get()) ?? []
      ).write(to: html)
    }
    if let html, !running.quiet { say("\(Self.name): the page is \(html)") }
    try OutputFile().write(Array(text(of: streams.columns, table).utf8))
    try ring(rung.get())
  }

  // MARK: - Reading

  private var paths: [String] { inputs.isEmpty ? ["-"] : inputs }

  private func open(_ paths: [String]) -> RecordReader {
    RecordReader(inputs: paths, options: reading, threads: running.threads)
  }

  private var settings: StreamReport.Settings {
    StreamReport.Settings(
      statistics: StreamStatistics.Settings(
        field: by, acceptScore: acceptScore, scoreKind: scoreKind, target: target,
        seed: choice.seed, metrics: metrics),
      asOne: division == .asOne && !savings, eachByPath: savings,
      shownRecords: html.map { _ in records })
  }

  /// The metrics that somebody asked for: all, or beside another table none.
  private var metrics: Set<Int>? {
    html == nil && alarm.isEmpty && (by != nil || accuracy || savings) ? [] : nil
  }

  // MARK: - Saying

  private func text(of columns: [StreamColumn], _ table: MetricTable) -> String {
    let width = TerminalWidth.current
    if let by {
      return ComparisonTables.groups(
        columns, by: by.description, mean: mean, plot: plot, width: width)
    }
    if accuracy {
      return ComparisonTables.accuracies(columns, areNamed: !inputs.isEmpty, width: width)
    }
    if savings { return ComparisonTables.savings(columns, width: width) }
    if json { return columns.indices.map { table.json(of: $0).text + "\n" }.joined() }
    let collapses = columns.flatMap { $0.collapses(areNamed: columns.count > 1) }
    return table.text(width: width) + collapses.joined()
  }

  /// What is said of the metrics of the last stream that are beyond their limits.
  private func alarms(_ table: MetricTable) throws -> [String] {
    try alarm.compactMap { text in
      let alarm = try Alarm(text)
      guard let value = table.value(alarm.metric, of: table.names.count - 1)?.value else {
        throw Failure(
          .badData,
          "--alarm '\(text)': the last stream has no fields to compute \(alarm.metric) from")
      }
      return alarm.rings(at: value) ? alarm.message(value) : nil
    }
  }

  /// Ends the run if anything was said.
  private func ring(_ messages: [String]) throws {
    guard let final = messages.last else { return }
    for message in messages.dropLast() { say("\(Self.name): \(message)") }
    throw Failure(.alarm, final)
  }
}

/// Whether inputs are compared.
enum Division: String, EnumerableFlag {
  case each
  case asOne
}
