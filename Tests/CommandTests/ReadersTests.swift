import Foundation
import Testing

/// Other programs read what the commands write, and the commands what others write.
///
/// `make -C pipelines readers` installs the programs; tests of those that are not there are skipped.
struct ReadersTests {
  /// The Python of the environment that make installs, or the system's.
  private static let python: String? = {
    let installed = Shell.package.appending(path: "pipelines/out/readers/bin/python").path
    return [installed, "/usr/bin/python3", "/usr/local/bin/python3"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }()
  private static let script = Shell.package.appending(path: "pipelines/bench/readers.py").path
  /// The status with which the script says that a reader is not installed.
  private static let missing: Int32 = 77

  /// The readers that the script knows.
  private static let readers = [
    "pandas", "polars", "duckdb", "pyarrow", "python-zstandard, open",
    "python-zstandard, stream_reader", "fsspec", "datasets", "datasets, streaming", "zstd", "jq",
    "Miller",
  ]

  @Test(.enabled(if: python != nil, "no Python"))
  func theListOfReadersIsThatOfTheScript() throws {
    let result = try Shell.run("'\(Self.python ?? "")' '\(Self.script)' --list", in: Shell.package)
    #expect(result.text.split(separator: "\n").map(String.init) == Self.readers)
  }

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

  /// Makes a file by a line and lets a reader read it.
  private func read(
    _ line: String, records: Int, as form: String = "stream", by reader: String
  ) throws {
    let folder = try bench(records: records)
    let result = try Shell.run(
      """
      \(line)
      export HF_HOME=$PWD/cache HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1
      '\(Self.python ?? "")' '\(Self.script)' "$PWD/out.jsonl.zst" \(records) \(form) '\(reader)'
      """, in: folder.url)
    if result.status == Self.missing { try Test.cancel("\(reader): \(result.text)") }
    #expect(result.status == 0, "\(result.text)\(result.stderr.suffix(2000))")
  }

  @Test(.enabled(if: python != nil, "no Python"), arguments: readers)
  func aStreamIsRead(by reader: String) throws {
    try read("blend -q in.jsonl -o out.jsonl.zst", records: 3000, by: reader)
  }

  @Test(.enabled(if: python != nil, "no Python"), arguments: readers)
  func streamsOneAfterAnotherAreRead(by reader: String) throws {
    try read(
      """
      head -n 1000 in.jsonl | vote -q > first.zst
      tail -n +1001 in.jsonl | vote -q > second.zst
      cat first.zst second.zst > out.jsonl.zst
      """, records: 2000, by: reader)
  }

  /// Of 12,000 rows the first have whole numbers for weights, which are written as the others are.
  @Test(.enabled(if: python != nil, "no Python"), arguments: readers)
  func rowsForTrainersHaveTheSameTypesFromFirstToLast(by reader: String) throws {
    try read(
      """
      best -q in.jsonl | rows -q --weight reward \
        | zstd -dc | sed 's|^{"id":"\\([0-9]*\\)/0"|{"id":"\\1"|' > rows.jsonl
      blend -q rows.jsonl -o out.jsonl.zst
      """, records: 12_000, as: "rows", by: reader)
  }

  // MARK: - What others write

  @Test(arguments: [
    "pzstd -q -c in.jsonl", "zstd -q -19 --long=27 -c in.jsonl", "zstd -q --rsyncable -c in.jsonl",
    "zstd -q --no-check -c in.jsonl", "cat in.jsonl | zstd -q -c",
    "(head -n 1000 in.jsonl | zstd -qc; tail -n +1001 in.jsonl | zstd -qc)",
    "(head -c 10000 in.jsonl | zstd -qc; tail -c +10001 in.jsonl | zstd -qc)",
    "(head -n 1000 in.jsonl | blend -q -; tail -n +1001 in.jsonl | zstd -qc)",
  ])
  func whatOthersWriteIsRead(line: String) throws {
    let folder = try bench(records: 3000)
    if line.hasPrefix("pzstd"), try Shell.run("command -v pzstd", in: folder.url).status != 0 {
      try Test.cancel("no pzstd")
    }
    let result = try Shell.run(
      "\(line) > out.zst; blend -q --plain out.zst | cmp - in.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.text)\(result.stderr)")
  }

  private static let zstandard = """
    import sys, zstandard
    with zstandard.ZstdCompressor().stream_writer(sys.stdout.buffer, closefd=False) as writer:
        for line in open("in.jsonl", "rb"):
            writer.write(line)
    """

  @Test(.enabled(if: python != nil, "no Python"))
  func whatPythonWritesIsRead() throws {
    let python = Self.python ?? ""
    let folder = try bench(records: 3000)
    if try Shell.run("'\(python)' -c 'import zstandard'", in: folder.url).status != 0 {
      try Test.cancel("no python-zstandard")
    }
    try folder.write(Self.zstandard, to: "write.py")
    let result = try Shell.run(
      "'\(python)' write.py > out.zst; blend -q --plain out.zst | cmp - in.jsonl", in: folder.url)
    #expect(result.status == 0, "\(result.text)\(result.stderr)")
  }
}
