import Foundation
import Testing

/// Mistakes that others made and had to mend, each named after what went wrong.
struct TrapTests {
  private func run(_ line: String, _ records: [String], in folder: Folder) throws -> [String] {
    try folder.write(records.map { $0 + "\n" }.joined(), to: "in.jsonl")
    let result = try Shell.run(line, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    return result.text.split(separator: "\n").map(String.init)
  }

  /// A default that takes the place of what is false, as «score or 1» in Python, loses it.
  @Test(arguments: [
    ("best -q -n 1 --plain", #""index":1"#),
    ("best -q -n 1 --ascending --plain", #""index":0"#),
    ("rows -q --as group --plain", #""rewards":[-1.0,0.0,-0.5]"#),
    ("pair -q --by best-vs-worst --score reward --plain", #""a/1/0","prompt":"p","chosen":"zero""#),
    (
      "pair -q --by best-vs-worst --score reward --min-score 0 --plain",
      #""a/1/0","prompt":"p","chosen":"zero""#
    ),
    ("vote -q --extract text --weight score --plain", #""answer":"zero","count":1,"weight":0.0"#),
    ("rows -q --weight reward --plain", #""completion":"zero","weight":0.0"#),
    (
      "critique -q --model replay:judge.jsonl --reward --plain",
      #""score":0.0,"verdict":null,"step":null,"against":null,"of":null,"text":"Score: 0""#
    ),
    ("critique -q --model replay:judge.jsonl --kind new --reward --plain", #""reward":0.0"#),
  ])
  func aScoreOfZeroIsAScore(line: String, expected: String) throws {
    let folder = try Folder()
    try folder.write(#"{"prompt":"*","text":"Score: 0"}"# + "\n", to: "judge.jsonl")
    let record =
      #"{"id":"a","prompt":"p","samples":["#
      + #"{"index":0,"text":"less","reward":-1.0,"critiques":[]},"#
      + #"{"index":1,"text":"zero","reward":0.0,"critiques":[{"kind":"points","score":0.0}]},"#
      + #"{"index":2,"text":"half","reward":-0.5,"critiques":[{"kind":"points","score":2}]}]}"#
    let lines = try run("\(line) in.jsonl", [record], in: folder)
    #expect(lines.contains { $0.contains(expected) }, "\(lines)")
  }

  /// Lists of weights and of records that are put together by place shift when a record is left out.
  @Test func theRecordAfterOneThatIsSkippedKeepsItsOwnWeight() throws {
    func record(_ id: String, _ now: [Double], _ before: [Double], share: Double) -> String {
      let samples = zip(now, before).enumerated().map { index, pair in
        #"{"index":\#(index),"text":"\#(id)\#(index)","now":\#(pair.0),"before":\#(pair.1),"#
          + #""nll":\#(pair.0)}"#
      }
      return #"{"id":"\#(id)","prompt":"p","vote":{"share":\#(share)},"#
        + #""samples":[\#(samples.joined(separator: ","))]}"#
    }
    // The second has one sample, and so no ranking; the third has equal scores, and so no pair.
    let records = [
      record("a", [1, 2, 3], [1, 3, 2], share: 0.25), record("b", [1], [1], share: 0.5),
      record("c", [2, 2], [1, 1], share: 0.75), record("d", [1, 2, 3], [3, 2, 1], share: 1),
    ]
    let folder = try Folder()
    let pair = "pair -q --by best-vs-worst --score now --label-prob now,before --weight vote.share"
    let rows = try run("\(pair) --plain in.jsonl", records, in: folder)
    #expect(rows.count == 2)
    #expect(rows[0].contains(#""id":"a/2/0""#) && rows[0].contains(#""weight":0.25,"#))
    #expect(rows[0].contains(#""label_prob":0.666"#))
    #expect(rows[1].contains(#""id":"d/2/0""#) && rows[1].contains(#""weight":1.0,"#))
    #expect(rows[1].contains(#""label_prob":0.0}"#))
    // Rejected lines shift nothing either: the weight is the loss over the mean trusted loss.
    let broken = [records[0], "{", records[3]]
    let weighed = try run(
      """
      echo '{"id":"v","samples":[{"nll":1}]}' >valid.jsonl
      filter-by-DS-weight -q --valid valid.jsonl --keep 100% --plain --rejects bad.zst \
        --max-rejects 1 in.jsonl
      """, broken, in: folder)
    #expect(weighed.count == 2)
    for line in weighed {
      #expect(line.contains(#""nll":3.0,"ds_weight":3.0"#), "\(line)")
    }
  }

  /// Replies that come in any order find the samples that they are of, however many a record has.
  @Test func recordsWithDifferentNumbersOfSamplesKeepTheirOwn() throws {
    let folder = try Folder()
    let counts = [1, 3, 0, 2, 5, 1]
    let records = counts.enumerated().map { place, count in
      let samples = (0..<count).map { #"{"index":\#(2 * $0),"text":"answer \#(place)-\#($0)"}"# }
      return #"{"id":"p-\#(place)","prompt":"?","samples":[\#(samples.joined(separator: ","))]}"#
    }
    let judge = "critique -q --served-model toy --no-probe --model $URL --template judge.txt"
    let lines = try run(
      """
      echo '{{sample.text}} Fri' >judge.txt
      rm -f stub.txt
      stub-server --delay 1ms-40ms >stub.txt & stub=$!
      trap 'kill $stub' EXIT
      until [ -s stub.txt ]; do sleep 0.02; done
      URL=$(head -n 1 stub.txt)
      \(judge) --concurrency 64 --plain in.jsonl >together.jsonl
      \(judge) --concurrency 1 --plain in.jsonl | cmp - together.jsonl
      tail -n +3 in.jsonl | \(judge) --concurrency 5 --plain >some.jsonl
      tail -n +3 together.jsonl | cmp - some.jsonl
      cat together.jsonl
      """, records, in: folder)
    #expect(lines.map { $0.components(separatedBy: #""kind":"points""#).count - 1 } == counts)
  }

  /// What a model said is data: nothing on the way cleans, cuts or escapes it otherwise.
  @Test func aSamplesTextLeavesAsItCame() throws {
    let text = #""\n\u0041 <b>\/ é\u00e9 😀 \\boxed{7}  \t\u2028 {{x}} %s $HOME 7 ""#
    let record =
      #"{"id":"a","prompt":"p","reference":"7","samples":[{"index":0,"text":\#(text),"nll":1}]}"#
    let folder = try Folder()
    let lines = try run(
      """
      vote -q --extract boxed in.jsonl | verify -q --extract boxed --reward | best -q -n 1 \
        | blend -q - | dedup -q >out.zst
      zstd -dcq out.zst
      rows -q --plain out.zst
      """, [record], in: folder)
    #expect(lines.count == 2 && lines[0].contains(text), "\(lines)")
    // A row is written anew: its letters are the same, not its escapes.
    func decoded(_ text: String) throws -> Any {
      try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    }
    let row = try #require(try decoded(lines[1]) as? [String: Any])
    #expect(try row["completion"] as? String == decoded(text) as? String)
  }

  /// Numbers that no computer counts are refused as such, and the others that they are multiplied
  /// with do not matter.
  @Test(arguments: [
    ("--lora-rank 2305843009213693952", "--lora-rank is more than"),
    ("--lora-rank 1000000000000", "--lora-rank is more than"), ("--epochs 1e20", "--epochs must"),
    ("--batch 9223372036854775807 --gradient-accumulation-steps 2", "--batch must be"),
    ("--steps 9223372036854775807", "--steps must be"),
    (
      "--loss dr_grpo --max-completion-length 9223372036854775807",
      "--max-completion-length must be"
    ),
    ("--lora-targets all", "--lora-targets go with --lora-rank"),
  ])
  func countsHaveAnEnd(options: String, says: String) throws {
    let folder = try Folder()
    try folder.write(#"{"prompt":"1=","completion":"2"}"# + "\n", to: "rows.jsonl")
    let new = "train rows.jsonl -q --plain --alphabet 012= --steps 1 --save"
    let result = try Shell.run(
      """
      \(new) base --new width=8,layers=1,heads=2 > metrics
      train rows.jsonl -q --model base --save other \(options) || echo $?
      """, in: folder.url)
    #expect(result.text == "64\n" && result.stderr.contains(says), "\(result.stderr)")
    for size in ["width", "layers", "heads", "head-width", "feed-forward", "context", "kv-heads"] {
      let line = "\(new) huge --new width=8,layers=1,heads=2,\(size)=4611686018427387904"
      let result = try Shell.run(line, in: folder.url)
      #expect(result.status == 64, "\(size): \(result.stderr)")
    }
  }
}
