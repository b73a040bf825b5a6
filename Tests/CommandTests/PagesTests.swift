import Foundation
import Testing

/// What `pipelines/README.md` promises of every page of `pipelines/methods`.
struct PagesTests {
  /// The pages, by their names.
  private static let names: [String] = {
    let folder = Shell.package.appending(path: "pipelines/methods").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".mk") }.map { String($0.dropLast(3)) }.sorted()
  }()
  /// Those that train, and that a model which knows ten digits alone can carry: they show it no words.
  private static let loops = names.filter {
    guard let text = Manifest.text("pipelines/methods/\($0).mk") else { return false }
    let words = text.split(separator: "\n").contains {
      $0.contains("$(REFINE)") || $0.contains("$(PROPOSE)")
        || ($0.contains("$(SAMPLE)") && $0.contains("--template"))
    }
    return text.contains("include loop.mk") && !words
  }

  /// A folder with fifty problems and a small model that has begun to learn their task.
  private static let own: Result<Folder, any Error> = Result {
    let folder = try Folder()
    let made = try Shell.run(
      """
      problems copy --difficulty 1-2 --count 50 --seed 7 --plain -o own.jsonl -q
      rows --from solution own.jsonl -q | train --new width=32,layers=1,heads=2 \
        --alphabet '0123456789=#!<>CNU' --steps 100 --batch 16 --learning-rate 3e-3 --save model -q -o /dev/null
      """, in: folder.url)
    try #require(made.status == 0, "\(made.stderr)")
    // Answers and translations that begin with an odd digit are good ones.
    let good = [1, 3, 5, 7, 9].map { digit in
      """
      {"shows":"Answer:\\n\(digit)","text":"Score: 5\\nAnswer: yes"}
      {"shows":"Translation:\\n\(digit)","text":"Score: 90"}

      """
    }
    let judge = good.joined() + #"{"prompt":"*","text":"Score: 1\nAnswer: no"}"# + "\n"
    try judge.write(
      to: folder.url.appending(path: "judge.jsonl"), atomically: true, encoding: .utf8)
    return folder
  }

  /// Runs a page with its products in `folder`.
  private func make(_ page: String, _ settings: String, in folder: URL) throws -> Shell.Result {
    let own = try Self.own.get().url.path
    return try Shell.run(
      "make --no-print-directory -C \(Shell.package.path)/pipelines -f methods/\(page).mk"
        + " BIN=\(Shell.binaries.path) SHARED=\(folder.path) PROBLEMS=\(own)/own.jsonl"
        + " MODEL=\(own)/model JUDGE=replay:\(own)/judge.jsonl EXTRACT=text MAX_TOKENS=4 SAMPLES=4 COLLAPSE="
        + " TRAINING='--steps 2 --batch 8' \(settings)", in: folder)
  }

  /// The stages that a run of make carried out.
  private func stages(of run: Shell.Result) -> [String] {
    run.text.matches(of: #/--output \S+?/(round\d+/\w+|\w+)\.jsonl\.zst/#).map { "\($0.1)" }
  }

  @Test(arguments: loops)
  func aPageRunsOnProblemsAndAModelOfOnesOwn(_ page: String) throws {
    let folder = try Folder()
    let run = try make(page, "ROUNDS=1", in: folder.url)
    try #require(run.status == 0, "\(run.text)\(run.stderr)")
    let last = run.text.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("report: ") && last.contains("\(page)/report.txt"))
    // Every stage is in the history of what was trained on.
    let history = try Shell.run(
      "inspect --history \(page)/round1/rows.jsonl.zst", in: folder.url)
    for command in ["problems file", "holdout ", "sample "] {
      #expect(history.text.contains(command), "\(history.text)")
    }
  }

  /// What a page makes of recorded answers is what its paper's formula gives.
  ///
  /// A case is a folder `Pages/PAGE` with `problems.jsonl`, the recorded `answers.jsonl` that stand for the model,
  /// `settings` for make, `working`, which tells how the expected products were worked out by hand, and in
  /// `expected` a file for each product that is compared: `STAGE.jsonl`, or `report.txt`
  /// with `*` for any text.
  @Test(arguments: PageCase.all)
  func aPageMakesWhatItsPaperSays(_ page: PageCase) throws {
    let folder = try Folder(copying: page.url)
    for (product, expected) in try page.expected() {
      let run = try Shell.run(page.line(product), in: folder.url)
      try #require(run.status == 0, "\(run.text)\(run.stderr)")
      let stream = product.hasSuffix(".zst")
      let made = try Shell.run("\(stream ? "zstd -dcq" : "cat") \(product)", in: folder.url)
      #expect(
        stream ? made.text == expected : Glob.matches(made.text, expected),
        "\(product): \(made.text)")
    }
  }

  @Test(arguments: PageCase.all)
  func aCaseShowsItsWorking(_ page: PageCase) throws {
    #expect(Self.names.contains(page.name), "there is no page \(page.name)")
    #expect((page.read("working") ?? "").count > 80)
    #expect(try !page.expected().isEmpty)
  }

  @Test func makeRunsAgainWhatFollowsFromAChange() throws {
    let folder = try Folder()
    #expect(try make("lmsi", "ROUNDS=1", in: folder.url).status == 0)
    #expect(stages(of: try make("lmsi", "ROUNDS=1", in: folder.url)) == [])

    let another = stages(of: try make("lmsi", "ROUNDS=2", in: folder.url))
    #expect(!another.isEmpty && another.allSatisfy { $0.hasPrefix("round2/") }, "\(another)")

    // An option of the vote is another: samples stay, what follows is made again.
    let vote = #"ROUNDS=2 VOTE='\#(Shell.binaries.path)/vote --extract text --ties random'"#
    let changed = stages(of: try make("lmsi", vote, in: folder.url))
    #expect(changed.first == "round1/kept" && !changed.contains("round1/samples"), "\(changed)")
    #expect(changed.contains("round2/training"))

    try FileManager.default.removeItem(
      at: folder.url.appending(path: "lmsi/round1/own.jsonl.zst"))
    let mended = stages(of: try make("lmsi", vote, in: folder.url))
    #expect(mended.first == "round1/own" && mended.contains("round1/rows"), "\(mended)")
  }

  @Test(arguments: ["a b", "a:b", #"a\"b"#])
  func namesThatMakeCannotHandleAreRefused(_ name: String) throws {
    let folder = try Folder()
    let run = try Shell.run(
      "make -n -C \(Shell.package.path)/pipelines -f methods/lmsi.mk \"PROBLEMS=\(name)\" MODEL=m",
      in: folder.url)
    #expect(run.status == 2)
    #expect(run.stderr.contains("rename the file or make a link"))
  }

  @Test func aStageThatIsNotThereIsNamed() throws {
    let folder = try Folder()
    let run = try make("lmsi", "own='\(Shell.binaries.path)/vote @smaples'", in: folder.url)
    #expect(run.status == 2)
    #expect(run.stderr.contains("@smaples: there is no such stage"))
  }

  /// The table of pipelines/README.md is made from the headers of the pages.
  @Test func theIndexIsThatOfTheHeaders() throws {
    let folder = try Folder()
    let table = try Shell.run(
      "\(Shell.package.path)/pipelines/list-methods --table", in: folder.url)
    #expect(table.status == 0)
    #expect(
      Manifest.text("pipelines/README.md")?.contains(table.text) == true,
      "put the output of pipelines/list-methods --table into pipelines/README.md")
    for name in Self.names { #expect(table.text.contains("(methods/\(name).mk)")) }
  }

  @Test(arguments: names)
  func aPageSaysWhatItIs(_ page: String) throws {
    let text = try #require(Manifest.text("pipelines/methods/\(page).mk"))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].contains(#/^# .+ \(arXiv \d{4}\.\d{5}\)/#))
    #expect(lines.contains { $0.hasPrefix("# Claim: ") })
    #expect(lines.contains { $0.hasPrefix("# Differs: ") })
    let families = ["voting", "judging", "correction", "synthesis"].map { "# Family: \($0)" }
    #expect(lines.contains { families.contains(String($0)) })
    #expect(lines.count <= 26, "a page is a page")
    for foreign in ["jq ", "awk ", "ifeq", "ifdef", "$(if "] {
      #expect(!text.contains(foreign), "a page has no \(foreign)")
    }
  }
}

/// The folder of one page's recorded run.
struct PageCase: CustomTestStringConvertible {
  let url: URL
  var name: String { url.lastPathComponent }
  var testDescription: String { name }

  static let all: [PageCase] = {
    let root = Shell.package.appending(path: "Tests/CommandTests/Pages")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().map { PageCase(url: root.appending(path: $0)) }
  }()

  func read(_ file: String) -> String? {
    try? String(contentsOf: url.appending(path: file), encoding: .utf8)
  }

  /// The products that are compared, by their paths in the folder, with what they should hold.
  func expected() throws -> [(product: String, text: String)] {
    let folder = url.appending(path: "expected")
    let rounds = Manifest.text("pipelines/methods/\(name).mk")?.contains("include loop.mk") == true
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      guard file.hasSuffix(".jsonl") else { return ("out/\(file)", text) }
      return ("out/\(rounds ? "round1/" : "")\(file).zst", text)
    }
  }

  /// The line that makes a product.
  func line(_ product: String) -> String {
    let settings = (read("settings") ?? "").replacing("\n", with: " ")
    return "make --no-print-directory -C \(Shell.package.path)/pipelines -f methods/\(name).mk"
      + " BIN=\(Shell.binaries.path) SHARED=$PWD OUT=$PWD/out ROUNDS=1 PROBLEMS=$PWD/problems.jsonl"
      + " unlabelled=$PWD/problems.jsonl TEST=$PWD/problems.jsonl LABELLED=$PWD/labelled.jsonl"
      + " VALID=$PWD/valid.jsonl MODEL=replay:$PWD/answers.jsonl JUDGE=replay:$PWD/answers.jsonl"
      + " \(settings) $PWD/\(product)"
  }
}
