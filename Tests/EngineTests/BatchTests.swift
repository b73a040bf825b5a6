import Losses
import Testing

@testable import Engine

@Suite struct BatchTests {
  private let architecture = testModel().architecture

  @Test func tokensWithoutWeightAreNotLearned() {
    let batch = Batch.supervised([
      SupervisedRow(prompt: [1], completion: [2, 3, 4], tokenWeights: [1, 0, 0.5]),
      SupervisedRow(prompt: [1], completion: [2]),
    ])
    #expect(batch.count == 2 && batch.learnedTokens == 3)
  }

  @Test func whatCannotBeLearnedIsRefused() {
    func refusal(_ prompt: [Int32], _ completion: [Int32]) -> EngineError? {
      do {
        try Batch.supervised([SupervisedRow(prompt: prompt, completion: completion)])
          .check(architecture)
        return nil
      } catch { return error }
    }
    #expect(refusal([1], [2]) == nil)
    #expect(refusal([], [2]) == .emptyPrompt)
    #expect(refusal([1], []) == .emptyBatch)
    #expect(refusal([1], [99]) == .unknownToken(99, vocabulary: 37))
  }
}
