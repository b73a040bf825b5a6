import Foundation
import Testing

/// Lines that are odd, but JSON, come out as they went in; lines that are none are refused with
/// their place; no value of any field ends a command in any other way.
struct OddInputTests {
  // MARK: - Byte for byte

  /// Lines that are records, as odd as they may be.
  private static let odd = [
    #"{"id":"crlf","samples":[{"text":"7"}]}"# + "\r",
    #"  { "id" : "space" , "samples" : [ { "text" : "7" } , { } ] } "# + "\t",
    #"{"id":"surrogates","a":"\ud800","\udc00b":"\uDBFF\u0041","samples":[]}"#,
    #"{"id":"nul","a":"\u0000","\u0000":1,"samples":[]}"#,
    #"{"id":"twice","a":1,"a":2,"b":{"c":1,"c":2},"samples":[{"x":1,"x":2}]}"#,
    #"{"id":"numbers","a":[9007199254740993,18446744073709551615,1e400,-1e400,-0,-0.0,1.10,1E+2],"#
      + #""samples":[{"n":123456789012345678901234567890}]}"#,
    #"{"id":"deep","a":"# + String(repeating: "[", count: 10_000)
      + String(repeating: "]", count: 10_000) + #","samples":[]}"#,
    #"{"id":"deep samples","samples":[{"a":"# + String(repeating: #"{"b":"#, count: 10_000) + "1"
      + String(repeating: "}", count: 10_000) + "}]}",
    #"{"id":"escapes","a":"\/\u00e9\u002F\b\f","é😀":"\#u{7F}\#u{2028}","samples":[]}"#,
    #"{"":"no name","samples":[],"id":"last"}"#,
  ]

  @Test(arguments: ["blend", "holdout --share 0 --held none.zst"])
  func oddLinesStayAsTheyAre(command: String) throws {
    let folder = try Folder()
    let text = Self.odd.joined(separator: "\n") + "\n"
    try folder.write(text, to: "in.jsonl")
    let result = try Shell.run("\(command) --quiet --plain in.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout == Array(text.utf8))
    let chain = try Shell.run(
      "\(command) -q in.jsonl -o a.zst; \(command) -q a.zst | zstd -dc", in: folder.url)
    #expect(chain.stdout == Array(text.utf8), "\(chain.stderr)")
  }

  @Test func whatACommandAddsChangesNothingElse() throws {
    let folder = try Folder()
    try folder.write(Self.odd.joined(separator: "\n") + "\n", to: "in.jsonl")
    // A sample without a text is no sample to vote with: its line is refused, the others go on.
    let result = try Shell.run(
      "vote -q --plain --rejects bad.zst --max-rejects 4 in.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    let lines = result.stdout.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    let expected = Self.odd.filter { !$0.contains("[{") && !$0.contains("[ {") }
    #expect(lines.count == expected.count + 1)
    for (before, after) in zip(expected, lines.dropFirst()) {
      let end = try #require(before.lastIndex(of: "}"))
      #expect(after.hasPrefix(before[..<end] + #","vote":{"#))
    }
  }

  @Test(arguments: [
    ("\u{FEFF}{\"id\":\"b\",\"samples\":[]}", "the line begins with a byte order mark"),
    ("", "the line is blank"), (" \r", "the line is blank"), ("\0", "no JSON object"),
    ("{\"id\":\"\0\"}", "a control character in a string"), ("{\"a\":01}", "leading zero"),
    ("{\"id\":\"b\"", "expected a comma or the end of the object"), ("[{}]", "no JSON object"),
    ("{\"id\":\"b\",\"samples\":[],\"samples\":[]}", "there twice"),
    ("{\"a\":NaN}", "no JSON value"),
    (
      "{\"id\":\"b\",\"samples\":[],\"vote\":1,\"v\\u006fte\":2}", "the field “vote” is there twice"
    ),
  ])
  func otherLinesAreRefusedWithTheirPlace(line: String, reason: String) throws {
    let folder = try Folder()
    let first = #"{"id":"a","samples":[]}"# + "\r\n"
    try folder.write(first + line + "\n" + first, to: "in.jsonl")
    for input in ["in.jsonl", "<(zstd -c in.jsonl)"] {
      let result = try Shell.run("vote --quiet --plain \(input)", in: folder.url)
      #expect(result.status == 65)
      #expect(result.stderr.contains("line 2 (byte \(first.utf8.count)"), "\(result.stderr)")
      #expect(result.stderr.contains(reason))
      #expect(result.text.split(separator: "\n", omittingEmptySubsequences: true).count == 1)
    }
  }

  /// What begins a file of another format, as printf writes it, and what the error names.
  @Test(arguments: [
    ("\\037\\213\\010", "compressed with gzip"), ("PAR1", "a Parquet file"),
    ("\\377\\376{\\000", "UTF-16"), ("{\\000\"", "UTF-16"), ("BZh9", "bzip2"),
    ("PK\\003\\004", "zip"),
    ("\\375 7zXZ", "no JSON object"), ("[{}]", "a list"),
    ("{\"a\":1,", "pretty-printed"), ("{", "pretty-printed"), ("{\"a\":None}", "None; write null"),
  ])
  func otherFormatsAreNamed(bytes: String, name: String) throws {
    let folder = try Folder()
    let result = try Shell.run("printf '\(bytes)\\n' | vote -q --plain", in: folder.url)
    #expect(result.status == 65)
    #expect(result.stderr.contains(name), "\(result.stderr)")
  }

  // MARK: - Large

  @Test func aLineOf100MegabytesIsALine() throws {
    let folder = try Folder()
    let result = try Shell.run(
      """
      (printf '{"id":"a","prompt":"'; head -c 100000000 /dev/zero | tr '\\0' a
      printf '","samples":[]}\\n') > in.jsonl
      blend -q in.jsonl | zstd -dcq | cmp - in.jsonl
      vote -q --max-line 9999999 in.jsonl || echo $?
      """, in: folder.url)
    #expect(result.stderr.contains("line 1 (byte 0): "))
    #expect(result.stderr.contains("longer than 9999999 bytes"))
    #expect(result.text.hasSuffix("65\n"))
  }

  @Test func aRecordMayHave100000Samples() throws {
    let folder = try Folder()
    let samples = (0..<100_000).map { #"{"index":\#($0),"text":"It is \#($0 % 100)."}"# }
    let line = #"{"id":"a","samples":[\#(samples.joined(separator: ","))]}"#
    try folder.write(line + "\n", to: "in.jsonl")
    let result = try Shell.run("vote in.jsonl --keep majority --plain | wc -l", in: folder.url)
    #expect(result.text == "1\n")
    #expect(result.stderr.contains("100000 read, 1000 written, dropped 99000 minority"))
  }

  @Test(arguments: ["yes aa | tr -d '\\n'", "head -c 1000000000 /dev/zero | zstd -q"])
  func aLineWithoutEndIsRefused(input: String) throws {
    let folder = try Folder()
    let result = try Shell.run(
      "(\(input) || true) | vote -q --max-line 10000000 | wc -c", in: folder.url)
    #expect(result.status == 65)
    #expect(result.stderr.contains("line 1 (byte 0)"))
    #expect(result.stderr.contains("longer than 10000000 bytes (--max-line allows more)"))
  }

  // MARK: - Every value in every field

  private static let values = [
    "null", "true", #""x""#, #""""#, #""\ud800""#, #""\u0000""#, "0", "-0", "-1", "1.5", "1e400",
    "-1e400", "5e-324", "1e-400", "1e308", "9007199254740993", "9223372036854775807",
    "-9223372036854775808", "18446744073709551615", "[]", "{}", "[[]]", "[{}]", "[null]", "[5,1]",
    "[-1,9223372036854775807]", #"{"a":1,"a":2}"#, #"[{"role":"user","content":"x"}]"#,
    #"[{"kind":"a","score":1e400}]"#, #"[{"kind":"a","score":1e308},{"kind":"a","score":1e308}]"#,
    #"{"answer":"1","share":2,"counts":[{"answer":"1","count":9223372036854775807},"#
      + #"{"answer":"2","count":9223372036854775807},{"answer":"3","count":-5}],"abstained":-9}"#,
    String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
  ]
  private static let ofRecords: [(key: String, value: String)] = [
    ("prompt", #""q""#), ("reference", #""7""#), ("solution", #""7""#), ("solution_nll", "1"),
    ("vote", #"{"answer":"7","share":0.5}"#), ("next_index", "2"), ("meta", "{}"),
    ("label", "true"),
  ]
  private static let ofSamples: [(key: String, value: String)] = [
    ("index", "0"), ("text", #""It is 7.""#), ("finish", #""stop""#), ("logprob", "-1"),
    ("tokens", #"{"prompt":1,"completion":2}"#), ("nll", "1"), ("answer", #""7""#),
    ("correct", "true"), ("majority", "true"), ("reward", "1"), ("ds_weight", "1"),
    ("critiques", #"[{"kind":"a","score":1}]"#), ("parent", "0"), ("span", "[0,1]"),
    ("model", #""m""#), ("seed", "1"), ("verdict", #""right""#), ("probs", "{}"),
  ]

  /// Records that are as they should be but for one field.
  private static func lines() -> [String] {
    func object(_ members: [(key: String, value: String)], _ key: String, _ value: String) -> String
    {
      let changed = members.map { #""\#($0.key)":\#($0.key == key ? value : $0.value)"# }
      return changed.joined(separator: ",")
    }
    var lines: [String] = []
    func add(record: String, sample: String) {
      let other = #"{"index":1,"text":"8","nll":2,"reward":0,"answer":"8","correct":false}"#
      lines.append(#"{"id":"\#(lines.count)",\#(record),"samples":[{\#(sample)},\#(other)]}"#)
    }
    let sample = object(ofSamples, "", "")
    let record = object(ofRecords, "", "")
    for value in values {
      for (key, _) in ofRecords { add(record: object(ofRecords, key, value), sample: sample) }
      for (key, _) in ofSamples { add(record: record, sample: object(ofSamples, key, value)) }
    }
    for (key, value) in ofRecords { add(record: record + #","\#(key)":\#(value)"#, sample: sample) }
    for (key, value) in ofSamples { add(record: record, sample: sample + #","\#(key)":\#(value)"#) }
    return lines
  }

  @Test(arguments: [
    "best", "best -n 1 --by nll --ascending", "rows --weight vote.share",
    "rows --weight logprob", "rows --as kto", "rows --as group --by score",
    "rows --from solution", "blend", "pair --by most-vs-least",
    "pair --by best-vs-worst --score reward", "pair --by best-vs-worst --score score",
    "pair --by correct-vs-wrong", "pair --by reference-vs-sample", "pair --by revised-vs-original",
    "vote", "vote --weight logprob", "vote --weight score", "verify --reward",
    "holdout --share 20% --held held.zst", "filter-by-DS-weight --valid valid.jsonl --keep 50%",
    "problems file --prompt prompt --reference reference --id id",
    "critique --model replay:points.jsonl --reward", "sample --model replay:points.jsonl -n 2",
    "score --model replay:words.jsonl --words Yes,No",
  ])
  func noValueEndsACommandUnforeseen(command: String) throws {
    let folder = try Folder()
    let lines = Self.lines()
    try folder.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    try folder.write(#"{"id":"v","samples":[{"nll":0.5}]}"# + "\n", to: "valid.jsonl")
    try folder.write(#"{"prompt":"*","text":"Good. Score: 4"}"# + "\n", to: "points.jsonl")
    try folder.write(#"{"prompt":"*","probabilities":{"Yes":1,"No":0}}"# + "\n", to: "words.jsonl")
    let result = try Shell.run(
      "\(command) in.jsonl --rejects bad.zst --max-rejects 100% -o out.zst; inspect --check bad.zst "
        + "2>&1 | grep -c 'stopped early' || true",
      in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text == "0\n", "the rejects are whole")
    #expect(result.stderr.contains(": \(lines.count) read, "))
  }

  /// Each sees the line as x.jsonl, another record as y.jsonl, and both as two seeds of one run.
  @Test(arguments: [
    "inspect x.jsonl", "inspect --schema x.jsonl", "inspect --diff x.jsonl y.jsonl",
    "inspect --diff y.jsonl x.jsonl", "inspect --check x.jsonl", "report x.jsonl",
    "report --html page.html x.jsonl", "report --json seeds/*/m/r/x.jsonl",
    "report --html page.html seeds/*/m/r/x.jsonl", "report --savings x.jsonl y.jsonl",
    "report --by reference --mean 1-9 --plot x.jsonl y.jsonl",
  ])
  func noValueEndsAViewUnforeseen(view: String) throws {
    let folder = try Folder()
    let lines = Self.lines().filter { $0.contains("9223372036854775807") || $0.contains("1e308") }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    let result = try Shell.run(
      """
      mkdir -p seeds/{1,2}/m/r
      other='"vote":{"answer":"7","share":0.5,"entropy":-1e308,"margin":-1e308},"samples":[{"text":"8"}]'
      while read -r line; do
        id=$(sed 's/{"id":\\("[^"]*"\\).*/\\1/' <<< "$line")
        echo "{\"id\":$id,\"reference\":\"7\",$other}" | tee y.jsonl > seeds/2/m/r/x.jsonl
        echo "$line" | tee x.jsonl > seeds/1/m/r/x.jsonl
        status=0
        \(view) > /dev/null 2>&1 || status=$?
        case $status in 0 | 1 | 65) ;; *) echo "$status: $line" ;; esac
      done < in.jsonl
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.isEmpty)
  }

  @Test func noValueEndsAHistoryUnforeseen() throws {
    let folder = try Folder()
    try folder.write(Self.lines().joined(separator: "\n") + "\n", to: "in.jsonl")
    let result = try Shell.run(
      "vote -q in.jsonl --rejects bad.zst --max-rejects 100% | inspect --history", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains("rejected"))
  }
}
