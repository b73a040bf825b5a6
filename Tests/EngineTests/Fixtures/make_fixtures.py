"""Makes the numbers that the engine is checked against, with PyTorch and transformers.

    python make_fixtures.py

writes NAME.json (sizes, tokens, losses) and NAME.f32 (little-endian float32: the parameters, then
the gradients of each loss, in the engine's order of tensors, then the logits of all sequences), and
rope.json (the rotary frequencies of published models).
"""

import json
import math
import pathlib

import numpy
import torch
from transformers import (
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    SmolLM3Config,
    SmolLM3ForCausalLM,
)
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

HERE = pathlib.Path(__file__).parent
BETA, ALPHA = 0.5, 1.0
RATE, WARM_UP, STEPS, FLOOR, DECAY, CLIP = 1e-2, 5, 20, 0.1, 0.1, 1.0


PLAIN = {"rope_type": "default", "rope_theta": 10000.0}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 16,
}
YARN = {
    "rope_type": "yarn",
    "rope_theta": 10000.0,
    "factor": 2.0,
    "beta_slow": 0.1,
    "original_max_position_embeddings": 16,
}


def sizes(tied, rope=PLAIN, attention_bias=False, mlp_bias=False):
    return dict(
        vocab_size=23,
        hidden_size=20,
        intermediate_size=28,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=6,
        max_position_embeddings=32,
        rms_norm_eps=1e-5,
        tie_word_embeddings=tied,
        attention_bias=attention_bias,
        mlp_bias=mlp_bias,
        pad_token_id=None,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
        rope_parameters=dict(rope),
    )


def tensors(model):
    """The parameters by name, in the engine's order."""
    named = dict(model.named_parameters())
    order = ["model.embed_tokens.weight"]
    for layer in range(model.config.num_hidden_layers):
        for parts in (
            "input_layernorm.weight",
            "self_attn.q_proj.weight self_attn.k_proj.weight self_attn.v_proj.weight",
            "self_attn.q_proj.bias self_attn.k_proj.bias self_attn.v_proj.bias",
            "self_attn.q_norm.weight self_attn.k_norm.weight",
            "self_attn.o_proj.weight self_attn.o_proj.bias",
            "post_attention_layernorm.weight pre_feedforward_layernorm.weight",
            "mlp.gate_proj.weight mlp.up_proj.weight mlp.gate_proj.bias mlp.up_proj.bias",
            "mlp.down_proj.weight mlp.down_proj.bias",
            "post_feedforward_layernorm.weight",
        ):
            names = [f"model.layers.{layer}.{part}" for part in parts.split()]
            order += [name for name in names if name in named]
    order.append("model.norm.weight")
    if not model.config.tie_word_embeddings:
        order.append("lm_head.weight")
    assert set(order) == set(named), set(order) ^ set(named)
    return {name: named[name] for name in order}


def logprobs(model, prompt, completion):
    """log p of each completion token."""
    tokens = torch.tensor([prompt + completion])
    table = torch.log_softmax(model(input_ids=tokens).logits[0], -1)
    rows = torch.arange(len(prompt) - 1, tokens.shape[1] - 1)
    return table[rows, torch.tensor(completion)]


def supervised(model, rows):
    count = sum(len(row["completion"]) for row in rows)
    return sum(
        -row["weight"] * logprobs(model, row["prompt"], row["completion"]).sum() for row in rows
    ) / count


def preference(model, pairs, alpha):
    parts = []
    for pair in pairs:
        chosen = logprobs(model, pair["prompt"], pair["chosen"]).sum()
        rejected = logprobs(model, pair["prompt"], pair["rejected"]).sum()
        margin = (chosen - pair["referenceChosen"]) - (rejected - pair["referenceRejected"])
        loss = -torch.nn.functional.logsigmoid(BETA * margin)
        loss = loss - alpha * chosen / len(pair["chosen"])
        parts.append(pair["weight"] * loss)
    return torch.stack(parts).mean()


def gradient(model, loss):
    model.zero_grad()
    loss.backward()
    return [parameter.grad.detach().clone() for parameter in tensors(model).values()]


def rate(step):
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    progress = min(1, (step - WARM_UP) / (STEPS - WARM_UP))
    return RATE * (FLOOR + (1 - FLOOR) * 0.5 * (1 + math.cos(math.pi * progress)))


def run(model, batches):
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=RATE, betas=(0.9, 0.95), eps=1e-8, weight_decay=DECAY
    )
    losses = []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        optimizer.zero_grad()
        loss = supervised(model, batches[step % len(batches)])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        losses.append(loss.item())
    return losses


def make(name, model, **more):
    """Writes the files of a model; `more` is what else its architecture needs."""
    model = model.float().train()
    gain = 0.0 if name == "gemma3" else 1.0
    generator = torch.Generator().manual_seed(7)
    for tensor, parameter in tensors(model).items():
        deviation, centre = (0.2, gain) if "norm" in tensor else (0.3, 0.0)
        values = torch.randn(parameter.shape, generator=generator) * deviation + centre
        parameter.data.copy_(values)
    draw = numpy.random.default_rng(11)

    def words(least, most):
        return [int(token) for token in draw.integers(0, 23, draw.integers(least, most + 1))]

    batches = [
        [
            dict(prompt=words(1, 8), completion=words(1, 12), weight=float(draw.integers(1, 9)) / 4)
            for _ in range(6)
        ]
        for _ in range(3)
    ]
    pairs = [
        dict(
            prompt=words(1, 6),
            chosen=words(1, 9),
            rejected=words(1, 9),
            weight=float(draw.integers(1, 9)) / 8,
            referenceChosen=-float(draw.integers(10, 80)) / 4,
            referenceRejected=-float(draw.integers(10, 80)) / 4,
        )
        for _ in range(5)
    ]
    start = [parameter.detach().clone() for parameter in tensors(model).values()]
    with torch.no_grad():
        logits = [
            model(input_ids=torch.tensor([row["prompt"] + row["completion"]])).logits[0]
            for row in batches[0]
        ]
        given = [
            logprobs(model, row["prompt"][:1], row["prompt"][1:] + row["completion"]).tolist()
            for row in batches[0]
        ]
    losses, gradients = {}, []
    for label, loss in (
        ("supervised", supervised(model, batches[0])),
        ("preference", preference(model, pairs, 0)),
        ("scpo", preference(model, pairs, ALPHA)),
    ):
        losses[label] = loss.item()
        gradients += gradient(model, loss)
    config, names = model.config, tensors(model)
    content = dict(
        rotates=[bool(flag) for flag in getattr(config, "no_rope_layers", [1, 1])],
        tied=config.tie_word_embeddings,
        rope=config.rope_parameters.get("rope_type", "two"),
        biases=[
            f"model.layers.0.{part}_proj.bias" in names
            for part in ("self_attn.q", "self_attn.o", "mlp.gate")
        ],
        normsHeads="model.layers.0.self_attn.q_norm.weight" in names,
        batches=batches,
        pairs=pairs,
        logprobs=given,
        losses=losses,
        run=run(model, batches),
        **more,
    )
    (HERE / f"{name}.json").write_text(json.dumps(content) + "\n")
    numbers = torch.cat([part.detach().flatten() for part in start + gradients + logits])
    (HERE / f"{name}.f32").write_bytes(numbers.numpy().astype("<f4").tobytes())
    print(name, numbers.numel(), losses, content["rotates"])


def frequencies(width, context, **rope):
    """What LlamaRotaryEmbedding turns the pairs of a head by, and its factor."""
    config = LlamaConfig(
        hidden_size=width, num_attention_heads=1, head_dim=width, max_position_embeddings=context,
        rope_parameters=rope,
    )
    rotary = LlamaRotaryEmbedding(config)
    return dict(frequencies=rotary.inv_freq.tolist(), magnitude=rotary.attention_scaling)


torch.manual_seed(0)
torch.set_num_threads(1)
make("llama-tied", LlamaForCausalLM(LlamaConfig(**sizes(True))))
make(
    "llama-biased",
    LlamaForCausalLM(LlamaConfig(**sizes(False, YARN, attention_bias=True, mlp_bias=True))),
)
make("qwen2", Qwen2ForCausalLM(Qwen2Config(**sizes(True))))
make("qwen3", Qwen3ForCausalLM(Qwen3Config(**sizes(True, LLAMA3))))
make(
    "smollm3-free",
    SmolLM3ForCausalLM(SmolLM3Config(**sizes(False), no_rope_layers=[1, 0], use_sliding_window=False)),
)
# Gemma 3: a window of 5 tokens in the first layer, with a rotary base of its own.
gemma = sizes(True) | dict(
    rope_parameters={
        "sliding_attention": {"rope_type": "default", "rope_theta": 100.0},
        "full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0},
    },
    layer_types=["sliding_attention", "full_attention"],
    sliding_window=5,
    query_pre_attn_scalar=9,
    hidden_activation="gelu_pytorch_tanh",
)
del gemma["mlp_bias"]
make("gemma3", Gemma3ForCausalLM(Gemma3TextConfig(**gemma)), gemma=True)
rope = {
    # The settings that Llama 3.2 1B and, for longer texts, Qwen2.5 7B state.
    "llama3": frequencies(
        64, 131072, rope_type="llama3", rope_theta=500000.0, factor=32.0, low_freq_factor=1.0,
        high_freq_factor=4.0, original_max_position_embeddings=8192,
    ),
    "yarn": frequencies(
        128, 131072, rope_type="yarn", rope_theta=1000000.0, factor=4.0,
        original_max_position_embeddings=32768,
    ),
    "linear": frequencies(64, 8192, rope_type="linear", rope_theta=10000.0, factor=4.0),
    "dynamic": frequencies(64, 8192, rope_type="dynamic", rope_theta=10000.0, factor=4.0),
}
(HERE / "rope.json").write_text(json.dumps(rope) + "\n")
