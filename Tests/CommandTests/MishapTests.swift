import Foundation
import Testing

/// What is left when a command is killed, or when what it reads from or writes to fails it.
///
/// Nothing here waits for a time to pass: a line waits for what the commands have done.
struct MishapTests {
  /// A file of so many records with three samples each.
  private func bench(records: Int) throws -> Folder {
    let folder = try Folder()
    let lines = (0..<records).map { number in
      let samples = (0..<3).map { #"{"index":\#($0),"reward":\#($0),"text":"It is \#(number)."}"# }
      return #"{"id":"\#(number)","prompt":"?","samples":[\#(samples.joined(separator: ","))]}"#
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    return folder
  }

  // MARK: - Signals

  /// The long form is `make -C pipelines kill`.
  @Test func nothingLooksWholeThatWasKilled() throws {
    let folder = try Folder()
    let script = Shell.package.appending(path: "pipelines/kill").path
    let result = try Shell.run("'\(script)' 6 200", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.hasSuffix("nothing looked whole that was not\n"))
  }

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
  func aSignalEndsTheRunAndRemovesItsFile(signal: String, status: Int32) throws {
    let folder = try bench(records: 10)
    // The input stays open, so that the run goes on until the signal comes.
    let result = try Shell.run(
      """
      mkfifo in
      env --default-signal vote --quiet --output out.zst < in & run=$!
      exec 3> in
      cat in.jsonl >&3
      until [ -e .out.zst.partial ]; do sleep 0.01; done
      kill -\(signal) $run
      wait $run
      """, in: folder.url)
    #expect(result.status == status, "\(result.stderr)")
    #expect(try folder.names == ["in", "in.jsonl"])
  }

  @Test func aSignalThatWasIgnoredBeforeStaysSo() throws {
    let folder = try bench(records: 10)
    let result = try Shell.run(
      """
      mkfifo in
      env --ignore-signal=HUP vote --quiet --plain --output out < in & run=$!
      exec 3> in
      until [ -e .out.partial ]; do sleep 0.01; done
      kill -HUP $run
      cat in.jsonl >&3
      exec 3>&-
      wait $run
      wc -l < out
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text == "10\n")
  }

  // MARK: - Slow neighbours

  @Test func aReaderThatStallsStopsTheRunBeforeItsMemoryGrows() throws {
    let folder = try bench(records: 1)
    // Reading stops when all is full; then the memory at its highest is looked at.
    let result = try Shell.run(
      """
      mkfifo out
      yes "$(cat in.jsonl)" | exec vote --quiet --threads 2 > out & run=$!
      exec 3< out
      before=none
      while now=$(cat /proc/$run/io | sed -n 's/rchar: //p'); [ "$now" != "$before" ] || [ "$now" = 0 ]; do
        before=$now
        sleep 0.5
      done
      awk '/^VmHWM/ { print $2 }' /proc/$run/status
      kill $run
      """, in: folder.url)
    let kilobytes = try #require(Int(result.text.trimmingCharacters(in: .newlines)))
    #expect(kilobytes < 128 << 10, "of memory at most")
  }

  /// Each record goes through the whole pipe before the next one is written.
  @Test func aRecordIsNotKeptWaitingForTheNext() throws {
    let folder = try bench(records: 3)
    let result = try Shell.run(
      """
      mkfifo in out
      vote --quiet < in | best --quiet -n 2 | verify --quiet --plain > out & run=$!
      exec 3> in 4< out
      sed -i 's/"prompt"/"reference":"1","prompt"/' in.jsonl
      while read -r line; do
        echo "$line" >&3
        read -r -t 50 answer <&4
        echo "${answer%%,*}"
      done < in.jsonl
      exec 3>&-
      wait $run
      """, in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text == "{\"id\":\"0\"\n{\"id\":\"1\"\n{\"id\":\"2\"\n")
  }

  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: python != nil, "no Python"))
  func pipesThatDoNotBlockAreReadAndWritten() throws {
    let folder = try bench(records: 3000)
    // What event loops do to the pipes of the programs that they start.
    let result = try Shell.run(
      """
      cat > loop.py << 'END'
      import os, subprocess, sys, time
      (input, feed), (drain, output) = os.pipe(), os.pipe()
      for end in input, output:
          os.set_blocking(end, False)
      run = subprocess.Popen(["vote", "--quiet", "--plain"], stdin=input, stdout=output)
      os.close(input), os.close(output)
      if os.fork() == 0:
          os.close(drain)
          time.sleep(0.1)
          with open("in.jsonl", "rb") as lines, os.fdopen(feed, "wb") as pipe:
              pipe.write(lines.read())
          os._exit(0)
      os.close(feed)
      time.sleep(0.3)
      count = 0
      while some := os.read(drain, 4096):
          count += some.count(b"\\n")
      print(run.wait(), count)
      END
      python3 loop.py
      """, in: folder.url)
    #expect(result.text == "0 3000\n", "\(result.stderr)")
  }

  // MARK: - Full disks

  /// Mounts a file system of 64 KiB at `full`, which only its own name space sees.
  private static let mount = "mkdir -p full && mount -t tmpfs -o size=64k none full"

  /// Whether anybody may mount one here.
  private static let canMount: Bool = {
    guard let folder = try? Folder() else { return false }
    return (try? Shell.run("unshare -rm bash -c '\(mount)'", in: folder.url).status) == 0
  }()

  @Test(
    .enabled(if: canMount, "no small file system can be mounted here"),
    arguments: [
      "vote --quiet --output full/out.zst in.jsonl",
      "vote --quiet --plain in.jsonl > full/out",
      "holdout --quiet --share 90% --held full/held.zst in.jsonl --output out.zst",
      "vote --quiet --output out.zst --rejects full/bad.zst --max-rejects 100% bad.jsonl",
      "TMPDIR=full filter-by-DS-weight --quiet --keep 50% --valid in.jsonl in.jsonl -o out.zst",
    ])
  func aFullDiskIsAnErrorAndLeavesNothing(line: String) throws {
    let folder = try bench(records: 0)
    var text = ""
    var state: UInt64 = 1
    for number in 0..<8000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let noise = "\(String(state, radix: 36))\(String(state &* state, radix: 36))"
      text += #"{"id":"\#(number)","samples":[{"nll":1,"text":"\#(noise)"}]}"# + "\n"
    }
    try folder.write(text, to: "in.jsonl")
    try folder.write(text.replacing("samples", with: "simples"), to: "bad.jsonl")
    let left = "; status=$?; ls -A full | grep -v ^out$; exit $status"
    let result = try Shell.run(
      "unshare -rm bash -c '\(Self.mount); \(line)\(left)'", in: folder.url)
    #expect(result.status == 74, "\(result.stderr)")
    #expect(result.stderr.contains("No space left on device"))
    #expect(result.text.isEmpty)
    #expect(try folder.names.filter { $0.contains("out") || $0.contains("held") }.isEmpty)
  }
}
