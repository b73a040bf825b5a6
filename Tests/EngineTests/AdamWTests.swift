import Testing

@testable import Engine

@Suite struct AdamWTests {
  /// The first step moves by the rate against the gradient's sign, whatever its length.
  @Test func theFirstStepHasTheLengthOfTheRate() {
    var (p, m, v): ([Float], [Float], [Float]) = ([1, 1, 1], [0, 0, 0], [0, 0, 0])
    AdamW(decay: 0.5).update(
      &p, &m, &v, [4, -0.01, 0], count: 3, step: 1, rate: 0.1, factor: 1, decays: true)
    for (found, expected) in zip(p, [0.85, 1.05, 0.95] as [Float]) {
      #expect(abs(found - expected) < 1e-5)
    }
    #expect(abs(m[0] - 0.4) < 1e-6 && abs(v[0] - 0.8) < 1e-6)
  }

  @Test(arguments: [1, 2, 100], [false, true]) func anUpdateIsItsPlainLoop(
    step: Int, decays: Bool
  ) {
    let adamW = AdamW(decay: 0.3)
    var (p, m) = (testNumbers(19, key: 1), testNumbers(19, key: 2))
    var v = testNumbers(19, key: 3).map { $0 * $0 }
    let gradients = testNumbers(19, key: 4)
    let expected = (0..<19).map { i in
      adamW.plain(
        (Double(p[i]), Double(m[i]), Double(v[i])), gradient: Double(gradients[i]), step: step,
        rate: 0.01, factor: 0.5, decays: decays)
    }
    adamW.update(
      &p, &m, &v, gradients, count: 19, step: step, rate: 0.01, factor: 0.5, decays: decays)
    for i in 0..<19 {
      #expect(abs(Double(p[i]) - expected[i].parameter) < 1e-6)
      #expect(abs(Double(m[i]) - expected[i].first) < 1e-6)
      #expect(abs(Double(v[i]) - expected[i].second) < 1e-6)
    }
  }

  @Test func onlyLongGradientsAreClipped() {
    #expect(AdamW(clip: 1).clipping(norm: 0.5) == 1)
    #expect(abs(AdamW(clip: 1).clipping(norm: 4) - 0.25) < 1e-6)
    #expect(AdamW(clip: nil).clipping(norm: 1000) == 1)
  }

  /// With a gradient of zero only decay is left, and norms and the embedding can be spared it.
  @Test func normsAndTheEmbeddingMayBeSpared() throws {
    for all in [true, false] {
      let model = testModel()
      let before = model.parameters.buffer.array
      let trainer = Trainer(
        model, optimizer: AdamW(decay: 1, decaysAll: all),
        schedule: Schedule(peak: 0.5, steps: 1, shape: .constant), workers: Workers(threads: 1))
      _ = try trainer.step(.supervised([SupervisedRow(prompt: [1], completion: [2], weight: 0)]))
      let after = model.parameters.buffer.array
      for slot in model.architecture.tensors {
        let kept: Float = all || slot.role == .linear ? 0.5 : 1
        let (new, old) = (after[slot.range], before[slot.range])
        #expect(zip(new, old).allSatisfy { $0 == kept * $1 }, "\(slot.name)")
      }
    }
  }
}
