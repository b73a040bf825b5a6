import FilterKit
import Methods

/// What is compared in one column, or one row: a stream, or several of different seeds.
package struct StreamColumn {
  package var name: String
  package var files: [StreamStatistics]

  /// Makes a column.
  package init(name: String, files: [StreamStatistics]) {
    self.name = name
    self.files = files
  }

  /// A line for each file in which most problems have one answer.
  /// - Parameter areNamed: whether it says whose problems.
  package func collapses(areNamed: Bool) -> [String] {
    files.map(\.collapse).filter(\.isAlarming).map { collapse in
      let answer = TerminalText.cut(
        TerminalText.line(KeptAnswer.text(of: collapse.answer ?? "")), to: 60)
      return "ALARM: \(MetricText.digits(collapse.share)) of the problems"
        + "\(areNamed ? " of \(TerminalText.line(name))" : "") have the answer \"\(answer)\"\n"
    }
  }
}
