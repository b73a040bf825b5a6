/// How much weight each answer of a problem gets as a label, instead of all of it for the majority.
package enum SoftLabels: Equatable, Sendable {
  /// Its share of the votes cast.
  case share
  /// (RESTRAIN, Yu et al. 2025, arXiv 2510.02172; `vote --soft gauss:1,0.3`): w_j = g(f_j) / Σ
  /// g(f_l), g a Gaussian in the share f_j of all samples.
  case gauss(centre: Double, width: Double)

  /// What is wrong with a specification.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    /// One sentence with the offending value.
    package let description: String
  }

  /// Reads `share` or `gauss:CENTRE,WIDTH`.
  package init(_ text: String) throws(Mistake) {
    if text == "share" {
      self = .share
      return
    }
    let numbers =
      text.hasPrefix("gauss:")
      ? text.dropFirst(6).split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
      : []
    guard numbers.count == 2, let centre = numbers[0], let width = numbers[1], centre.isFinite,
      width.isFinite, width > 0
    else {
      throw Mistake(
        description: "«\(text)» is no kind of soft labels; write share, or gauss:1,0.5 for a "
          + "centre and a width above zero")
    }
    self = .gauss(centre: centre, width: width)
  }

  /// The weights of the candidates in their order, of sum 1 where any is above zero.
  ///
  /// Of four samples with counts 2, 1, 1, centre 1 and width 0.5 give 0.483, 0.2585, 0.2585.
  package func weights(of election: Election) -> [Double] {
    let raw: [Double]
    switch self {
    case .share: raw = election.counts.map(\.weight)
    case .gauss(let centre, let width):
      // Of exponents only differences matter: the largest is taken out, or all might vanish.
      let exponents = election.counts.map { candidate in
        let share = election.total > 0 ? candidate.weight / election.total : 0
        return -(share - centre) * (share - centre) / (2 * width * width)
      }
      let largest = exponents.max() ?? 0
      raw = exponents.map { exponential($0 - largest) }
    }
    let total = raw.accurateSum()
    return raw.map { total > 0 ? $0 / total : 0 }
  }
}
