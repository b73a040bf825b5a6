import Records

/// What tokens cost: money for a million of them.
package struct Price: Equatable, Sendable {
  package var input: Double
  package var output: Double

  /// Sets both.
  package init(input: Double, output: Double) {
    self.input = input
    self.output = output
  }

  /// Reads `0.15,0.60`: what a million tokens cost, sent and drawn.
  package init?(_ text: String) {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let input = numbers[0], let output = numbers[1], input >= 0,
      output >= 0, input.isFinite, output.isFinite
    else { return nil }
    self.init(input: input, output: output)
  }

  /// Reads `{"input": 0.15, "output": 0.6}`.
  init?(_ value: JSON) {
    guard let input = value["input"]?.double, let output = value["output"]?.double, input >= 0,
      output >= 0
    else { return nil }
    self.init(input: input, output: output)
  }
}
