import Testing

@testable import Engine

@Suite struct TensorSlotTests {
  @Test func aRoleIsReadOffNameAndShape() {
    func role(_ name: String, _ shape: Int...) -> TensorRole {
      TensorSlot(name: name, shape: shape, offset: 0).role
    }
    #expect(role("model.embed_tokens.weight", 9, 4) == .embedding)
    #expect(role("lm_head.weight", 9, 4) == .linear)
    #expect(role("model.layers.0.self_attn.q_proj.bias", 4) == .bias)
    #expect(role("model.layers.0.self_attn.q_norm.weight", 4) == .norm)
  }
}
