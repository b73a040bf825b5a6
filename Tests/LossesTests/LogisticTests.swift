import Losses
import Testing

@Suite struct LogisticTests {
  @Test func largeArgumentsStayFinite() {
    #expect(logSigmoid(-1000) == -1000)
    #expect(logSigmoid(1000) == 0)
    #expect(sigmoid(-1000) == 0)
    #expect(sigmoid(1000) == 1)
  }

  @Test func theMiddle() {
    #expect(sigmoid(0) == 0.5)
    #expect(abs(logSigmoid(0) + 0.693_147_180_559_945) < 1e-15)
    #expect(abs(sigmoid(2) + sigmoid(-2) - 1) < 1e-15)
  }
}
