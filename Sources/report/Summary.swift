import FilterKit
import Methods

extension Figures {
  /// The figures as a person reads them.
  var summary: String {
    let all = self.all
    var table = TextTable()
    table.add(["problems", "\(all.problems)"])
    table.add(["samples", "\(all.samples)"])
    table.add(["accuracy", Cell.share(all)])
    table.add(["undecided", "\(all.undecided)"])
    for (k, pass) in all.pass.sorted(by: { $0.key < $1.key }) where k > 1 {
      table.add(["pass@\(k)", Cell.digits(pass.sum / Double(pass.problems))])
    }
    for (k, majority) in all.majority.sorted(by: { $0.key < $1.key }) where k > 1 {
      let interval = Accuracy.interval(successes: majority.right, trials: majority.problems)
      let share = Double(majority.right) / Double(majority.problems)
      table.add(["maj@\(k)", Cell.share(share, interval)])
    }
    if entropy.count > 0 {
      table.add(["votes: mean entropy", Cell.digits(entropy.mean)])
      table.add(["votes: mean margin", Cell.digits(margin.mean)])
      table.add(["votes: ties", "\(ties)"])
    }
    if let error = calibration.expectedError {
      table.add(["votes: calibration error", Cell.digits(error)])
    }
    let collapse = Collapse(majorities: majorities)
    let alarm =
      collapse.isAlarming
      ? "ALARM: \(Cell.digits(collapse.share)) of the problems have the answer "
        + "“\(collapse.answer ?? "")”\n" : ""
    return table.text + alarm
  }
}
