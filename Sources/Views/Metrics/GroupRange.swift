import Methods

/// Groups of problems whose values are numbers of a range, such as 13-16.
package struct GroupRange {
  /// As it was given.
  package let text: String
  private let range: ClosedRange<Double>

  /// Reads a range; nil if it is none.
  package init?(_ text: String) {
    let ends = text.split(separator: "-").compactMap { Double($0) }
    guard ends.count == 2, ends[0] <= ends[1] else { return nil }
    self.text = text
    range = ends[0]...ends[1]
  }

  /// Of each file of a column the mean accuracy of the groups; none of a file that lacks one.
  func means(of column: StreamColumn, _ keys: [String]) -> [Double] {
    let wanted = keys.filter { Double($0).map(range.contains) ?? false }
    return column.files.compactMap { file in
      let shares = wanted.compactMap { file.groups[$0]?.accuracy.value }
      guard !wanted.isEmpty, shares.count == wanted.count else { return nil }
      return shares.reduce(0, +) / Double(shares.count)
    }
  }
}
