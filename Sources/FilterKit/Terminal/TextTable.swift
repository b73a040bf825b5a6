/// Columns of text, aligned for a person; cells are lines that a terminal may have.
package struct TextTable {
  private var rows: [[String]] = []
  private let areNumbers: Bool

  /// An empty table.
  /// - Parameter numbers: whether cells after the first are aligned to the right.
  package init(numbers: Bool = true) { areNumbers = numbers }

  /// Adds a row.
  package mutating func add(_ cells: [String]) { rows.append(cells.map(TerminalText.line)) }

  /// The lines.
  package var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? TerminalText.columns(of: $0[column]) : 0 }.max() ?? 0
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - TerminalText.columns(of: cell))
        if column > 0, areNumbers { return padding + cell }
        return column == row.count - 1 ? cell : cell + padding
      }.joined(separator: "  ") + "\n"
    }.joined()
  }
}
