import Foundation
import Testing

/// The page that `report --html` writes.
struct ReportPageTests {
  /// Texts that would do something if they were not kept as texts.
  private static let hostile = [
    "<script>document.title='taken'</script>",
    "</script><img src=x onerror=\"document.title='taken'\">",
    "<!--<script>", "\u{2028}\u{2029}", "a & b \"quoted\" 'so'", "{{7*7}}${7*7}",
  ]

  /// A folder with two rounds of the same problems; half of the answers of the second are right.
  private func rounds() throws -> Folder {
    let folder = try Folder()
    for round in 0..<2 {
      var lines = ""
      for number in 0..<300 {
        let text = Self.hostile[number % Self.hostile.count]
        let answer = number % 2 == 0 || round == 0 && number % 3 == 0 ? "yes" : "\(number)"
        let samples: [[String: Any]] = [
          ["index": 0, "text": "\(text) round \(round)", "answer": answer],
          ["index": 1, "text": "plain", "answer": NSNull()],
        ]
        let record: [String: Any] = [
          "id": "p-\(number)", "prompt": "\(text) number \(number)", "reference": "yes",
          "samples": samples,
        ]
        let json = try JSONSerialization.data(
          withJSONObject: record, options: [.sortedKeys, .withoutEscapingSlashes])
        lines += String(decoding: json, as: UTF8.self) + "\n"
      }
      try folder.write(lines, to: "<b>round\(round).jsonl")
    }
    let result = try Shell.run(
      "report --html page.html '<b>round0.jsonl' '<b>round1.jsonl'", in: folder.url)
    #expect(result.status == 0, "\(result.stderr)")
    return folder
  }

  private func page(in folder: Folder) throws -> String {
    try String(contentsOf: folder.url.appending(path: "page.html"), encoding: .utf8)
  }

  // MARK: - What is written

  @Test func nothingOfARecordIsMarkup() throws {
    let page = try page(in: try rounds())
    // The script, and for each stream an index and two pieces of 250 records.
    #expect(page.matches(of: #/<script/#).count == 1 + 2 * 3)
    #expect(page.matches(of: #/<\/script>/#).count == 1 + 2 * 3)
    for mark in ["<img", "<!--", "<b>", "\u{2028}", "\u{2029}"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    #expect(page.contains("&lt;b&gt;round1"))
    #expect(page.contains(#"\u003cscript\u003e"#))
  }

  @Test func nothingIsLoaded() throws {
    let page = try page(in: try rounds())
    for mark in ["http:", "https:", "src=x\"", "href=", "@import", "<link", "<iframe"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    #expect(page.matches(of: #/url\((?!#)/#).isEmpty)
  }

  /// The policy lets one script and one style act: those that are in the page.
  @Test func thePolicyNamesTheScriptAndTheStyle() throws {
    let folder = try rounds()
    let page = try page(in: folder)
    for tag in ["script", "style"] {
      let start = try #require(page.range(of: "<\(tag)>", options: .backwards)).upperBound
      let end = try #require(page.range(of: "</\(tag)>", range: start..<page.endIndex)).lowerBound
      try folder.write(String(page[start..<end]), to: tag)
      let digits = try Shell.run("sha256sum < \(tag)", in: folder.url).text.prefix(64)
      let bytes = stride(from: 0, to: 64, by: 2).compactMap { place in
        UInt8(digits.dropFirst(place).prefix(2), radix: 16)
      }
      let digest = Data(bytes).base64EncodedString()
      #expect(page.contains("\(tag)-src 'sha256-\(digest)'"), "\(tag)")
    }
    #expect(page.contains("default-src 'none'"))
  }

  @Test func sameStreamsSamePage() throws {
    #expect(try page(in: try rounds()) == page(in: try rounds()))
  }

  @Test func aFailedRunLeavesNoPage() throws {
    let folder = try Folder()
    try folder.write("{\"id\":\"a\",\"samples\":[]}\n{\"id\":\n", to: "in.jsonl")
    let result = try Shell.run("report --html page.html in.jsonl", in: folder.url)
    #expect(result.status == 65)
    #expect(try folder.names == ["in.jsonl"])
  }

  @Test func whatIsLeftOutIsSaid() throws {
    let folder = try rounds()
    let line = "report --html page.html --records 100 '<b>round0.jsonl' '<b>round1.jsonl'"
    #expect(try Shell.run(line, in: folder.url).status == 0)
    let page = try page(in: folder)
    #expect(page.contains("Of 300 records 100 are here"))
    // The same problems of both rounds.
    let ids = page.matches(of: #/id="index-\d">\{"id":(\[.*?\])/#).map { "\($0.1)" }
    #expect(ids.count == 2)
    #expect(ids.first == ids.last)
  }

  @Test func whatTheSearchLooksThroughIsSaid() throws {
    let page = try page(in: try rounds())
    #expect(page.contains("ids, answers, references and the first 160 bytes of prompts"))
  }

  @Test func theCalibrationIsThatOfAllParts() throws {
    let folder = try Folder()
    for (seed, answer) in [("x", "7"), ("y", "8")] {
      let directory = folder.url.appending(path: "\(seed)/m/r")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      let vote = #""vote":{"answer":"\#(answer)","share":1}"#
      try folder.write(
        #"{"id":"a","reference":"7",\#(vote),"samples":[]}"# + "\n", to: "\(seed)/m/r/a.jsonl")
    }
    let line = "report --as-one --html page.html x/m/r/a.jsonl y/m/r/a.jsonl"
    #expect(try Shell.run(line, in: folder.url).status == 0)
    #expect(try page(in: folder).contains("all: 2 votes of share 1, mean 1.000, right 0.500"))
  }

  @Test func alarmsStandOnThePage() throws {
    let folder = try rounds()
    let result = try Shell.run(
      "report --html page.html --alarm 'accuracy<0.9' '<b>round1.jsonl'", in: folder.url)
    #expect(result.status == 1)
    let page = try page(in: folder)
    #expect(page.contains("<li>alarm: accuracy is 0.25, and accuracy&lt;0.9</li>"))
  }

  @Test func theHistoryIsDrawn() throws {
    let folder = try Folder()
    try folder.write(
      #"{"id":"a","reference":"7","samples":[{"text":"It is 7."},{"text":"8"}]}"# + "\n",
      to: "in.jsonl")
    let line = """
      vote --quiet in.jsonl | verify --quiet --output '<i>.zst'; report --html page.html '<i>.zst'
      """
    #expect(try Shell.run(line, in: folder.url).status == 0)
    let page = try page(in: folder)
    let start = try #require(page.range(of: "<svg class=\"pipe\"")).lowerBound
    let end = try #require(page.range(of: "</svg>", range: start..<page.endIndex)).upperBound
    let picture = page[start..<end]
    for filter in ["unknown", "vote", "verify"] {
      #expect(picture.contains("<tspan class=\"filter\">\(filter)</tspan>"), "\(filter)")
    }
    #expect(picture.matches(of: #/class="arrow"/#).count == 2)
    #expect(picture.contains("verify --quiet --output &lt;i&gt;.zst"))
  }

  @Test(arguments: ["", #"{"id":"a","prompt":"1+1=","completion":"2","label":true}"# + "\n"])
  func withoutSamplesThereIsAPageToo(_ text: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "in.jsonl")
    let line = "report --allow-empty --html page.html in.jsonl"
    #expect(try Shell.run(line, in: folder.url).status == 0)
    #expect(try page(in: folder).contains("id=\"index-0\""))
    guard Browser.isThere else { return }
    let dom = try Browser.dom(of: "page.html", "#sort=share", in: folder)
    #expect(dom.contains(text.isEmpty ? "0 records<" : "1 record<"))
  }

  // MARK: - In a browser

  @Test(.enabled(if: Browser.isThere, "there is no chromium; pipelines/packages bench installs it"))
  func textStaysTextInABrowser() throws {
    let dom = try Browser.dom(of: "page.html", "", in: try rounds())
    #expect(dom.contains("<title>Report: &lt;b&gt;round0, &lt;b&gt;round1</title>"))
    #expect(dom.contains("&lt;script&gt;document.title='taken'&lt;/script&gt; number 0"))
    #expect(dom.contains("300 records"))
    // Of 300 lines those are there that can be seen, and a few more.
    #expect((20...60).contains(dom.matches(of: #/data-place="/#).count))
  }

  @Test(.enabled(if: Browser.isThere, "there is no chromium; pipelines/packages bench installs it"))
  func recordsAreFoundSortedAndOpened() throws {
    let folder = try rounds()
    let found = try Browser.dom(of: "page.html", "#q=number%2017&sort=id&down=1", in: folder)
    let ids = found.matches(of: #/<td class="id">([^<]*)</#).map { "\($0.1)" }
    let expected = ["p-17"] + (170...179).map { "p-\($0)" }
    #expect(ids == expected.sorted().reversed())
    #expect(found.contains("11 of 300 records"))
    #expect(found.contains(#"class="id" aria-sort="descending""#))
    let wrong = try Browser.dom(of: "page.html", "#state=wrong&stream=1", in: folder)
    #expect(wrong.contains("150 of 300 records"))
    let first = try Browser.dom(of: "page.html", "#state=wrong&stream=0", in: folder)
    #expect(first.contains("100 of 300 records"))
    let open = try Browser.dom(of: "page.html", "#open=p-260&stream=0", in: folder)
    #expect(open.contains(#"<h3 id="record-title">p-260</h3>"#))
    #expect(open.contains("&lt;!--&lt;script&gt; round 0</pre>"))
  }
}

/// Chromium without a window.
enum Browser {
  private static let path = "/usr/bin/chromium"

  /// Whether it is installed.
  static let isThere = FileManager.default.isExecutableFile(atPath: path)

  /// A page's elements after its script has run.
  static func dom(of page: String, _ place: String, in folder: Folder) throws -> String {
    let profile = try Folder()
    let result = try Shell.run(
      """
      HOME=\(profile.url.path) \(path) --headless --no-sandbox --disable-gpu --no-first-run \
      --user-data-dir=\(profile.url.path) --window-size=1200,1000 --dump-dom \
      'file://\(folder.url.path)/\(page)\(place)' 2>/dev/null
      """, in: folder.url)
    #expect(result.status == 0)
    return result.text
  }
}
