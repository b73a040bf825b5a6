import Checkpoints
import Engine
import ModelFixtures
import Records
import Testing

@Suite struct ModelConfigurationTests {
  private func read(_ text: String) throws -> ModelConfiguration {
    try ModelConfiguration(json: JSON(parsing: text), path: "config.json")
  }

  @Test(arguments: [[false, false], [true, true], [true, false, true]], [true, false])
  func whatWasWrittenIsRead(rotates: [Bool], tiedHead: Bool) throws {
    let configuration = ModelConfiguration(
      architecture: TinyModel.architecture(rotates: rotates, tiedHead: tiedHead), endTokens: [0],
      paddingToken: 1)
    #expect(try read(configuration.json.text) == configuration)
    #expect(
      configuration.json["architectures"]
        == (rotates.contains(false) ? ["SmolLM3ForCausalLM"] : ["LlamaForCausalLM"]))
    #expect(configuration.json["rms_norm_eps"]?.text == "1e-05")
  }

  /// The settings of SmolLM2-135M as an older transformers wrote them.
  @Test func anOlderLlamaIsRead() throws {
    let configuration = try read(
      #"""
      {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
       "bos_token_id": 0, "eos_token_id": [0, 2], "hidden_act": "silu", "hidden_size": 576,
       "intermediate_size": 1536, "is_llama_config": true, "max_position_embeddings": 8192,
       "model_type": "llama", "num_attention_heads": 9, "num_hidden_layers": 3,
       "num_key_value_heads": 3, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
       "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000,
       "tie_word_embeddings": true, "torch_dtype": "bfloat16", "vocab_size": 49152}
      """#)
    #expect(
      configuration
        == ModelConfiguration(
          architecture: Architecture(
            vocabulary: 49_152, width: 576, layers: 3, heads: 9, keyValueHeads: 3, headWidth: 64,
            feedForward: 1536, normEpsilon: 1e-5, ropeTheta: 100_000,
            rotates: [true, true, true], tiedHead: true, context: 8192), endTokens: [0, 2],
          paddingToken: nil))
  }

  /// Settings as published models state them.
  static let published: [(String, RopeScaling, theta: Float)] = [
    (
      #"""
      "max_position_embeddings": 131072, "rope_theta": 500000.0, "rope_scaling": {"factor": 32.0,
      "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192,
      "rope_type": "llama3"}
      """#, .llama3(.init(factor: 32, low: 1, high: 4, context: 8192)), 500_000
    ),
    (
      #"""
      "rope_parameters": {"factor": 4.0, "original_max_position_embeddings": 32768,
      "rope_theta": 1000000.0, "rope_type": "yarn"}
      """#, .yarn(.init(factor: 4, context: 32_768)), 1_000_000
    ),
    (
      #"""
      "max_position_embeddings": 4096, "rope_theta": 5000, "rope_scaling": {"type": "yarn",
      "factor": 40, "mscale": 0.707, "mscale_all_dim": 1.0, "beta_fast": 16, "truncate": false}
      """#,
      .yarn(
        .init(
          factor: 40, context: 4096, fast: 16, truncates: false,
          magnitude: RopeScaling.YaRN.magnitude(factor: 40, m: 0.707)
            / RopeScaling.YaRN.magnitude(factor: 40))), 5000
    ),
    (#""rope_scaling": {"type": "linear", "factor": 2}"#, .linear(factor: 2), 10_000),
    (
      #""rope_parameters": {"rope_type": "dynamic", "factor": 2, "rope_theta": 7}"#,
      .dynamic(factor: 2), 7
    ),
  ]

  @Test(arguments: published)
  func stretchedPositionsAreReadAndWritten(fields: String, scaling: RopeScaling, theta: Float)
    throws
  {
    let configuration = try read(#"{"model_type": "llama", "num_hidden_layers": 1, \#(fields)}"#)
    #expect(configuration.architecture.ropeScaling == scaling)
    #expect(configuration.architecture.ropeTheta == theta)
    #expect(try read(configuration.json.text) == configuration)
  }

  @Test(arguments: ModelFamily.allCases) func familiesAreReadAndWritten(family: ModelFamily) throws
  {
    let configuration = try read(
      #"{"architectures": ["\#(family.rawValue)"], "num_hidden_layers": 4, "attention_bias": true}"#
    )
    let architecture = configuration.architecture
    #expect(configuration.family == family)
    #expect(
      architecture.biases == Biases(queryKeyValue: true, output: family != .qwen2))
    #expect(architecture.normsHeads == (family == .qwen3))
    #expect(architecture.rotates == [true, true, true, family != .smolLM3])
    #expect(try read(configuration.json.text) == configuration)
  }

  @Test func absentFieldsHaveTheDefaultsOfTransformers() throws {
    let llama = try read(#"{"model_type": "llama"}"#).architecture
    #expect(llama.normEpsilon == 1e-6)
    #expect(llama.keyValueHeads == 32)
    #expect(llama.headWidth == 128)
    #expect(!llama.tiedHead)
    let smol = try read(#"{"model_type": "smollm3", "num_hidden_layers": 5}"#).architecture
    #expect(smol.rotates == [true, true, true, false, true])
    #expect(smol.ropeTheta == 2_000_000)
    #expect(smol.keyValueHeads == 4)
    #expect(smol.tiedHead)
  }

  @Test(arguments: [
    (#""hidden_act": "gelu""#, #"hidden_act is "gelu"; only "silu" can be used"#),
    (#""use_sliding_window": true"#, "use_sliding_window is true; only false can be used"),
    (
      #""layer_types": ["sliding_attention"]"#,
      #"layer_types is ["sliding_attention"]; only "full_attention" can be used"#
    ),
    (#""attention_dropout": 0.1"#, "attention_dropout is 0.1; only 0 can be used"),
    (
      #""rope_scaling": {"type": "longrope", "factor": 2}"#,
      #"rope_scaling is {"type":"longrope","factor":2}; only the rope_type default, dynamic, "#
        + "linear, llama3, yarn can be used"
    ),
    (
      #""rope_parameters": {"rope_type": "linear", "factor": 2, "beta_fast": 1}"#,
      #"rope_parameters is {"rope_type":"linear","factor":2,"beta_fast":1}; beta_fast cannot be used"#
    ),
    (
      #""rope_parameters": {"rope_theta": 1, "partial_rotary_factor": 0.5}"#,
      #"rope_parameters is {"rope_theta":1,"partial_rotary_factor":0.5}; partial_rotary_factor cannot be used"#
    ),
    (
      #""quantization_config": {"bits": 4}"#,
      #"quantization_config is {"bits":4}; only unquantized weights can be used"#
    ),
    (
      #""architectures": ["GPT2LMHeadModel"]"#,
      "the model is GPT2LMHeadModel; these can be used: LlamaForCausalLM, Qwen2ForCausalLM, "
        + "Qwen3ForCausalLM, SmolLM3ForCausalLM"
    ),
  ])
  func whatTheEngineLacksIsRefusedByName(field: String, says: String) {
    #expect(throws: ModelError.unsupported("config.json: \(says)")) {
      try read(#"{"model_type": "llama", \#(field)}"#)
    }
  }

  @Test(arguments: [
    (#""hidden_size": 0"#, "hidden_size is 0, expected a whole number from 1"),
    (#""vocab_size": "9""#, #"vocab_size is "9", expected a whole number from 1"#),
    (#""rms_norm_eps": -1"#, "rms_norm_eps is -1, expected a positive number"),
    (
      #""num_key_value_heads": 3"#,
      "num_key_value_heads is 3, expected a divisor of num_attention_heads"
    ),
    (#""head_dim": 5"#, "head_dim is 5, expected an even number from 2"),
    (#""eos_token_id": "x""#, #"eos_token_id is "x", expected a token's number or a list"#),
    (#""attention_bias": 1"#, "attention_bias is 1, expected true or false"),
    (
      #""architectures": ["Qwen2ForCausalLM"]"#,
      "model_type is \"llama\", that of Qwen2ForCausalLM is \"qwen2\""
    ),
    (
      #""rope_scaling": {"rope_type": "llama3", "factor": 8}"#,
      #"rope_scaling is {"rope_type":"llama3","factor":8}, expected a positive low_freq_factor"#
    ),
  ])
  func contradictionsAreRefused(field: String, says: String) {
    #expect(throws: ModelError.damaged("config.json: \(says)")) {
      try read(#"{"model_type": "llama", \#(field)}"#)
    }
  }

  @Test func aShortListOfLayersIsRefused() {
    #expect(
      throws: ModelError.damaged(
        "config.json: no_rope_layers is [1,0], expected 0 or 1 for each of 3 layers")
    ) {
      try read(#"{"model_type": "smollm3", "num_hidden_layers": 3, "no_rope_layers": [1, 0]}"#)
    }
  }
}
