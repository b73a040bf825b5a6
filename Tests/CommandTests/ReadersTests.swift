import Foundation
import Testing

/// Other programs read what the commands write, and the commands what others write.
///
/// `make -C pipelines readers` installs the programs; of those that are not there the test says so.
struct ReadersTests {
  /// The Python of the environment that make installs, or the system's.
  private static let python: String? = {
    let installed = Shell.package.appending(path: "pipelines/out/readers/bin/python").path
    return [installed, "/usr/bin/python3", "/usr/local/bin/python3"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()
  private static let script = Shell.package.appending(path: "pipelines/bench/readers.py").path

  /// Records whose samples' values change their form on the way: whole numbers, then others.
  private func bench(records: Int) throws -> Folder {
    let folder = try Folder()
    let lines = (0..<records).map { number in
      let samples = (0..<2).map { index in
        let reward = number < records - 100 ? "\(1 - index)" : "0.\(5 - index)"
        return #"{"index":\#(index),"text":"é😀 \#(number + index)","reward":\#(reward)}"#
      }
      return
        #"{"id":"\#(number)","prompt":"\\n? é","samples":[\#(samples.joined(separator: ","))]}"#
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "in.jsonl")
    return folder
  }

  /// Makes a file by a line and lets every reader read it.
  private func read(_ line: String, records: Int, as form: String = "") throws {
    guard let python = Self.python else {
      print("skipped: no Python")
      return
    }
    let folder = try bench(records: records)
    let result = try Shell.run(
      """
      \(line)
      export HF_HOME=$PWD/cache HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1
      '\(python)' '\(Self.script)' "$PWD/out.jsonl.zst" \(records) \(form)
      """, in: folder.url)
    print(
      result.text.split(separator: "\n").filter { $0.hasPrefix("skipped") }.joined(separator: "\n"))
    #expect(result.status == 0, "\(result.text)\(result.stderr.suffix(2000))")
  }

  @Test func aStreamIsReadByAll() throws {
    try read("blend -q in.jsonl -o out.jsonl.zst", records: 3000)
  }

  @Test func streamsOneAfterAnotherAreReadByAll() throws {
    try read(
      """
      head -n 1000 in.jsonl | vote -q > first.zst
      tail -n +1001 in.jsonl | vote -q > second.zst
      cat first.zst second.zst > out.jsonl.zst
      """, records: 2000)
  }

  /// Of 12,000 rows the first have whole numbers for weights, which are written as the others are.
  @Test func rowsForTrainersHaveTheSameTypesFromFirstToLast() throws {
    try read(
      """
      best -q -n 1 --as sft --weight reward in.jsonl \
        | zstd -dc | sed 's|^{"id":"\\([0-9]*\\)/0"|{"id":"\\1"|' > rows.jsonl
      blend -q rows.jsonl -o out.jsonl.zst
      """, records: 12_000, as: "rows")
  }

  // MARK: - What others write

  @Test(arguments: [
    "pzstd -q -c in.jsonl", "zstd -q -19 --long=27 -c in.jsonl", "zstd -q --rsyncable -c in.jsonl",
    "zstd -q --no-check -c in.jsonl", "cat in.jsonl | zstd -q -c",
    "(head -n 1000 in.jsonl | zstd -qc; tail -n +1001 in.jsonl | zstd -qc)",
    "(head -c 10000 in.jsonl | zstd -qc; tail -c +10001 in.jsonl | zstd -qc)",
    "(head -n 1000 in.jsonl | blend -q -; tail -n +1001 in.jsonl | zstd -qc)",
    "python-zstandard",
  ])
  func whatOthersWriteIsRead(line: String) throws {
    let folder = try bench(records: 3000)
    var line = line
    if line.hasPrefix("python") {
      guard let python = Self.python,
        try Shell.run("'\(python)' -c 'import zstandard'", in: folder.url).status == 0
      else {
        print("skipped: no python-zstandard")
        return
      }
      line = #"""
        '\#(python)' -c '
        import sys, zstandard
        with zstandard.ZstdCompressor().stream_writer(sys.stdout.buffer, closefd=False) as writer:
            for line in open("in.jsonl", "rb"):
                writer.write(line)
        '
        """#
    } else if line.hasPrefix("pzstd"),
      try Shell.run("command -v pzstd", in: folder.url).status != 0
    {
      print("skipped: no pzstd")
      return
    }
    let result = try Shell.run(
      "\(line) > out.zst; blend -q --plain out.zst | cmp - in.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.text)\(result.stderr)")
  }
}
