import FilterKit
import Methods
import Records
import Streams

/// A report as one page of HTML that needs nothing else: no network, no other file.
package struct ReportPage {
  /// What is known of the streams.
  let summary: MetricTable
  let columns: [Column]
  /// The field that divides the problems, if one was given.
  let field: String?
  /// What the alarms said.
  let alarms: [String]
  /// The records of each stream.
  let shown: [ShownRecords]
  /// How the streams were made, and which entry each ends with.
  let history: [JSON]
  let ends: [Int: [String]]

  /// Gathers what is on the page.
  package init(
    summary: MetricTable, columns: [Column], field: String?, alarms: [String],
    shown: [ShownRecords], history: [JSON], ends: [Int: [String]]
  ) {
    self.summary = summary
    self.columns = columns
    self.field = field
    self.alarms = alarms
    self.shown = shown
    self.history = history
    self.ends = ends
  }

  /// Writes the page; the file appears when it is complete.
  package func write(to path: String) throws {
    let file = try OutputFile(path: path)
    do {
      try file.write(Array((head + top).utf8))
      try writeRecords(to: file)
      try file.write(Array("<script>\(PageAssets.script)</script>\n</body>\n</html>\n".utf8))
      try file.commit()
    } catch {
      file.abandon()
      throw error
    }
  }

  private var head: String {
    let title = "Report: \(summary.names.joined(separator: ", "))"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      script-src '\(PageAssets.scriptDigest)'; style-src '\(PageAssets.styleDigest)'; \
      base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Markup.escaped(title))</title>
      <style>\(PageAssets.style)</style>
      </head>

      """
  }

  // MARK: - StreamStatistics

  private var top: String {
    let names = summary.names.map(Markup.escaped).joined(separator: " · ")
    let rings = alarms.map { "<li>\(Markup.escaped($0))</li>" }.joined()
    return """
      <body>
      <header><h1>Report</h1><p class="streams">\(names)</p></header>
      <main>
      \(rings.isEmpty ? "" : "<ul class=\"alarms\" role=\"alert\">\(rings)</ul>")
      \(tiles)\(charts)\(table)\(pipe)
      """
  }

  /// The figures that are looked at first, of the last stream beside the first.
  private var tiles: String {
    let last = summary.names.count - 1
    let most = ["pass@", "maj@"].compactMap { family in
      summary.gauges.last { $0.hasPrefix(family) && summary.finding($0, of: last) != nil }
    }
    let wanted = ["accuracy", "vote-accuracy"] + most + ["problems", "rows", "samples"]
    let tiles = wanted.compactMap { gauge in
      summary.finding(gauge, of: last).map { tile($0, last) }
    }
    return "<dl class=\"tiles\">\(tiles.joined())</dl>\n"
  }

  private func tile(_ finding: MetricValue, _ last: Int) -> String {
    var facts: [String] = []
    if let interval = finding.interval {
      facts.append(
        "\(MetricText.digits(interval.lowerBound)) to \(MetricText.digits(interval.upperBound))")
    }
    if last > 0, !finding.isCount, let first = summary.finding(finding.name, of: 0) {
      let change = finding.value - first.value
      facts.append(
        "\(change < 0 ? "−" : "+")\(MetricText.digits(change.magnitude)) since \(summary.names[0])")
    }
    let value =
      finding.isCount ? Markup.count(Int(finding.value)) : MetricText.digits(finding.value)
    let notes = facts.map { "<span>\(Markup.escaped($0))</span>" }.joined()
    return "<div><dt>\(Markup.escaped(finding.name))</dt><dd>\(value)\(notes)</dd></div>"
  }

  private var charts: String {
    let all = ReportCharts(summary: summary, columns: columns, field: field)
    let drawn = all.drawn
    guard !drawn.isEmpty else { return "" }
    let swatches = summary.names.enumerated().map { place, name in
      "<li><svg class=\"swatch c\(place % 8)\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
        + "<circle cx=\"5\" cy=\"5\" r=\"4\"/></svg>\(Markup.escaped(name))</li>"
    }
    let legend = swatches.count > 1 ? "<ul class=\"legend\">\(swatches.joined())</ul>" : ""
    return """
      <section aria-labelledby="curves"><h2 id="curves">Curves</h2>\(legend)
      <div class="charts">\(drawn.map(\.svg).joined())</div></section>

      """
  }

  private var table: String {
    let heads = summary.names.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let rows = summary.gauges.map { gauge in
      let cells = summary.names.indices.map { stream in
        "<td>\(cell(gauge, stream))</td>"
      }
      return "<tr><th scope=\"row\">\(Markup.escaped(gauge))</th>\(cells.joined())"
        + "<td class=\"meaning\">\(Markup.escaped(Metric.meaning(of: gauge)))</td></tr>\n"
    }
    return """
      <section aria-labelledby="rounds"><h2 id="rounds">\
      \(summary.names.count > 1 ? "Streams side by side" : "Metric")</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="rounds"><table class="gauges">
      <thead><tr><th scope="col">gauge</th>\(heads)<th scope="col" class="meaning">what it is</th>\
      </tr></thead>
      <tbody>\(rows.joined())</tbody></table></div></section>

      """
  }

  private func cell(_ gauge: String, _ stream: Int) -> String {
    guard let finding = summary.finding(gauge, of: stream) else {
      return "<span class=\"none\">–</span>"
    }
    if finding.isCount { return Markup.count(Int(finding.value)) }
    guard let interval = finding.interval else { return MetricText.digits(finding.value) }
    return "\(MetricText.digits(finding.value)) <small>\(MetricText.digits(interval.lowerBound))–"
      + "\(MetricText.digits(interval.upperBound))</small>"
  }

  private var pipe: String {
    guard !history.isEmpty else { return "" }
    let isCut = history.count > PipePicture.most
    let picture = PipePicture(isCut ? [] : history, streams: ends)
    let content =
      isCut
      ? "<p>\(history.count) filters are too many to draw; inspect --history prints them.</p>"
      : "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"pipe\">\(picture.svg)</div>"
    return """
      <section><details\(picture.depth <= 12 ? " open" : "")><summary><h2 id="pipe">The pipe</h2>
      <span>\(history.count) filters, from the problems to what is shown here</span></summary>
      \(content)</details></section>

      """
  }

  // MARK: - Records

  private func writeRecords(to file: OutputFile) throws {
    let limit = ShownRecords.limit(for: shown)
    try file.write(
      Array((ReportRecords.frame(names: summary.names, shown, limit) + "</main>\n").utf8))
    func island(_ id: String, _ json: [UInt8]) throws {
      let start = "<script type=\"application/json\" id=\"\(id)\">"
      try file.write(Array(start.utf8) + Markup.island(json) + Array("</script>\n".utf8))
    }
    for (stream, records) in shown.enumerated() {
      try island("index-\(stream)", Array(records.index.text.utf8))
      try records.writeDetails(limit) { chunk, bytes in
        try island("details-\(stream)-\(chunk)", bytes)
      }
    }
  }
}

/// The part of a page in which records are found; a script fills it.
enum ReportRecords {
  /// The controls and an empty table.
  static func frame(
    names: [String], _ shown: [ShownRecords], _ limit: ShownRecords.Limit
  ) -> String {
    let streams = names.enumerated().map { place, name in
      "<option value=\"\(place)\"\(place == names.count - 1 ? " selected" : "")>"
        + "\(Markup.escaped(name))</option>"
    }
    let choice =
      "<label\(names.count > 1 ? "" : " hidden")>stream <select id=\"stream\">\(streams.joined())"
      + "</select></label>"
    let heads = [
      ("state", "right?"), ("id", "id"), ("prompt", "prompt"), ("answer", "answer"),
      ("reference", "reference"), ("share", "share"), ("right", "right of"),
    ].map { key, name in
      "<th scope=\"col\" class=\"\(key)\" aria-sort=\"none\">"
        + "<button type=\"button\" data-key=\"\(key)\">\(name)</button></th>"
    }
    return """
      <section aria-labelledby="records-title" id="records" data-chunk="\(ShownRecords.chunk)">
      <h2 id="records-title">Records</h2>
      <p class="note">\(note(shown, limit))</p>
      <noscript><p>The records are shown by a script, and scripts are switched off.</p></noscript>
      <form id="controls" role="search">\(choice)
      <label>show <select id="state"><option value="">all</option><option value="right">right</option>\
      <option value="wrong">wrong</option><option value="undecided">undecided</option></select></label>
      <label class="grow">search <input id="search" type="search" autocomplete="off" \
      placeholder="in ids, beginnings of prompts, answers"></label>
      <output id="found" aria-live="polite"></output></form>
      <div id="window" tabindex="0" role="region" aria-label="records"><table id="list">
      <thead><tr>\(heads.joined())</tr></thead><tbody></tbody></table></div>
      <dialog id="record" aria-labelledby="record-title"></dialog>
      </section>

      """
  }

  private static func note(_ shown: [ShownRecords], _ limit: ShownRecords.Limit) -> String {
    let most = shown.max { $0.total < $1.total }
    var note = "A record is right if the answer that most of its samples have is."
    if let most, most.total > most.count {
      note +=
        " Of \(Markup.count(most.total)) records \(Markup.count(most.count)) are here, chosen by the"
        + " hash of their ids."
    }
    note +=
      " The search looks through ids, answers, references and the first \(ShownRecords.excerpt)"
      + " bytes of prompts."
    if limit.text < 4000 { note += " Texts are cut after \(limit.text) bytes." }
    if limit.samples < 64 { note += " Of a record \(limit.samples) samples are here." }
    return note
  }
}
