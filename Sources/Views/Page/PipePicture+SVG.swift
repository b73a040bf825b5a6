import Records

extension PipePicture {
  /// The drawing.
  var svg: String {
    let places = layers.joined()
    let left = (places.map { $0.x - $0.width / 2 }.min() ?? 0) - 10
    let right = (places.map { $0.x + $0.width / 2 }.max() ?? 0) + 10
    let width = Markup.length(right - left)
    let height = Markup.length(top(of: depth) - Self.gap.y + 10)
    let drawn = arrows.map { drawing($0.from, $0.to, $0.path, left) }.joined()
    let boxes = layers.enumerated().map { layer, places in
      places.map { place in
        place.entry.map { entry in
          distant(entry, place.x - left, top(of: layer))
            + box(entry, at: place.x - left, top(of: layer))
        } ?? ""
      }.joined()
    }
    return """
      <svg class="pipe" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
      role="img" aria-label="The filters that the data went through, and how many records">\
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" \
      orient="auto"><path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>\(drawn)\(boxes.joined())</svg>

      """
  }

  private func top(of layer: Int) -> Double {
    Double(layer) * (Self.box.height + Self.gap.y) + 10
  }

  // MARK: - Arrows

  private func drawing(
    _ from: Int, _ to: Int, _ path: [(layer: Int, place: Int)], _ left: Double
  ) -> String {
    let points = path.map { (layers[$0.layer][$0.place].x - left, top(of: $0.layer)) }
    guard let first = points.first, let last = points.last else { return "" }
    var line = "M\(Markup.pair(first.0, first.1 + Self.box.height))"
    var (x, y) = (first.0, first.1 + Self.box.height)
    for (place, point) in points.enumerated().dropFirst() {
      let bend = (y + point.1) / 2
      line +=
        "C\(Markup.pair(x, bend)) \(Markup.pair(point.0, bend)) \(Markup.pair(point.0, point.1))"
      (x, y) = point
      // An arrow that only passes through a layer goes straight down beside the boxes.
      if place < points.count - 1 {
        y += Self.box.height
        line += "V\(Markup.length(y))"
      }
    }
    // Beside the arrow's end, where no other arrow has its label.
    return #"<path class="arrow" marker-end="url(#tip)" d="\#(line)"/>"#
      + Markup.text(
        last.0 + 7 + offset(from, to), last.1 - 9, flow(from: from), anchor: "start", "flow")
  }

  /// Labels of several arrows into one box stand beside each other.
  private func offset(_ from: Int, _ to: Int) -> Double {
    inputs[to].prefix { $0 != from }.filter { far[to]?.contains($0) != true }
      .reduce(0) { $0 + Double(flow(from: $1).count) * 7 + 12 }
  }

  /// What comes from far above: an arrow without its beginning, and where it begins.
  private func distant(_ to: Int, _ x: Double, _ y: Double) -> String {
    guard let inputs = far[to] else { return "" }
    let label = inputs.map { "\(flow(from: $0)) of [\($0)]" }.joined(separator: ", ")
    let left = x - Self.box.width / 2 + 14
    return
      #"<path class="arrow" marker-end="url(#tip)" d="M\#(Markup.pair(left, y - 20))V\#(Markup.length(y))"/>"#
      + Markup.text(left - 6, y - 24, label, anchor: "start", "flow")
  }

  /// What goes along an arrow: records, or the model of a training.
  private func flow(from: Int) -> String {
    let source = entries[from]
    if source["filter"]?.string == "train" { return "model" }
    guard let written = source["written"]?.integer else { return "" }
    return Markup.count(written)
  }

  // MARK: - Boxes

  private func box(_ entry: Int, at x: Double, _ y: Double) -> String {
    let fields = entries[entry]
    let filter = fields["filter"]?.string ?? "unknown"
    let arguments = fields["arguments"]?.array?.compactMap(\.string) ?? []
    let left = x - Self.box.width / 2
    let isEnd = streams[entry] != nil
    let words = Self.cut(
      Self.telling(arguments).joined(separator: " "), to: Self.room(beside: filter))
    let command = ([filter] + arguments).joined(separator: " ")
    return """
      <g class="box\(isEnd ? " end" : "")"><title>\(Markup.escaped(Self.cut(command, to: 600)))</title>\
      <rect x="\(Markup.length(left))" y="\(Markup.length(y))" width="\(Markup.length(Self.box.width))" \
      height="\(Markup.length(Self.box.height))" rx="6"/>\
      <text x="\(Markup.length(left + 10))" y="\(Markup.length(y + 18))">\
      <tspan class="filter">\(Markup.escaped(Self.cut(filter, to: 22)))</tspan> \
      \(Markup.escaped(words))</text>\
      \(Markup.text(left + Self.box.width - 8, y + 18, "[\(entry)]", anchor: "end", "facts"))\
      \(Markup.text(left + 10, y + 35, facts(entry, fields), anchor: "start", "facts"))</g>
      """
  }

  /// How many letters have room between a filter's name, in bold, and its number.
  private static func room(beside filter: String) -> Int {
    Int((Self.box.width - 52 - Double(min(filter.count, 22)) * 7.6) / 6.8)
  }

  /// The second line of a box: which stream it is, what was dropped, or which model was asked.
  private func facts(_ entry: Int, _ fields: JSON) -> String {
    let dropped =
      (fields["dropped"]?.members ?? []) + (fields["samples"]?["dropped"]?.members ?? [])
    let losses = dropped.compactMap { reason in
      reason.value.integer.flatMap { $0 > 0 ? "−\(Markup.count($0)) \(reason.key)" : nil }
    }
    let model = fields["model"]?.string.map { model in
      model.split(separator: "/").suffix(2).joined(separator: "/")
    }
    let parts = (streams[entry].map { ["▸ " + $0.joined(separator: ", ")] } ?? []) + losses
    return Self.cut(
      (parts.isEmpty ? model.map { [$0] } ?? [] : parts).joined(separator: ", "), to: 30)
  }

  /// Options that take a value which says nothing in a picture.
  private static let dull: Set<String> = [
    "--output", "-o", "--save", "--model", "--seed", "--threads", "--valid", "--journal", "--held",
    "--max-tokens",
  ]

  /// The arguments without files, models and seeds.
  private static func telling(_ arguments: [String]) -> [String] {
    var words: [String] = []
    var isValue = false
    for argument in arguments {
      defer { isValue = dull.contains(argument) }
      let isFile =
        argument.contains("/") || argument.hasSuffix(".jsonl") || argument.hasSuffix(".zst")
      if isValue || isFile || dull.contains(argument) { continue }
      words.append(argument)
    }
    return words
  }

  private static func cut(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(max(length - 1, 0)) + "…"
  }
}
