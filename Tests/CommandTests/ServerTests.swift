import Foundation
import Testing

/// What commands do with a server, which is the stub that was built with them.
struct ServerTests {
  private static let problems = (0..<6).map {
    #"{"id":"p-\#($0)","prompt":"What is \#($0)?"}"# + "\n"
  }

  /// Runs a line while the stub serves at `$URL`; what the stub counted is in the file `counts`.
  private func run(_ line: String, stub: String = "", in folder: Folder) throws -> Shell.Result {
    try folder.write(Self.problems.joined(), to: "in.jsonl")
    return try Shell.run(
      """
      rm -f stub.txt
      stub-server \(stub) >stub.txt & stub=$!
      until [ -s stub.txt ]; do sleep 0.02; done
      URL=$(head -n 1 stub.txt)
      set +e
      (set -e; \(line))
      status=$?
      kill -TERM $stub; wait $stub
      tail -n 1 stub.txt >counts
      exit $status
      """, in: folder.url)
  }

  private func read(_ name: String, in folder: Folder) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func theKeyIsSentAndAppearsNowhere() throws {
    let folder = try Folder()
    // Half of the requests are refused with a message that repeats the key.
    let result = try run(
      """
      export OPENAI_API_KEY=sk-s3cret
      sample in.jsonl --model $URL -n 4 --output out.zst --journal kept.zst & pid=$!
      sleep 0.1
      tr '\\0' ' ' </proc/$pid/cmdline >processes || true
      wait $pid
      sample in.jsonl --model $URL --plain --concurrency 3 >plain.txt
      unset OPENAI_API_KEY
      inspect --history out.zst >history.txt
      zstd -dc out.zst kept.zst >text.txt
      """, stub: "--delay 20ms --fault leak:50%", in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.contains("Incorrect API key provided: "))
    #expect(try read("text.txt", in: folder).contains("Incorrect API key provided: "))
    #expect(try !read("counts", in: folder).contains(#""authorized":0,"#))
    #expect(try read("history.txt", in: folder).contains("abilities"))
    let all = try folder.names.map {
      String(
        decoding: try Data(contentsOf: folder.url.appending(path: $0)), as: UTF8.self)
    }
    #expect(!(all + [result.stderr, result.text]).contains { $0.contains("s3cret") })
  }

  @Test func aServerThatNeverAnswersIsUnavailable() throws {
    let folder = try Folder()
    let result = try run(
      "sample in.jsonl --model $URL --served-model toy --no-probe --attempts 1 --output out.zst",
      stub: "--fault 503:100%", in: folder)
    #expect(result.status == 69, "\(result.stderr)")
    #expect(result.stderr.contains("the server answers 503"))
    #expect(!folder.has("out.zst"))
  }

  @Test func whatFailedIsAskedAgainIfThatIsWanted() throws {
    let folder = try Folder()
    let sample = "sample in.jsonl --model $URL --served-model toy --no-probe -n 4"
    let whole = try run("\(sample) --plain >whole.jsonl", in: folder)
    #expect(whole.status == 0, "\(whole.stderr)")
    // A request fails three times at most.
    let result = try run(
      """
      more=
      for run in 1 2 3 4; do
        \(sample) --journal kept $more --plain >$run.jsonl 2>$run.txt
        more=--retry-failed
      done
      cmp 4.jsonl whole.jsonl
      \(sample) --journal kept --plain | cmp - whole.jsonl
      """, stub: "--fault leak:50%", in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try read("1.jsonl", in: folder).contains("Incorrect API key provided"))
    #expect(try read("2.txt", in: folder).contains(" asked again\n"))
    #expect(try read("counts", in: folder).contains(#""answered":24,"repeated":0,"keys":24"#))
  }

  @Test func whoEndsARunIsToldHowItGoesOn() throws {
    let folder = try Folder()
    let sample = "sample in.jsonl --model $URL --served-model toy --no-probe -n 4 --output out.zst"
    let result = try run(
      """
      timeout -s INT 1 \(sample) || test $? = 124
      test -e out.zst.journal && ! test -e out.zst
      """, stub: "--delay 60s", in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(
      result.stderr.contains("kept in out.zst.journal: run the same again"), "\(result.stderr)")
  }

  @Test func aPreviewShowsRequestsAndSendsNone() throws {
    let folder = try Folder()
    let result = try run(
      """
      sample in.jsonl --model $URL --served-model toy -n 2 --preview 3 --price 1,2 --chat \
        --body '{"reasoning_effort":"low"}' --output out.zst
      """, in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr.matches(of: /POST http:.*\/v1\/chat\/completions\n/).count == 3)
    #expect(result.stderr.contains(#""reasoning_effort":"low""#))
    #expect(result.stderr.contains("3 requests: about "))
    #expect(result.stderr.contains("cost at most "))
    #expect(!folder.has("out.zst") && !folder.has("out.zst.journal"))
    #expect(try read("counts", in: folder).contains(#""requests":0"#))
  }

  @Test func aRunWithoutAnyAnswerHasAStatusOfItsOwn() throws {
    let folder = try Folder()
    let result = try run(
      "sample in.jsonl --model $URL --served-model toy --no-probe --output out.zst",
      stub: "--fault leak:100%", in: folder)
    #expect(result.status == 76, "\(result.stderr)")
    #expect(result.stderr.contains("none of 6 requests was answered; the first: "))
    #expect(!folder.has("out.zst"))
  }

  @Test(arguments: [
    (#"--body '{"seed":1}'"#, #"invalid --body: "seed" is set by --seed"#),
    ("--body '[1]'", "--body"), ("--header api-key", "--header"),
    ("--header api-key=NOT_THERE", "the environment has no NOT_THERE"),
    ("--template-set a=1", "--template-set needs a model directory"),
    ("--preview 0", "invalid --preview 0"),
  ])
  func whatCannotBeAddedToRequestsIsRefusedByName(options: String, says: String) throws {
    let folder = try Folder()
    let result = try run(
      "sample in.jsonl --model $URL --served-model toy --no-probe \(options)", in: folder)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stderr.contains(says), "\(result.stderr)")
  }

  @Test func anotherBodyIsAnotherQuestion() throws {
    let folder = try Folder()
    let sample = "sample in.jsonl --model $URL --served-model toy --no-probe --journal kept --quiet"
    let result = try run(
      """
      \(sample) --plain > /dev/null
      \(sample) --plain > /dev/null
      \(sample) --body '{"min_p":0.1}' --output out.zst
      inspect --history out.zst
      """, in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains("min_p"))
    #expect(try read("counts", in: folder).contains(#""requests":12"#))
  }

  @Test func aTemplateIsCheckedBeforeTheFirstRequest() throws {
    let folder = try Folder()
    try folder.write("{{promt}}", to: "ask.txt")
    let result = try run(
      "sample in.jsonl --model $URL --served-model toy --no-probe --template ask.txt", in: folder)
    #expect(result.status == 65, "\(result.stderr)")
    #expect(result.stderr.contains("is {{prompt}} meant?"))
    #expect(try read("counts", in: folder).contains(#""requests":0,"#))
  }

  @Test func aRunThatStopsHalfWayGoesOnAndEndsWithTheSameLines() throws {
    let folder = try Folder()
    let sample = "sample in.jsonl --model $URL --served-model toy --no-probe -n 2 --concurrency 1"
    let result = try run(
      """
      \(sample) --no-journal --seed 7 --plain >whole.jsonl
      """, in: folder)
    #expect(result.status == 0, "\(result.stderr)")
    let halfway = try run(
      """
      for run in $(seq 40); do
        status=0
        \(sample) --seed 7 --output out.zst 2>>said.txt || status=$?
        echo $status >>statuses
        [ $status = 75 ] && [ ! -e out.zst ] || break
      done
      zstd -dc out.zst | cmp - whole.jsonl
      """, stub: "--seed 5 --fault quota:30%", in: folder)
    #expect(halfway.status == 0, "\(halfway.stderr)")
    let statuses = try read("statuses", in: folder).split(separator: "\n")
    #expect(statuses.count > 2 && statuses.last == "0")
    #expect(statuses.dropLast().allSatisfy { $0 == "75" }, "\(statuses)")
    #expect(try read("counts", in: folder).contains(#""repeated":0,"#))
  }

  @Test func whatAServerCannotIsRefusedBeforeAnythingIsComputed() throws {
    let folder = try Folder()
    try folder.write(
      #"{"id":"a","prompt":"1","samples":[{"text":" 2","finish":"stop"}]}"# + "\n",
      to: "scored.jsonl")
    let result = try run(
      "score scored.jsonl --model $URL --plain", stub: "--without echo prompt_logprobs",
      in: folder)
    #expect(result.status == 64, "\(result.stderr)")
    #expect(result.stderr.contains("the server cannot score a given text"))
    #expect(result.text == "")
  }
}
