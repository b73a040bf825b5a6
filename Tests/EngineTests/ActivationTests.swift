import Testing

@testable import Engine

@Suite struct ActivationTests {
  /// Values that torch.nn.functional.silu and gelu(approximate="tanh") give.
  @Test func valuesAreThoseOfPyTorch() {
    #expect(abs(Activation.silu.plain(1) - 0.7310586) < 1e-6)
    #expect(abs(Activation.silu.plain(-2) + 0.2384058) < 1e-6)
    #expect(abs(Activation.geluTanh.plain(1) - 0.8411920) < 1e-6)
    #expect(abs(Activation.geluTanh.plain(-2) + 0.0454023) < 1e-6)
  }
}
