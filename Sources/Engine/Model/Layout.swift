/// Where the tensors of each layer begin in the flat parameters.
struct Layout {
  /// The gains (H) of a layer's queries and keys.
  struct HeadNorms {
    let query: Int
    let key: Int
  }

  struct Layer {
    let attentionNorm: Int
    /// Query, key and value weights follow each other: one matrix; so do their biases.
    let queryKeyValue: Projection
    /// Nil if heads have no norms.
    let headNorms: HeadNorms?
    let output: Projection
    /// The norm of attention's result; nil if it has none.
    let attentionResultNorm: Int?
    let feedForwardNorm: Int
    /// Gate and up weights follow each other: one matrix; so do their biases.
    let gateUp: Projection
    let down: Projection
    /// The norm of the feed-forward block's result; nil if it has none.
    let feedForwardResultNorm: Int?
  }

  let embedding = 0
  let layers: [Layer]
  let norm: Int
  /// The embedding's place if the head is tied.
  let head: Int

  init(_ architecture: Architecture) {
    var offsets: [String: Int] = [:]
    for slot in architecture.tensors { offsets[slot.name] = slot.offset }
    func find(_ name: String) -> Int {
      guard let offset = offsets[name] else { preconditionFailure("the model has a \(name)") }
      return offset
    }
    let shape = AttentionShape(architecture)
    let (width, feedForward) = (architecture.width, architecture.feedForward)
    layers = (0..<architecture.layers).map { layer in
      let prefix = "model.layers.\(layer)."
      func projection(_ name: String, _ inputs: Int, _ outputs: Int) -> Projection {
        Projection(
          weight: find(prefix + name + ".weight"), bias: offsets[prefix + name + ".bias"],
          inputs: inputs, outputs: outputs)
      }
      let query = offsets[prefix + "self_attn.q_norm.weight"]
      let key = offsets[prefix + "self_attn.k_norm.weight"]
      return Layer(
        attentionNorm: find(prefix + "input_layernorm.weight"),
        queryKeyValue: projection("self_attn.q_proj", width, shape.rowWidth),
        headNorms: query.flatMap { query in key.map { HeadNorms(query: query, key: $0) } },
        output: projection("self_attn.o_proj", shape.outputWidth, width),
        attentionResultNorm: architecture.normsResults
          ? find(prefix + "post_attention_layernorm.weight") : nil,
        feedForwardNorm: find(prefix + architecture.feedForwardNorm),
        gateUp: projection("mlp.gate_proj", width, 2 * feedForward),
        down: projection("mlp.down_proj", feedForward, width),
        feedForwardResultNorm: offsets[prefix + "post_feedforward_layernorm.weight"])
    }
    norm = find("model.norm.weight")
    head = architecture.tiedHead ? 0 : find("lm_head.weight")
  }
}

extension Layout {
  /// The output head as a linear layer.
  func headProjection(_ architecture: Architecture) -> Projection {
    Projection(
      weight: head, bias: nil, inputs: architecture.width, outputs: architecture.vocabulary)
  }
}
