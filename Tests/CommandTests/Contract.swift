import Testing

/// A command that reads a stream, with what it needs to run.
struct Contract: CustomTestStringConvertible, Sendable {
  /// What the command does with a stream.
  enum Kind {
    /// One record at a time, on to the output: any split of a stream gives the same records.
    case map
    /// Writes a stream, but sees more than one record, or makes records of another form.
    case stream
    /// Prints text.
    case text
  }

  var command: String
  var kind: Kind
  /// Options and arguments that it needs, as the shell reads them.
  var arguments = ""
  /// Files that they name.
  var files: [String: String] = [:]
  /// A line that it takes; numbers make different ones.
  var line: @Sendable (Int) -> String
  /// Lines that it does not take: a field that it needs is missing, or of a wrong type.
  var badLines: [String] = []
  /// Whether a line without anything is passed over, as in data sets of others.
  var skipsBlankLines = false
  /// How standard input is named among the arguments.
  var stdin = ""
  /// What is said of incomplete streams that it reads all the same.
  var readsIncomplete: Set<String> = []
  /// Whether a stream of no records is bad data for it.
  var needsRecords = false

  var testDescription: String { command }

  /// All of them; a new command adds its line here.
  static let all: [Contract] = [
    Contract(
      command: "best", kind: .map, arguments: "-n 1", line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"id":"a","samples":[{"reward":"much"}]}"#]),
    // Of one input it is a map.
    Contract(command: "blend", kind: .map, line: sampled, stdin: "-"),
    Contract(
      command: "compute", kind: .map, arguments: "'gain=reward-mean(reward)'", line: sampled,
      badLines: [#"{"id":"a","samples":7}"#, #"{"id":"a","samples":[{"reward":"much"}]}"#]),
    Contract(
      command: "critique", kind: .map, arguments: "--model replay:answers.jsonl --reward",
      files: ["answers.jsonl": #"{"prompt":"*","text":"Good. Score: 4"}"# + "\n"], line: sampled,
      badLines: [
        #"{"id":"a","prompt":"?"}"#, #"{"id":"a","samples":[{"text":"no prompt"}]}"#,
        #"{"prompt":"no id","samples":[{"text":""}]}"#,
        #"{"id":"a","prompt":"?","samples":[{"text":"","critiques":7}]}"#,
      ]),
    Contract(
      command: "dedup", kind: .stream, line: sampled, badLines: [#"{"id":"a"}"#, #"{"prompt":7}"#]),
    Contract(
      command: "filter-by-DS-weight", kind: .stream, arguments: "--valid valid.jsonl --keep 100%",
      files: ["valid.jsonl": #"{"id":"v","samples":[{"nll":0.5}]}"# + "\n"], line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"id":"a","samples":[{"nll":"low"}]}"#]),
    Contract(
      command: "gather", kind: .stream, arguments: "--with other.jsonl",
      files: [
        "other.jsonl": #"{"id":"p-1","prompt":"What is 1?","samples":[{"text":"one"}]}"# + "\n"
      ],
      line: sampled,
      badLines: [
        #"{"prompt":"no id"}"#, #"{"id":7}"#, #"{"id":"p-1","prompt":"another","samples":[]}"#,
      ]),
    Contract(
      command: "holdout", kind: .map, arguments: "--share 20% --held held.zst", line: sampled,
      badLines: [#"{"prompt":"no id"}"#, #"{"id":7}"#]),
    Contract(
      command: "inspect", kind: .text, line: sampled,
      badLines: [#"{"id":"a","samples":[{"majority":7}]}"#],
      readsIncomplete: ["stopped early"]),
    Contract(
      command: "keep", kind: .map, arguments: "--only 'reward>=0'", line: sampled,
      badLines: [#"{"id":"a","samples":7}"#, #"{"id":"a","samples":[{"reward":1,"reward":2}]}"#]),
    Contract(
      command: "lift", kind: .stream, arguments: "samples", line: sampled,
      badLines: [
        #"{"id":"a"}"#, #"{"samples":[{"text":"no id"}]}"#, #"{"id":"a","samples":[{"text":7}]}"#,
      ]),
    Contract(
      command: "pair", kind: .stream, arguments: "--by best-vs-worst --score reward",
      line: sampled,
      badLines: [#"{"id":"a","prompt":"?"}"#, #"{"id":"a","samples":[{"reward":"much"}]}"#]),
    Contract(
      command: "problems", kind: .stream,
      arguments: "file --prompt prompt --reference reference --id id", line: sampled,
      badLines: [#"{"id":"a","reference":"1"}"#, #"{"id":"a","prompt":7,"reference":"1"}"#],
      skipsBlankLines: true),
    Contract(
      command: "propose", kind: .stream,
      arguments: "--model replay:answers.jsonl --variant similar",
      files: ["answers.jsonl": #"{"prompt":"*","text":"Which is the eighth prime?"}"# + "\n"],
      line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"prompt":"no id"}"#, #"{"id":"a","prompt":7}"#]),
    Contract(
      command: "refine", kind: .map, arguments: "--model replay:answers.jsonl",
      files: ["answers.jsonl": #"{"prompt":"*","text":"8"}"# + "\n"], line: sampled,
      badLines: [
        #"{"id":"a","prompt":"?"}"#, #"{"prompt":"no id","samples":[{"text":""}]}"#,
        #"{"id":"a","samples":[{"text":"no prompt"}]}"#,
        #"{"id":"a","prompt":"?","samples":[{"text":"","parent":"b"}]}"#,
      ]),
    Contract(
      command: "regroup", kind: .stream, arguments: "--set 'share=mean(reward)'",
      line: { number in
        #"{"id":"p-\#(number)/0","lifted":{"id":"p-\#(number)","index":0,"record":"#
          + #"{"id":"p-\#(number)","samples":[{"index":0,"text":""}]}},"samples":[{"reward":\#(number % 3)}]}"#
      },
      badLines: [
        #"{"id":"a"}"#, #"{"id":"a","lifted":{"id":"a"}}"#, #"{"id":"a","lifted":{"index":0}}"#,
      ]),
    Contract(
      command: "report", kind: .text, line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"id":"a","samples":[{"correct":"yes"}]}"#]),
    Contract(
      command: "rows", kind: .stream, line: sampled,
      badLines: [
        #"{"id":"a","prompt":"?"}"#, #"{"id":"a","prompt":7,"samples":[{"text":"x"}]}"#,
        #"{"prompt":"no id","samples":[{"text":"x"}]}"#,
        #"{"id":"a","prompt":"?","samples":[{"text":7}]}"#,
      ]),
    Contract(
      command: "sample", kind: .map, arguments: "--model replay:answers.jsonl",
      files: ["answers.jsonl": #"{"prompt":"*","text":"7"}"# + "\n"], line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"prompt":"no id"}"#, #"{"id":"a","prompt":7}"#]),
    Contract(
      command: "score", kind: .map, arguments: "--model replay:answers.jsonl --words Yes,No",
      files: ["answers.jsonl": #"{"prompt":"*","probabilities":{"Yes":0.75,"No":0.25}}"# + "\n"],
      line: sampled, badLines: [#"{"id":"a"}"#, #"{"id":"a","prompt":7,"samples":[{}]}"#]),
    Contract(
      command: "splice", kind: .stream,
      line: { number in
        #"{"id":"p-\#(number)","prompt":"?","samples":[{"text":"\#(number)","correct":true}]}"#
      },
      badLines: [
        #"{"id":"a","prompt":"?"}"#, #"{"id":"a","prompt":"?","samples":[{"text":"no verdict"}]}"#,
      ]),
    Contract(
      command: "train", kind: .stream,
      arguments: "--new width=4,layers=1,heads=1,positions=none --alphabet 0123456789= --steps 1 "
        + "--save $(mktemp -u -p .)",
      line: { #"{"id":"p-\#($0)","prompt":"\#($0)=","completion":"\#($0 % 7)"}"# },
      badLines: [#"{"prompt":"1="}"#, #"{"prompt":7,"completion":"1"}"#], needsRecords: true),
    Contract(
      command: "verify", kind: .map, arguments: "--reward", line: sampled,
      badLines: [
        #"{"id":"a","reference":"1"}"#, #"{"id":"a","reference":1,"samples":[]}"#,
        #"{"id":"a","reference":"1","samples":[{"text":7}]}"#,
      ]),
    Contract(
      command: "vote", kind: .map, line: sampled,
      badLines: [#"{"id":"a"}"#, #"{"id":"a","samples":[{"text":7}]}"#]),
  ]

  /// Those that write a stream.
  static let writers = all.filter { $0.kind != .text }
  /// Those that are maps.
  static let maps = all.filter { $0.kind == .map }

  /// A problem with three samples that most commands can use.
  private static func sampled(_ number: Int) -> String {
    let samples = (0..<3).map { index in
      #"{"index":\#(index),"text":"It is \#(number % 7 + index / 2).","finish":"stop","#
        + #""nll":\#(index + 1),"reward":\#((number + index) % 5)}"#
    }
    return #"{"id":"p-\#(number)","prompt":"What is \#(number)?","reference":"\#(number % 7)","#
      + #""samples":[\#(samples.joined(separator: ","))]}"#
  }
}
