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
    abstract: "Says how right and how sure the samples of streams are.",
    discussion: """
      Reads records with samples, or rows to train on, and prints the gauges that their fields \
      allow: a column for each input, named after its directory, or its file if it shares that; \
      several of one name (of several seeds) are one column, their mean with a 95 % interval over \
      the files. A sample is right if verify found it correct, or before verify if its answer is \
      the reference; one without an answer is not right, and is counted as undecided too.

      \(Self.gaugeTable)
      Intervals are Wilson's. maj@k is the mean over all subsets of k samples; both are printed \
      for k that nine of ten problems have samples for. Critics accept a \
      sample that most call right (--ask yesno or step), or with --accept-score one whose mean \
      score is high enough; a problem of which nothing is accepted counts with all its samples. \
      Revisions are samples with a parent, and every problem counts alike; the blind spot compares \
      those that go on from an error (refine --prefix) with those that are shown it. Diversity is \
      that of \(StreamStatistics.keptTexts.problems) problems, the same in every stream that has them.

      --alarm ends with status 1 if a gauge of the last stream is beyond a limit, so that make \
      stops a loop that collapses: --alarm 'one-answer>0.5' --alarm 'distinct-2<0.2'.

      --html FILE writes one page with all this, drawn: the curves, the history as a picture of the \
      pipe, and up to --records of each stream to sort, search and open (the same problems of every \
      stream; texts are cut so that all take about \(ShownRecords.room / 1_000_000) MB). It loads \
      nothing, and is there when it is complete.

      --by divides the problems by a field of the record, such as meta.difficulty. --savings says \
      what each file drew beside the first, in samples and in tokens of completions, and how often \
      its votes (of all samples of a problem) are right: what stopping early saves, and costs.

      Memory: 190 MB a stream for the answers of 1,048,576 problems, 310 if all are different, 460 \
      if they are longer than 64 bytes too, of which the beginning and a hash are kept; 4 KB of each \
      sample of the problems whose texts are compared; with --by 350 bytes a value. Of longer \
      streams one-answer, agreement and label-balance are those of as many problems, chosen by \
      --seed. With --html some 400 bytes for each record shown, their texts in a temporary file \
      (TMPDIR or /tmp). Randomness: that choice, by --seed and the ids.

      Example: problems reverse --count 100 | sample --model base -n 8 | verify | report
      """,
    version: version)

  static let commonOptions = [
    "--accuracy", "--by", "--mean", "--plot", "--html", "--json", "--alarm",
  ]

  private static let gaugeTable = Metric.all.map { gauge in
    "  \(gauge.name)\(String(repeating: " ", count: 18 - gauge.name.count))\(gauge.meaning)\n"
  }.joined()

  @Argument(help: ArgumentHelp("Streams to compare; none, or -, is stdin."))
  var inputs: [String] = []

  @Flag(help: "Whether each input is a stream of its own (as without), or a part of one.")
  var division = Division.each

  @Flag(help: "Print the accuracy alone.")
  var accuracy = false

  @Flag(help: "Print an object of JSON for each stream.")
  var json = false

  @Flag(help: "Compare what the inputs drew, and their votes, with the first of them.")
  var savings = false

  @Option(
    help: ArgumentHelp(
      "Divide the problems by this field; all makes one group.", valueName: "field"))
  var by: FieldPath?

  @Option(
    help: ArgumentHelp(
      "With --by: add the mean of the groups from the first to the last number.",
      valueName: "first-last"))
  var mean: String?

  @Flag(help: "With --by: draw the accuracies.")
  var plot = false

  @Option(
    help: ArgumentHelp(
      "End with status 1 if a gauge of the last stream is beyond this limit; may be repeated.",
      valueName: "gauge<limit"))
  var alarm: [String] = []

  @Option(
    help: ArgumentHelp(
      "A stream before the first, for agreement and length-drift.", valueName: "file"))
  var previous: String?

  @Option(
    help: ArgumentHelp(
      "The mean score of all its critiques with which a sample is accepted.", valueName: "n"))
  var acceptScore: Double?

  @Option(
    help: ArgumentHelp(
      "For balance-score: how many different right samples a problem should give.",
      valueName: "n"))
  var target = BalanceScore.target

  @Option(
    help: ArgumentHelp(
      "Write a page of HTML here as well: plots, gauges, the pipe, and the records.",
      valueName: "file"))
  var html: String?

  @Option(help: ArgumentHelp("The most records of a stream on the page.", valueName: "n"))
  var records = 10_000

  @OptionGroup var choice: SeedOption
  @OptionGroup(title: "Input") var reading: InputOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    if plot || mean != nil, by == nil { throw ValidationError("--plot and --mean need --by") }
    guard !savings || (inputs.count > 1 && by == nil && !accuracy) else {
      throw ValidationError(
        "--savings compares two files or more, and goes with neither --by nor --accuracy")
    }
    guard !json || (by == nil && !accuracy && !savings) else {
      throw ValidationError(
        "--json prints all gauges; it goes with no --by, --accuracy or --savings")
    }
    guard mean == nil || meanRange != nil else {
      throw ValidationError("--mean is no range such as 13-16: “\(mean ?? "")”")
    }
    guard records > 0 else { throw ValidationError("--records must be at least 1") }
    guard target > 0 else { throw ValidationError("--target must be at least 1") }
    for text in alarm {
      do throws(Failure) { _ = try Alarm(text) } catch { throw ValidationError(error.description) }
    }
  }

  func run() throws {
    let streams = try readStreams()
    let baseline = try previous.map { try read([$0], showing: nil).figures }
    let columns = streams.map(\.column)
    let summary = MetricTable(columns, baseline: baseline)
    let rung = Result { try alarms(summary) }
    if let html {
      let (history, ends) = StreamRead.histories(of: streams)
      try ReportPage(
        summary: summary, columns: columns, field: by?.description, alarms: (try? rung.get()) ?? [],
        shown: streams.compactMap(\.shown), history: history, ends: ends
      ).write(to: html)
    }
    try OutputFile().write(Array(text(of: columns, summary).utf8))
    try ring(rung.get())
  }

  // MARK: - Reading

  /// A column with what a page shows of it.
  private struct StreamRead {
    var column: Column
    var shown: ShownRecords?
    var history = History()

    /// The histories as one, and the entries that streams end with.
    static func histories(of streams: [StreamRead]) -> (entries: [JSON], ends: [Int: [String]]) {
      var all = History()
      var ends: [Int: [String]] = [:]
      for stream in streams {
        for end in all.take(stream.history) { ends[end, default: []].append(stream.column.name) }
      }
      // Of foreign streams there is nothing to draw.
      guard all.entries.contains(where: { $0["filter"]?.string != "unknown" }) else {
        return ([], [:])
      }
      return (all.entries, ends)
    }
  }

  private func readStreams() throws -> [StreamRead] {
    let paths = inputs.isEmpty ? ["-"] : inputs
    let isOne = division == .asOne && !savings
    let scratch = try html.map { _ in try ScratchFile(in: temporaryDirectory) }
    var streams: [StreamRead] = []
    for (part, name) in zip(
      isOne ? [paths] : paths.map { [$0] },
      savings ? paths : isOne ? ["all"] : Column.names(of: paths))
    {
      let place = streams.firstIndex { $0.column.name == name }
      let shown = scratch.map { ShownRecords(count: self.records, seed: choice.seed, scratch: $0) }
      let old = place.flatMap { streams[$0].shown }
      let (figures, read, history) = try self.read(part, showing: old ?? shown)
      if let place {
        streams[place].column.files.append(figures)
        streams[place].shown = read
        streams[place].history.take(history)
      } else {
        let column = Column(name: name, files: [figures])
        streams.append(StreamRead(column: column, shown: read, history: history))
      }
    }
    return streams
  }

  private func read(
    _ paths: [String], showing shown: ShownRecords?
  ) throws -> (figures: StreamStatistics, shown: ShownRecords?, history: History) {
    let reader = RecordReader(inputs: paths, options: reading, threads: running.threads)
    var shown = shown
    var figures = StreamStatistics(
      StreamStatistics.Settings(
        field: by, acceptScore: acceptScore, target: target, seed: choice.seed))
    while let located = try reader.next() {
      do {
        try figures.count(located.record)
        try shown?.add(located.record)
      } catch let error as RecordError {
        throw Failure(.badData, "\(located.position.name(id: located.record.id)): \(error)")
      }
    }
    return (figures, shown, reader.history)
  }

  // MARK: - Saying

  private func text(of columns: [Column], _ summary: MetricTable) -> String {
    if let by {
      return ComparisonTables.groups(
        columns, by: by.description, mean: meanRange.map { (mean ?? "", $0) }, plot: plot)
    }
    if accuracy { return ComparisonTables.files(columns, areNamed: !inputs.isEmpty) }
    if savings { return ComparisonTables.savings(columns) }
    if json { return columns.indices.map { summary.json(of: $0).text + "\n" }.joined() }
    let collapses = columns.flatMap { $0.collapses(areNamed: columns.count > 1) }
    return summary.text + collapses.joined()
  }

  private var meanRange: ClosedRange<Double>? {
    let ends = (mean ?? "").split(separator: "-").compactMap { Double($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
  }

  /// What is said of the gauges of the last stream that are beyond their limits.
  private func alarms(_ summary: MetricTable) throws -> [String] {
    try alarm.compactMap { text in
      let alarm = try Alarm(text)
      guard let finding = summary.finding(alarm.gauge, of: summary.names.count - 1) else {
        throw Failure(
          .badData,
          "--alarm '\(text)': nothing in the last stream says how large \(alarm.gauge) is")
      }
      return alarm.rings(at: finding.value) ? alarm.message(finding.value) : nil
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
