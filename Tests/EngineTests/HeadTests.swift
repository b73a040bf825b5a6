import Glibc
import Testing

@testable import Engine

@Suite struct HeadTests {
  /// log p of each token is its logit less ln Σ e^logit, over the norm of the chosen row.
  @Test(arguments: TestModels.allCases) func logprobsAreThePlainOnes(which: TestModels) {
    let model = which.model
    let (width, vocabulary) = (model.architecture.width, model.architecture.vocabulary)
    let states = testNumbers(3 * width, key: 1)
    let head = Head(model)
    head.forward([2, 0], of: states, packed: nil)
    let found = head.logprobs([5, 36])
    let norm = Norm(model.architecture)
    let gain = (0..<width).map { model.weight(model.layout.norm)[$0] }
    for (place, (row, token)) in [(2, 5), (0, 36)].enumerated() {
      let normed = norm.plain(Array(states[row * width..<(row + 1) * width]), gain: gain).out
      let logits = (0..<vocabulary).map { word in
        (0..<width).reduce(0.0) {
          $0 + normed[$1] * Double(model.weight(model.layout.head + word * width)[$1])
        }
      }
      let sum = log(logits.reduce(0) { $0 + exp($1) })
      #expect(abs(Double(found[place]) - (logits[token] - sum)) < 1e-4)
    }
  }
}
