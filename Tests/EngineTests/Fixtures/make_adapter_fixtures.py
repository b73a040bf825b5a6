"""Makes an adapter with PEFT, and what the adapted model says, for the engine to be checked against.

    python -m venv peft && peft/bin/pip install torch peft==0.21.2 transformers==5.23.0
    peft/bin/python make_adapter_fixtures.py

Writes adapter/ as PEFT saves it and adapter.f32 (little-endian float32): the parameters of the model
in the engine's order of tensors, then log p of each token of SEQUENCE but the first.
"""

import pathlib
import shutil

import numpy
import torch
from peft import LoraConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM

HERE = pathlib.Path(__file__).parent
SEQUENCE = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]

torch.manual_seed(0)
torch.set_num_threads(1)
model = LlamaForCausalLM(
    LlamaConfig(
        vocab_size=15,
        hidden_size=8,
        intermediate_size=12,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=4,
        max_position_embeddings=32,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        attn_implementation="eager",
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    )
).float()
for parameter in model.parameters():
    deviation, centre = (0.2, 1.0) if parameter.ndim == 1 else (0.4, 0.0)
    parameter.data.copy_(torch.randn(parameter.shape) * deviation + centre)
named = dict(model.named_parameters())
order = ["model.embed_tokens.weight"]
for layer in range(2):
    for part in (
        "input_layernorm self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj "
        "post_attention_layernorm mlp.gate_proj mlp.up_proj mlp.down_proj"
    ).split():
        order.append(f"model.layers.{layer}.{part}.weight")
order.append("model.norm.weight")
numbers = [named[name].detach().clone().flatten() for name in order]
adapted = get_peft_model(
    model,
    LoraConfig(r=3, lora_alpha=5, target_modules=["q_proj", "v_proj", "down_proj"], task_type="CAUSAL_LM"),
)
for name, parameter in adapted.named_parameters():
    if "lora_" in name:
        parameter.data.copy_(torch.randn(parameter.shape) * 0.4)
adapted.eval()
with torch.no_grad():
    table = torch.log_softmax(adapted(input_ids=torch.tensor([SEQUENCE])).logits[0], -1)
numbers.append(table[torch.arange(len(SEQUENCE) - 1), torch.tensor(SEQUENCE[1:])])
place = HERE / "adapter"
shutil.rmtree(place, ignore_errors=True)
adapted.save_pretrained(place)
(place / "README.md").unlink(missing_ok=True)
config = (place / "adapter_config.json").read_text()
(place / "adapter_config.json").write_text(config.replace('"base_model_name_or_path": null', '"base_model_name_or_path": "base"').replace('"base_model_name_or_path": ""', '"base_model_name_or_path": "base"'))
(HERE / "adapter.f32").write_bytes(torch.cat(numbers).numpy().astype("<f4").tobytes())
print(numbers[-1])
