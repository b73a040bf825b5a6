"""Makes the numbers that the engine is checked against, with PyTorch and transformers.

    python make_fixtures.py

writes NAME.json (sizes, tokens, losses) and NAME.f32 (little-endian float32: the parameters, then
the gradients of each loss, in the engine's order of tensors, then the logits of all sequences).
"""

import json
import math
import pathlib

import numpy
import torch
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    SmolLM3Config,
    SmolLM3ForCausalLM,
)

HERE = pathlib.Path(__file__).parent
BETA, ALPHA = 0.5, 1.0
RATE, WARM_UP, STEPS, FLOOR, DECAY, CLIP = 1e-2, 5, 20, 0.1, 0.1, 1.0


def sizes(tied):
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
        attention_bias=False,
        mlp_bias=False,
        pad_token_id=None,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    )


def tensors(model):
    """The parameters by name, in the engine's order."""
    named = dict(model.named_parameters())
    order = ["model.embed_tokens.weight"]
    for layer in range(model.config.num_hidden_layers):
        for part in (
            "input_layernorm self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj "
            "post_attention_layernorm mlp.gate_proj mlp.up_proj mlp.down_proj"
        ).split():
            order.append(f"model.layers.{layer}.{part}.weight")
    order.append("model.norm.weight")
    if not model.config.tie_word_embeddings:
        order.append("lm_head.weight")
    assert set(order) == set(named), set(order) ^ set(named)
    return [named[name] for name in order]


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
    return [parameter.grad.detach().clone() for parameter in tensors(model)]


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


def make(name, model):
    model = model.float().train()
    generator = torch.Generator().manual_seed(7)
    for parameter in tensors(model):
        deviation, centre = (0.2, 1.0) if parameter.ndim == 1 else (0.3, 0.0)
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
    start = [parameter.detach().clone() for parameter in tensors(model)]
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
    config = model.config
    content = dict(
        rotates=[bool(flag) for flag in getattr(config, "no_rope_layers", [1, 1])],
        tied=config.tie_word_embeddings,
        batches=batches,
        pairs=pairs,
        logprobs=given,
        losses=losses,
        run=run(model, batches),
    )
    (HERE / f"{name}.json").write_text(json.dumps(content) + "\n")
    numbers = torch.cat([part.detach().flatten() for part in start + gradients + logits])
    (HERE / f"{name}.f32").write_bytes(numbers.numpy().astype("<f4").tobytes())
    print(name, numbers.numel(), losses, content["rotates"])


torch.manual_seed(0)
torch.set_num_threads(1)
make("llama-tied", LlamaForCausalLM(LlamaConfig(**sizes(True))))
make(
    "smollm3-free",
    SmolLM3ForCausalLM(SmolLM3Config(**sizes(False), no_rope_layers=[1, 0], use_sliding_window=False)),
)
