import Testing

/// Two lines of a command that differ in one option, so that they must do different things.
struct OptionTrial: CustomTestStringConvertible, Sendable {
  var option: String
  var without: String
  var with: String
  var testDescription: String { with }

  /// A line, which gets the option with a value at its end.
  init(_ option: String, _ value: String = "", of line: String) {
    self.option = option
    without = line
    with = value.isEmpty ? "\(line) \(option)" : "\(line) \(option) '\(value)'"
  }

  /// An option that must be there, with two values.
  init(_ option: String, _ first: String, or second: String, of line: String) {
    self.option = option
    without = "\(line) \(option) '\(first)'"
    with = "\(line) \(option) '\(second)'"
  }

  /// An option of input or output: `stdin` is what both lines read.
  private init(_ option: String, _ first: String, _ second: String, stdin: String) {
    self.option = option
    without = "\(first) < \(stdin)"
    with = "\(second) < \(stdin)"
  }

  // MARK: - All commands

  /// Options whose effect cannot be seen in one run, with the tests that see it.
  static let testedElsewhere = [
    "--threads": "records do not depend on it: ContractTests",
    "--help": "HelpTests", "--version": "HelpTests",
  ]

  /// Options that all commands share.
  static let shared = [
    OptionTrial("--allow-empty", "", "--allow-empty", stdin: "/dev/null"),
    OptionTrial("--max-line", "", "--max-line 3", stdin: "good.jsonl"),
    OptionTrial("--rejects", "", "--rejects bad.zst --max-rejects 90%", stdin: "bad.jsonl"),
    OptionTrial(
      "--max-rejects", "--rejects bad.zst", "--rejects bad.zst --max-rejects 90%",
      stdin: "bad.jsonl"),
    OptionTrial("--output", "", "--output new.zst", stdin: "good.jsonl"),
    OptionTrial("--plain", "", "--plain", stdin: "good.jsonl"),
    OptionTrial("--level", "--level 1", "--level 19", stdin: "good.jsonl"),
    OptionTrial("--quiet", "", "--quiet", stdin: "good.jsonl"),
  ]

  // MARK: - Commands

  /// The options of one command each.
  static let own: [String: [OptionTrial]] = [
    "best": [
      OptionTrial("-n", "2", of: best), OptionTrial("--by", "nll", of: best),
      OptionTrial("--rank", "win-rate", of: best),
      OptionTrial("--score-kind", "other", of: "\(best) --rank win-rate"),
      OptionTrial("--ascending", of: best), OptionTrial("--only", "reward<2", of: best),
      OptionTrial("--latest", of: "twins.jsonl --plain -n 2"),
    ],
    "blend": [
      OptionTrial("--repeat", of: "in.jsonl one.jsonl:2 --plain"),
      OptionTrial("--count", "1", of: "in.jsonl --plain"),
    ],
    "dedup": [
      OptionTrial("--samples", of: "twins.jsonl --plain"),
      OptionTrial("--near", "0.3", of: "in.jsonl --plain"),
      OptionTrial("--shingle", "15", of: "in.jsonl --plain --near 0.3"),
    ],
    "holdout": [
      OptionTrial("--share", "0%", or: "100%", of: "in.jsonl --plain --held held.jsonl"),
      OptionTrial("--held", "a", or: "b", of: "in.jsonl --plain --share 50%"),
      OptionTrial("--cut", "other", of: "in.jsonl --plain --share 50% --held held.jsonl"),
      OptionTrial("--seed", "8", of: "in.jsonl --plain --share 50% --held held.jsonl"),
    ],
    "keep": [
      OptionTrial("--only", "reward>0", or: "reward>1", of: "in.jsonl --plain"),
      OptionTrial("--latest", of: "twins.jsonl --plain --only 'reward>0'"),
      OptionTrial("--at-least", "3", of: keep),
      OptionTrial("--fewer-than", "3", of: keep), OptionTrial("--rest", "rest.jsonl", of: keep),
      OptionTrial("--by", "nll", or: "reward", of: "in.jsonl --plain --count 5"),
      OptionTrial("--share", "20%", or: "50%", of: whole),
      OptionTrial("--count", "2", or: "5", of: whole), OptionTrial("--above", "mean", of: whole),
      OptionTrial("--within", "0.6", or: "1.1", of: whole),
      OptionTrial("--gate", "mixture", of: whole), OptionTrial("--draw", "2", or: "5", of: whole),
      OptionTrial("--ascending", of: "\(whole) --count 5"),
      OptionTrial("--per", "reward", of: "\(whole) --count 1"),
      OptionTrial("--seed", "5", of: "\(whole) --draw 3"),
    ],
    "pair": [
      OptionTrial("--by", "correct-vs-wrong", of: pair),
      OptionTrial("--score", "nll", of: byScore),
      OptionTrial("--rank", "win-rate", of: "\(byScore) --weight nll"),
      OptionTrial("--score-kind", "other", of: "\(byScore) --rank win-rate"),
      OptionTrial("--min-share", "90%", of: pair), OptionTrial("--min-margin", "0.9", of: pair),
      OptionTrial("--max-pairs", "0", of: "\(pair) --by correct-vs-wrong"),
      OptionTrial("--max-length-ratio", "1.1", of: pair),
      OptionTrial("--max-chosen-length", "3", of: pair),
      OptionTrial("--min-score", "9", of: byScore), OptionTrial("--min-edit", "0.9", of: pair),
      OptionTrial("--max-edit", "0.1", of: pair),
      OptionTrial("--least-similar", "40%", of: byReference),
      OptionTrial("--similarity", "reward", of: "\(byReference) --least-similar 40%"),
      OptionTrial("--weight", "nll", of: pair), OptionTrial("--label-prob", "0.9", of: pair),
      OptionTrial("--length-control", "0.4", of: "\(byScore) --score steps"),
      OptionTrial("--seed", "5", of: "\(pair) --by correct-vs-wrong"),
      OptionTrial("--chosen", "reward=2", or: "reward=1", of: "\(pair) --rejected reward=0"),
      OptionTrial("--rejected", "reward=0", or: "reward=1", of: "\(pair) --chosen reward=2"),
      OptionTrial("--only", "index<2", of: pair),
      OptionTrial("--latest", of: "twins.jsonl --plain --chosen reward=1 --rejected reward=1"),
      OptionTrial("--truncated", of: "cut.jsonl --plain --by best-vs-worst"),
      OptionTrial("--revisions", of: "\(pair) --template template.txt"),
      OptionTrial("--template", "template.txt", of: pair), OptionTrial("--chat", of: pair),
      OptionTrial("--system", "Be brief.", of: pair),
      OptionTrial("--few-shot", "shots.jsonl", of: pair),
    ],
    "problems": [
      OptionTrial(
        "--prompt", "prompt", or: "solution", of: "file in.jsonl --plain --reference solution"),
      OptionTrial("--reference", "solution", or: "id", of: "file in.jsonl --plain --prompt prompt"),
      OptionTrial("--extract", "choice", of: file),
      OptionTrial("--decimal-comma", of: "\(comma) --extract number"),
      OptionTrial("--choices", "solution", of: file),
      OptionTrial("--solution", "solution", of: file), OptionTrial("--tests", "solution", of: file),
      OptionTrial("--id", "id", of: file), OptionTrial("--name", "other", of: file),
      OptionTrial("--limit", "1", of: file),
      OptionTrial("--difficulty", "9", of: "reverse --plain --count 5"),
      OptionTrial("--count", "4", or: "5", of: "reverse --plain"),
      OptionTrial("--repeats", of: "reverse --plain --difficulty 1 --count 99"),
      OptionTrial("--seed", "5", of: "reverse --plain --count 5"),
    ],
    "vote": [
      OptionTrial("--extract", "text", of: vote),
      OptionTrial("--decimal-comma", of: "comma.jsonl --plain"),
      OptionTrial("--compare-extractors", of: "in.jsonl --extract number,text"),
      OptionTrial("--top", "1", of: "in.jsonl --extract number,text --compare-extractors"),
      OptionTrial("--weight", "score", of: vote),
      OptionTrial("--score-kind", "points", of: "\(vote) --weight score"),
      OptionTrial("--clusters", "pairs", of: vote), OptionTrial("--soft", "share", of: vote),
      OptionTrial("--cross", "correct", of: vote), OptionTrial("--keep", "majority", of: vote),
      OptionTrial("--min-share", "90%", of: vote), OptionTrial("--ties", "drop", of: vote),
      OptionTrial("--truncated", of: "cut.jsonl --plain"),
      OptionTrial("--seed", "5", of: "\(vote) --ties random"),
      OptionTrial("--max-share", "10%", of: vote), OptionTrial("--min-margin", "90%", of: vote),
      OptionTrial("--only", "index>1", of: vote),
      OptionTrial("--latest", of: "twins.jsonl --plain --extract text"),
      OptionTrial("--elected-by", "voted.jsonl", of: vote),
      OptionTrial("--on", "solution", of: "\(vote) --elected-by voted.jsonl"),
      OptionTrial("--agreement", "correct", of: vote),
    ],
  ]

  private static let best = "in.jsonl --plain"
  private static let keep = "in.jsonl --plain --only 'reward>0'"
  private static let whole = "in.jsonl --plain --by nll"
  private static let vote = "in.jsonl --plain"
  private static let file = "file in.jsonl --plain --prompt prompt --reference solution"
  private static let comma = "file comma.jsonl --plain --prompt prompt --reference reference"
  private static let pair = "in.jsonl --plain"
  private static let byScore = "in.jsonl --plain --by best-vs-worst"
  private static let byReference = "in.jsonl --plain --by reference-vs-sample --max-pairs 1"

  // MARK: - Refusals

  /// Lines with an option that nothing uses, and what is said of it.
  static let refused = [
    ("best --score-kind points", "--score-kind needs --rank"),
    ("rows --by nll", "--by needs --as group or --as advantage"),
    ("rows --label correct", "--label needs --as kto"),
    ("dedup --shingle 3", "--shingle needs --near"),
    ("pair --score nll", "--score needs --by best-vs-worst or revised-vs-original"),
    ("pair --by correct-vs-wrong --min-margin 1", "--min-margin needs --by most-vs-least"),
    ("pair --similarity nll", "--similarity needs --least-similar"),
    ("score --model replay:in.jsonl --of solution --logprobs", "--logprobs needs --of samples"),
    ("score --model replay:in.jsonl --words a --with-prompt", "--with-prompt needs texts"),
    ("vote --max-rejects 3", "--max-rejects needs --rejects"),
    ("vote --plain --level 3", "--level needs a compressed stream"),
  ]

  // MARK: - Files

  /// What the lines read.
  static let files = [
    "in.jsonl": (0..<8).map { record($0) + "\n" }.joined(), "one.jsonl": record(9) + "\n",
    "twins.jsonl":
      #"{"id":"t","prompt":"?","samples":[{"text":"a","reward":1},"#
      + #"{"index":1,"text":"a","reward":1,"parent":0}]}"# + "\n",
    "comma.jsonl": #"{"prompt":"?","reference":"1.000,5","samples":[{"text":"It is 1.000,5"}]}"#
      + "\n",
    "template.txt": "Again: {{prompt}}\n",
    "shots.jsonl": #"{"prompt":"a","completion":"b"}"# + "\n",
    "voted.jsonl": #"{"id":"0","vote":{"answer":"1"}}"# + "\n",
    "cut.jsonl": #"{"id":"a","samples":[{"text":"It is 7","finish":"length"}]}"# + "\n",
  ]

  /// A problem with samples that have what the options ask for.
  private static func record(_ number: Int) -> String {
    let samples = (0..<4).map { index in
      let text = String(repeating: "so ", count: index * index) + "\(number) is \(index / 2)"
      return #"{"index":\#(index),"text":"\#(text)","answer":"\#(index % 3 / 2)","#
        + #""correct":\#(index % 3 < 2),"long":\#(index > 1),"reward":\#(index % 3),"#
        + #""nll":\#(Double(4 - index) / 2),"steps":\#([0.9, 0.1, 0, 1][index]),"#
        + #""critiques":[{"kind":"points","score":\#(index)},"#
        + #"{"kind":"pairs","against":\#((index + 1) % 4),"score":\#(index % 2)}]}"#
    }
    let prompt = "It takes a long text with many equal words to be like another: \(number)"
    return #"{"id":"p-\#(number)","prompt":"\#(prompt)","solution":"\#(number)","#
      + #""samples":[\#(samples.joined(separator: ","))]}"#
  }
}
