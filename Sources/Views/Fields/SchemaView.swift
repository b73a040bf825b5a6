import FilterKit
import Glibc
import Records

/// Which fields records and samples have, and what they mean.
package struct SchemaView {
  private let page: TerminalPage

  /// Shows it on a page.
  package init(page: TerminalPage) { self.page = page }

  /// Shows the fields of a stream, or without one what all fields mean.
  package func show(_ reader: RecordReader?) throws {
    guard let reader else { return page.write(Self.meanings) }
    var survey = FieldSurvey()
    do {
      while let located = try reader.next() { survey.take(located.record) }
    } catch {
      try page.warn(ofMissingTrailer: error)
    }
    show(survey)
  }

  /// A line for each field that commands write.
  static var meanings: String {
    var table = TextTable(numbers: false)
    for (owner, fields) in Schema.owners {
      for field in fields {
        table.add(["\(owner).\(field.name)", field.type, field.writers, field.meaning])
      }
    }
    return table.text
  }

  /// Whether there is no input: nothing is named, and standard input is a terminal or /dev/null.
  package static func hasInput(_ inputs: [String]) -> Bool {
    var status = stat()
    return !inputs.isEmpty
      || !(fstat(STDIN_FILENO, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  /// Shows what a stream has.
  func show(_ survey: FieldSurvey) {
    show("record", survey.fields(ofSamples: false), of: survey.records)
    if survey.samples > 0 {
      page.write("\n")
      show("sample", survey.fields(ofSamples: true), of: survey.samples)
    }
    if survey.unnamed > 0 {
      page.write(
        "\n\(survey.unnamed) more values have names beyond the first \(FieldSurvey.mostNames), or "
          + "very long or deep ones; they are not shown\n")
    }
  }

  /// Rows of one owner: name, kinds of values, in how many it is, range or example, meaning.
  private func show(
    _ owner: String, _ fields: [(name: String, field: FieldSurvey.Field)], of count: Int
  ) {
    page.writeLine([StyledText("\(count) \(owner)\(count == 1 ? "" : "s")", .bold)])
    let rows = fields.map { name, field in
      [
        "\(owner).\(name)", Self.kinds(of: field), "\(field.present)",
        Self.share(field.present, of: count), Self.example(of: field),
      ]
    }
    let widths = (0..<5).map { column in
      rows.map { TerminalText.columns(of: TerminalText.line($0[column])) }.max() ?? 0
    }
    for (row, (name, _)) in zip(rows, fields) {
      var cells: [StyledText] = []
      for (column, cell) in row.enumerated() {
        let shown = TerminalText.line(cell)
        let padding = String(
          repeating: " ", count: widths[column] - TerminalText.columns(of: shown))
        let isNumber = column == 2 || column == 3
        cells.append(
          StyledText(isNumber ? padding + shown : shown + padding, column == 0 ? .bold : nil))
      }
      cells.append(StyledText(Schema.meaning(of: "\(owner).\(name)") ?? "", .faint))
      page.writeRow(cells)
    }
  }

  /// `number`, or of several kinds how many values are of each, the most frequent first.
  private static func kinds(of field: FieldSurvey.Field) -> String {
    let kinds = FieldSurvey.Kind.allCases.map { ($0, field.kinds[$0.rawValue]) }
      .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
    guard kinds.count > 1 else { return kinds.first?.0.name ?? "" }
    return kinds.map { "\($0.0.name) \($0.1)" }.joined(separator: ", ")
  }

  /// In how many of a hundred, such that only all are 100 % and only none are 0 %.
  private static func share(_ count: Int, of all: Int) -> String {
    guard count < all else { return "100 %" }
    let percent = 100 * Double(count) / Double(max(all, 1))
    return percent < 0.1 ? "<0.1 %" : "\(min(99.9, (percent * 10).rounded() / 10)) %"
  }

  /// The least and the largest number, or the beginning of a value.
  private static func example(of field: FieldSurvey.Field) -> String {
    if let range = field.range {
      let (least, largest) = (number(range.lowerBound), number(range.upperBound))
      return least == largest ? least : "\(least) … \(largest)"
    }
    return TerminalText.cut(String(decoding: field.example, as: UTF8.self), to: 24)
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
