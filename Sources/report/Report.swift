import ArgumentParser
import FilterKit
import Methods
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
    for (part, name) in zip(parts, savings ? paths : each ? Self.names(of: paths) : [""]) {
      let figures = try figures(of: part)
      if let place = columns.firstIndex(where: { $0.name == name }) {
        columns[place].files.append(figures)
      } else {
        columns.append(Column(name: name, files: [figures]))
      }
    }
    let text: String
    if by != nil {
      text = groupTable(columns)
    } else if each || accuracy {
      text = fileTable(columns)
    } else if savings {
      text = Self.savingsTable(columns)
    } else {
      text = columns.flatMap(\.files).map(summary).joined()
    }
    try OutputFile().write(Array(text.utf8))
  }

  // MARK: - Counting

  /// What is counted of some problems.
  private struct Group {
    var problems = 0
    var samples = 0
    var right = 0
    var undecided = 0
    /// The tokens of all completions, as far as they are known.
    var tokens = 0
    /// How many problems' votes of all samples are right, of those that have a reference.
    var elected = (right: 0, problems: 0)
    /// By k: the sum over problems with so many samples, and how many there are.
    var pass: [Int: (sum: Double, problems: Int)] = [:]
    var majority: [Int: (right: Int, problems: Int)] = [:]

    var share: Double? { samples == 0 ? nil : Double(right) / Double(samples) }
  }

  /// What is counted of a file.
  private struct Figures {
    var groups: [String: Group] = [:]
    var calibration = Calibration()
    var majorities: [String?] = []
    var entropy = Gauge()
    var margin = Gauge()
    var ties = 0

    var all: Group {
      groups.values.reduce(into: Group()) { sum, group in
        sum.problems += group.problems
        sum.samples += group.samples
        sum.right += group.right
        sum.undecided += group.undecided
        sum.tokens += group.tokens
        sum.elected.right += group.elected.right
        sum.elected.problems += group.elected.problems
        sum.pass.merge(group.pass) { ($0.sum + $1.sum, $0.problems + $1.problems) }
        sum.majority.merge(group.majority) { ($0.right + $1.right, $0.problems + $1.problems) }
      }
    }
  }

  private struct Column {
    var name: String
    var files: [Figures]
  }

  private func figures(of paths: [String]) throws -> Figures {
    let reader = RecordReader(inputs: paths, reading: reading, threads: running.threads)
    var figures = Figures()
    while let located = try reader.next() {
      do throws(RecordError) {
        try count(located.record, in: &figures)
      } catch {
        throw Failure(.badData, "\(located.position.name(id: located.record.id)): \(error)")
      }
    }
    return figures
  }

  private func count(_ record: Record, in figures: inout Figures) throws(RecordError) {
    let reference = try record.string("reference")
    let samples = try record.samples
    var answers: [String?] = []
    var right = 0
    var undecided = 0
    for sample in samples {
      let answer = try sample.string("answer")
      let isJudged = try sample.value("correct") != nil
      let isCorrect =
        isJudged ? try sample.boolean("correct") : answer.flatMap { $0 == reference }
      answers.append(answer)
      if isCorrect == nil { undecided += 1 }
      if isCorrect == true { right += 1 }
    }
    let key = try groupKey(of: record)
    var group = figures.groups[key] ?? Group()
    group.problems += 1
    group.samples += samples.count
    group.right += right
    group.undecided += undecided
    for sample in savings ? samples : [] {
      group.tokens += try sample.json("tokens")?["completion"]?.integer ?? 0
    }
    if let reference {
      group.elected.problems += 1
      let isRight = Accuracy.majority(at: answers.count, answers: answers, reference: reference)
      group.elected.right += isRight == true ? 1 : 0
    }
    for k in Self.powers(upTo: samples.count) {
      if let pass = Accuracy.pass(at: k, correct: right, of: samples.count) {
        let old = group.pass[k] ?? (0, 0)
        group.pass[k] = (old.sum + pass, old.problems + 1)
      }
      if let reference, answers.contains(where: { $0 != nil }),
        let majority = Accuracy.majority(at: k, answers: answers, reference: reference)
      {
        let old = group.majority[k] ?? (0, 0)
        group.majority[k] = (old.right + (majority ? 1 : 0), old.problems + 1)
      }
    }
    figures.groups[key] = group
    try countVote(record, reference, in: &figures)
  }

  private func countVote(_ record: Record, _ reference: String?, in figures: inout Figures)
    throws(RecordError)
  {
    guard let vote = try record.json("vote") else { return }
    let answer = vote["answer"]?.string
    figures.majorities.append(answer)
    if let entropy = vote["entropy"]?.double { figures.entropy.add(entropy) }
    if let margin = vote["margin"]?.double { figures.margin.add(margin) }
    if vote["tie"]?.boolean == true { figures.ties += 1 }
    if let share = vote["share"]?.double, let reference, let answer {
      figures.calibration.add(confidence: share, isCorrect: answer == reference)
    }
  }

  private func groupKey(of record: Record) throws(RecordError) -> String {
    guard let by, by != "all" else { return "all" }
    let path = by.split(separator: ".").map(String.init)
    var value = try record.json(path[0])
    for key in path.dropFirst() { value = value?[key] }
    guard let value else { throw RecordError("the field “\(by)” is missing") }
    return value.string ?? value.text
  }

  /// 1, 2, 4, … and the number itself.
  private static func powers(upTo count: Int) -> [Int] {
    var powers: [Int] = []
    var k = 1
    while k < count {
      powers.append(k)
      k *= 2
    }
    return count > 0 ? powers + [count] : []
  }

  // MARK: - Printing

  private func summary(_ figures: Figures) -> String {
    let all = figures.all
    var table = TextTable()
    table.add(["problems", "\(all.problems)"])
    table.add(["samples", "\(all.samples)"])
    table.add(["accuracy", Self.cell(all)])
    table.add(["undecided", "\(all.undecided)"])
    for (k, pass) in all.pass.sorted(by: { $0.key < $1.key }) where k > 1 {
      table.add(["pass@\(k)", Self.digits(pass.sum / Double(pass.problems))])
    }
    for (k, majority) in all.majority.sorted(by: { $0.key < $1.key }) where k > 1 {
      let interval = Accuracy.interval(successes: majority.right, trials: majority.problems)
      let share = Double(majority.right) / Double(majority.problems)
      table.add(["maj@\(k)", Self.cell(share, interval)])
    }
    if figures.entropy.count > 0 {
      table.add(["votes: mean entropy", Self.digits(figures.entropy.mean)])
      table.add(["votes: mean margin", Self.digits(figures.margin.mean)])
      table.add(["votes: ties", "\(figures.ties)"])
    }
    if let error = figures.calibration.expectedError {
      table.add(["votes: calibration error", Self.digits(error)])
    }
    let collapse = Collapse(majorities: figures.majorities)
    let alarm =
      collapse.isAlarming
      ? "ALARM: \(Self.digits(collapse.share)) of the problems have the answer "
        + "“\(collapse.answer ?? "")”\n" : ""
    return table.text + alarm
  }

  private func fileTable(_ columns: [Column]) -> String {
    var table = TextTable()
    table.add([each ? "file" : "", "problems", "samples", "right", "accuracy"])
    for column in columns {
      let groups = column.files.map(\.all)
      table.add([
        column.name, "\(groups.map(\.problems).reduce(0, +))",
        "\(groups.map(\.samples).reduce(0, +))", "\(groups.map(\.right).reduce(0, +))",
        Self.cell(groups),
      ])
    }
    return table.text
  }

  /// What each file drew beside the first.
  private static func savingsTable(_ columns: [Column]) -> String {
    let groups = columns.map { column in (column.name, column.files.map(\.all)[0]) }
    guard let first = groups.first?.1 else { return "" }
    var table = TextTable()
    table.add([
      "file", "problems", "samples", "each", "of all", "tokens", "of all", "vote is right",
    ])
    for (name, group) in groups {
      let right = Accuracy.interval(
        successes: group.elected.right, trials: group.elected.problems)
      table.add([
        name, "\(group.problems)", "\(group.samples)",
        digits(Double(group.samples) / Double(max(group.problems, 1))),
        digits(Double(group.samples) / Double(max(first.samples, 1))), "\(group.tokens)",
        digits(Double(group.tokens) / Double(max(first.tokens, 1))),
        cell(Double(group.elected.right) / Double(max(group.elected.problems, 1)), right),
      ])
    }
    return table.text
  }

  private func groupTable(_ columns: [Column]) -> String {
    let keys = Set(columns.flatMap { $0.files.flatMap(\.groups.keys) }).sorted { first, second in
      if let a = Double(first), let b = Double(second) { return a < b }
      return first < second
    }
    var table = TextTable()
    table.add([by ?? ""] + columns.map { $0.name.isEmpty ? "accuracy" : $0.name })
    for key in keys {
      table.add(
        [key] + columns.map { column in Self.cell(column.files.map { $0.groups[key] ?? Group() }) })
    }
    if let range = meanRange {
      let inRange = keys.filter { Double($0).map(range.contains) ?? false }
      let means = columns.map { column in
        column.files.map { file in
          inRange.compactMap { file.groups[$0]?.share }.reduce(0, +) / Double(max(inRange.count, 1))
        }
      }
      table.add(["mean \(mean ?? "")"] + means.map(Self.cell))
    }
    guard plot else { return table.text }
    let curves = columns.map { column in
      TextPlot.Curve(
        name: column.name,
        shares: keys.map { key in
          let shares = column.files.compactMap { $0.groups[key]?.share }
          return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        })
    }
    return table.text + "\n" + TextPlot.text(curves, groups: keys) + "\n"
  }

  private var meanRange: ClosedRange<Double>? {
    let ends = (mean ?? "").split(separator: "-").compactMap { Double($0) }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
  }

  /// One file with its own interval, several with the interval of their mean.
  private static func cell(_ groups: [Group]) -> String {
    groups.count == 1 ? cell(groups[0]) : cell(groups.compactMap(\.share))
  }

  private static func cell(_ group: Group) -> String {
    guard let share = group.share else { return "–" }
    return cell(share, Accuracy.interval(successes: group.right, trials: group.samples))
  }

  private static func cell(_ share: Double, _ interval: ClosedRange<Double>?) -> String {
    guard let interval else { return digits(share) }
    return "\(digits(share)) [\(digits(interval.lowerBound)), \(digits(interval.upperBound))]"
  }

  /// The mean of several files, with ±1.96 standard errors of it.
  private static func cell(_ shares: [Double]) -> String {
    var gauge = Gauge()
    for share in shares { gauge.add(share) }
    guard gauge.count > 0 else { return "–" }
    guard gauge.count > 1 else { return digits(gauge.mean) }
    let error = 1.96 * gauge.standardDeviation / Double(gauge.count).squareRoot()
    return "\(digits(gauge.mean)) ± \(digits(error))"
  }

  private static func digits(_ number: Double) -> String {
    let thousandths = Int((number.magnitude * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return (number < 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - fraction.count) + fraction
  }

  // MARK: - Names

  /// What the columns are called: the directory, with the one above it where that is not enough to
  /// tell the rounds of several methods apart; round 0 is the base of all of them.
  private static func names(of paths: [String]) -> [String] {
    let parts = paths.map { $0.split(separator: "/").map(String.init) }
    let short = parts.map { $0.dropLast().last ?? $0.last ?? "-" }
    guard Set(short).count < short.count else { return short.map { $0 == "round0" ? "base" : $0 } }
    return parts.map { part in
      let directories = part.dropLast().suffix(2)
      if directories.last == "round0" { return "base" }
      return directories.isEmpty ? part.last ?? "-" : directories.joined(separator: "/")
    }
  }
}
