import ArgumentParser
import FilterKit
import Records
import Streams

/// Says how right and how sure the samples of streams are.
@main
struct Report: Filter {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Says how right and how sure the samples of streams are.",
    discussion: """
      Reads records with samples, and prints text. A sample is right if verify found it correct, or \
      before verify if its answer is the reference; one without an answer is not right, and is \
      counted as undecided too. Prints accuracy with its 95 % interval (Wilson), pass@k and maj@k, \
      how well shares of votes are calibrated, and an alarm if most problems get one answer.

      --each compares files, a column each, named after its directory; several of one name (of \
      several seeds) are one column, their mean with a 95 % interval over the files. --by divides \
      the problems by a field of the record, such as meta.difficulty. --savings says what each file \
      drew beside the first, in samples and in tokens of completions, and how often its votes (of \
      all samples of a problem) are right: what stopping early saves, and what it costs.

      Memory: an answer a problem. Randomness: none.

      Example: problems reverse --count 100 | sample --model base -n 8 | verify | report
      """,
    version: version)

  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  var inputs: [String] = []

  @Flag(help: "Print the accuracy alone.")
  var accuracy = false

  @Flag(help: "Compare the inputs, instead of taking them as one.")
  var each = false

  @Flag(help: "Compare what the inputs drew, and their votes, with the first of them.")
  var savings = false

  @Option(
    help: ArgumentHelp(
      "Divide the problems by this field; all makes one group.", valueName: "field"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "With --by: add the mean of the groups from the first to the last number.",
      valueName: "first-last"))
  var mean: String?

  @Flag(help: "With --each and --by: draw the accuracies.")
  var plot = false

  @OptionGroup(title: "Input") var reading: ReadingOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    if plot || mean != nil, by == nil { throw ValidationError("--plot and --mean need --by") }
    guard !savings || (inputs.count > 1 && by == nil && !each && !accuracy) else {
      throw ValidationError(
        "--savings compares two files or more, and goes with neither --by, --each nor --accuracy")
    }
    guard mean == nil || meanRange != nil else {
      throw ValidationError("--mean is no range such as 13-16: “\(mean ?? "")”")
    }
  }

  func run() throws {
    let paths = inputs.isEmpty ? ["-"] : inputs
    let parts = each || savings ? paths.map { [$0] } : [paths]
    var columns: [Column] = []
    for (part, name) in zip(parts, savings ? paths : each ? Column.names(of: paths) : [""]) {
      let figures = try figures(of: part)
      if let place = columns.firstIndex(where: { $0.name == name }) {
        columns[place].files.append(figures)
      } else {
        columns.append(Column(name: name, files: [figures]))
      }
    }
    try OutputFile().write(Array(text(of: columns).utf8))
  }

  private func figures(of paths: [String]) throws -> Figures {
    let reader = RecordReader(inputs: paths, reading: reading, threads: running.threads)
    var figures = Figures(groupedBy: by, countsTokens: savings)
    while let located = try reader.next() {
      do throws(RecordError) {
        try figures.count(located.record)
      } catch {
        throw Failure(.badData, "\(located.position.name(id: located.record.id)): \(error)")
      }
    }
    return figures
  }

  private func text(of columns: [Column]) -> String {
    if let by {
      return Comparison.groups(
        columns, by: by, mean: meanRange.map { (mean ?? "", $0) }, plot: plot)
    }
    if each || accuracy { return Comparison.files(columns, areNamed: each) }
    if savings { return Comparison.savings(columns) }
    return columns.flatMap(\.files).map(\.summary).joined()
  }

  private var meanRange: ClosedRange<Double>? {
    let ends = (mean ?? "").split(separator: "-").compactMap { Double($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
  }
}
