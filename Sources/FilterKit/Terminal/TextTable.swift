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
  package var text: String { text(width: nil) }

  /// The lines, none of them wider than a terminal if its columns let it: columns that have no room
  /// follow below, behind the first one again.
  /// - Parameter width: how wide it is; nil for any width.
  package func text(width: Int?) -> String {
    let widths = (0..<(rows.map(\.count).max() ?? 0)).map { column in
      rows.map { column < $0.count ? TerminalText.columns(of: $0[column]) : 0 }.max() ?? 0
    }
    return Self.blocks(of: widths, width: width).map { block in
      rows.map { row in line(row, block, widths) + "\n" }.joined()
    }.joined(separator: "\n")
  }

  /// Which columns stand side by side: the first one and as many others as have room, at least one.
  private static func blocks(of widths: [Int], width: Int?) -> [[Int]] {
    guard let width, let first = widths.first else { return [Array(widths.indices)] }
    var blocks: [[Int]] = []
    var room = -1
    for column in widths.indices.dropFirst() {
      if room < widths[column] + 2 || blocks.isEmpty {
        blocks.append([0])
        room = width - first
      }
      blocks[blocks.count - 1].append(column)
      room -= widths[column] + 2
    }
    return blocks.isEmpty ? [[0]] : blocks
  }

  private func line(_ row: [String], _ columns: [Int], _ widths: [Int]) -> String {
    columns.filter { $0 < row.count }.map { column in
      let cell = row[column]
      let padding = String(repeating: " ", count: widths[column] - TerminalText.columns(of: cell))
      if column > 0, areNumbers { return padding + cell }
      return column == row.count - 1 ? cell : cell + padding
    }.joined(separator: "  ")
  }
}
