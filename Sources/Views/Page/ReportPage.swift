import FilterKit
import Methods
import Records
import Streams

/// A report as one page of HTML that needs nothing else: no network, no other file.
package struct ReportPage {
  private let table: MetricTable
  private let streams: StreamReport
  /// The field that divides the problems, if one was given.
  private let field: String?
  /// The groups whose mean is wanted.
  private let mean: GroupRange?
  /// What the alarms said.
  private let alarms: [String]

  /// Gathers what is on the page.
  package init(
    table: MetricTable, streams: StreamReport, field: String?, mean: GroupRange?, alarms: [String]
  ) {
    self.table = table
    self.streams = streams
    self.field = field
    self.mean = mean
    self.alarms = alarms
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
    let title = "Report: \(table.names.joined(separator: ", "))"
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
    let names = table.names.map(Markup.escaped).joined(separator: " · ")
    let rings = alarms.map { "<li>\(Markup.escaped($0))</li>" }.joined()
    return """
      <body>
      <header><h1>Report</h1><p class="streams">\(names)</p></header>
      <main>
      \(rings.isEmpty ? "" : "<ul class=\"alarms\" role=\"alert\">\(rings)</ul>")
      \(tiles)\(charts)\(metrics)\(pipe)
      """
  }

  /// The figures that are looked at first, of the last stream beside the first.
  private var tiles: String {
    let last = table.names.count - 1
    let most = ["pass@", "maj@"].compactMap { family in
      table.metrics.last { $0.hasPrefix(family) && table.value($0, of: last) != nil }
    }
    let wanted = ["accuracy", "vote-accuracy"] + most + ["problems", "rows", "samples"]
    let tiles = wanted.compactMap { metric in
      table.value(metric, of: last).map { tile($0, last) }
    }
    return "<dl class=\"tiles\">\(tiles.joined())</dl>\n"
  }

  private func tile(_ metric: MetricValue, _ last: Int) -> String {
    var facts: [String] = []
    if let interval = metric.interval {
      facts.append(
        "\(MetricText.digits(interval.lowerBound)) to \(MetricText.digits(interval.upperBound))")
    }
    if last > 0, !metric.isCount, let first = table.value(metric.name, of: 0) {
      let change = metric.value - first.value
      facts.append(
        "\(change < 0 ? "−" : "+")\(MetricText.digits(change.magnitude)) since \(table.names[0])")
    }
    let value =
      metric.isCount ? Markup.count(Int(metric.value)) : MetricText.digits(metric.value)
    let notes = facts.map { "<span>\(Markup.escaped($0))</span>" }.joined()
    return "<div><dt>\(Markup.escaped(metric.name))</dt><dd>\(value)\(notes)</dd></div>"
  }

  private var charts: String {
    let all = ReportCharts(
      table: table, columns: streams.columns, field: field, mean: mean)
    let drawn = all.drawn
    guard !drawn.isEmpty else { return "" }
    let swatches = table.names.enumerated().map { place, name in
      "<li>\(StreamColour.swatch(of: place))\(Markup.escaped(name))</li>"
    }
    let legend = swatches.count > 1 ? "<ul class=\"legend\">\(swatches.joined())</ul>" : ""
    return """
      <section aria-labelledby="curves"><h2 id="curves">Curves</h2>\(legend)
      <div class="charts">\(drawn.map(\.html).joined())</div></section>

      """
  }

  private var metrics: String {
    let heads = table.names.map { "<th scope=\"col\">\(Markup.escaped($0))</th>" }.joined()
    let rows = table.metrics.map { metric in
      let cells = table.names.indices.map { stream in
        "<td>\(cell(metric, stream))</td>"
      }
      return "<tr><th scope=\"row\">\(Markup.escaped(metric))</th>\(cells.joined())"
        + "<td class=\"meaning\">\(Markup.escaped(Metric.meaning(of: metric)))</td></tr>\n"
    }
    return """
      <section aria-labelledby="rounds"><h2 id="rounds">\
      \(table.names.count > 1 ? "Streams side by side" : "Metric")</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="rounds"><table class="metrics">
      <thead><tr><th scope="col">metric</th>\(heads)<th scope="col" class="meaning">what it is</th>\
      </tr></thead>
      <tbody>\(rows.joined())</tbody></table></div></section>

      """
  }

  private func cell(_ metric: String, _ stream: Int) -> String {
    guard let value = table.value(metric, of: stream) else {
      return "<span class=\"none\">–</span>"
    }
    if value.isCount { return Markup.count(Int(value.value)) }
    guard let interval = value.interval else { return MetricText.digits(value.value) }
    return "\(MetricText.digits(value.value)) <small>\(MetricText.digits(interval.lowerBound))–"
      + "\(MetricText.digits(interval.upperBound))</small>"
  }

  private var pipe: String {
    guard !streams.history.isEmpty else { return "" }
    let isCut = streams.history.count > PipePicture.most
    let picture = PipePicture(isCut ? [] : streams.history, streams: streams.ends)
    let content =
      isCut
      ? "<p>\(streams.history.count) filters are too many to draw; inspect --history prints them.</p>"
      : "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"pipe\">\(picture.svg)</div>"
    return """
      <section><details\(picture.depth <= 12 ? " open" : "")><summary><h2 id="pipe">The pipe</h2>
      <span>\(streams.history.count) filters, from the problems to what is shown here</span></summary>
      \(content)</details></section>

      """
  }

  // MARK: - Records

  private func writeRecords(to file: OutputFile) throws {
    let shown = streams.shown.map(\.records)
    let limit = ShownRecords.limit(for: shown)
    try file.write(
      Array(
        (ReportRecords.frame(names: streams.shown.map(\.name), shown, limit) + "</main>\n").utf8))
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
