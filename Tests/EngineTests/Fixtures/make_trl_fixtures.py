"""Makes the losses and gradients that the engine's losses are checked against, with TRL's trainers.

    python -m venv trl && trl/bin/pip install torch trl==1.16.0 transformers==5.23.0
    trl/bin/python make_trl_fixtures.py

Each case is one training step of a trainer on the CPU in float32, with plain gradient descent and a
rate of 1, so that what a parameter loses is its gradient. Writes trl.json (tokens, losses) and
trl.f32 (little-endian float32, in the engine's order of tensors: the model, the reference model,
then the gradient of each case).
"""

import json
import os
import pathlib
import tempfile

os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

import numpy
import torch
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import (
    DPOConfig,
    DPOTrainer,
    GRPOConfig,
    GRPOTrainer,
    KTOConfig,
    KTOTrainer,
    RLOOConfig,
    RLOOTrainer,
    SFTConfig,
    SFTTrainer,
)
from trl.experimental.cpo import CPOConfig, CPOTrainer
from trl.experimental.orpo import ORPOConfig, ORPOTrainer

HERE = pathlib.Path(__file__).parent
WORDS, END, PAD = 13, 13, 14
torch.set_num_threads(1)


def make_model(seed):
    config = LlamaConfig(
        vocab_size=15,
        hidden_size=8,
        intermediate_size=12,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=4,
        max_position_embeddings=32,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=PAD,
        attn_implementation="eager",
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    )
    model = LlamaForCausalLM(config).float()
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        deviation, centre = (0.2, 1.0) if parameter.ndim == 1 else (0.4, 0.0)
        parameter.data.copy_(torch.randn(parameter.shape, generator=generator) * deviation + centre)
    return model


def tensors(model):
    named = dict(model.named_parameters())
    order = ["model.embed_tokens.weight"]
    for part in (
        "input_layernorm self_attn.q_proj self_attn.k_proj self_attn.v_proj self_attn.o_proj "
        "post_attention_layernorm mlp.gate_proj mlp.up_proj mlp.down_proj"
    ).split():
        order.append(f"model.layers.0.{part}.weight")
    order.append("model.norm.weight")
    assert set(order) == set(named)
    return [named[name] for name in order]


def flat(model):
    return torch.cat([part.detach().flatten() for part in tensors(model)]).numpy().copy()


def tokenizer():
    vocabulary = {f"t{index}": index for index in range(WORDS)} | {"<end>": END, "<pad>": PAD}
    words = Tokenizer(models.WordLevel(vocabulary))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=words, eos_token="<end>", pad_token="<pad>")


draw = numpy.random.default_rng(5)


def tokens(least, most):
    return [int(token) for token in draw.integers(0, WORDS, draw.integers(least, most + 1))]


def text(numbers):
    return " ".join(f"t{number}" for number in numbers)


PAIRS = [dict(prompt=tokens(2, 5), chosen=tokens(1, 7), rejected=tokens(1, 7)) for _ in range(6)]
ROWS = [dict(prompt=tokens(2, 5), completion=tokens(1, 7), label=bool(i % 3)) for i in range(6)]
# KTO's estimate of how far the model has moved is made of the row before, in this order.
GROUPS = [
    dict(prompt=tokens(2, 5), completions=[tokens(1, 7) for _ in range(4)], rewards=rewards)
    for rewards in ([1.0, 0.0, 0.25, 1.0], [0.0, 3.0, 0.0, 0.5])
]
# By how much the log-probabilities of drawing differ from those of the model.
SHIFTS = [[[float(draw.normal() * 0.3) for _ in tokens + [END]] for tokens in group["completions"]]
          for group in GROUPS]

SCRATCH = tempfile.mkdtemp()
START, REFERENCE = make_model(1), make_model(2)
with torch.no_grad():  # near enough for ratios to stay moderate
    for mine, other in zip(REFERENCE.parameters(), START.parameters()):
        mine.copy_(other + 0.2 * (mine - other))
PLACE = pathlib.Path(SCRATCH) / "start"
START.save_pretrained(PLACE)
tokenizer().save_pretrained(PLACE)
BEFORE = flat(START)
cases, gradients = {}, []


def arguments(config, batch, **more):
    more.setdefault("gradient_accumulation_steps", 1)
    return config(
        output_dir=SCRATCH + "/out",
        per_device_train_batch_size=batch,
        max_steps=1,
        learning_rate=1.0,
        lr_scheduler_type="constant",
        optim="sgd",
        max_grad_norm=0.0,
        weight_decay=0.0,
        use_cpu=True,
        bf16=False,
        gradient_checkpointing=False,
        report_to="none",
        logging_steps=1,
        save_strategy="no",
        disable_tqdm=True,
        **more,
    )


def fresh():
    return AutoModelForCausalLM.from_pretrained(PLACE, dtype=torch.float32, attn_implementation="eager")


def run(name, trainer):
    compute, seen = trainer.compute_loss, []

    def compute_loss(*given, **more):
        result = compute(*given, **more)
        seen.append(float(result.detach()))
        return result

    trainer.compute_loss = compute_loss
    trainer.train()
    # The shares of an accumulated update add up.
    cases[name] = sum(seen)
    change = BEFORE - flat(trainer.model)
    gradients.append(change)
    print(f"{name:20} loss {cases[name]:.6f}  gradient {numpy.linalg.norm(change):.6f}")


def sft(name, batch=6, **more):
    data = Dataset.from_list(
        [dict(prompt=text(row["prompt"]), completion=" " + text(row["completion"])) for row in ROWS]
    )
    run(name, SFTTrainer(fresh(), args=arguments(SFTConfig, batch, **more), train_dataset=data,
                         processing_class=tokenizer()))


def pairs():
    return Dataset.from_list(
        [
            dict(prompt=text(p["prompt"]), chosen=" " + text(p["chosen"]),
                 rejected=" " + text(p["rejected"]))
            for p in PAIRS
        ]
    )


def dpo(name, **more):
    run(name, DPOTrainer(fresh(), ref_model=REFERENCE, args=arguments(DPOConfig, 6, **more),
                         train_dataset=pairs(), processing_class=tokenizer()))


def kto(name, **more):
    data = Dataset.from_list(
        [
            dict(prompt=text(row["prompt"]), completion=" " + text(row["completion"]),
                 label=row["label"])
            for row in ROWS
        ]
    )
    run(name, KTOTrainer(fresh(), ref_model=REFERENCE, args=arguments(KTOConfig, 6, **more),
                         train_dataset=data, processing_class=tokenizer()))


def group(name, trainer, config, shifted, **more):
    completions = {text(g["prompt"]): [c + [END] for c in g["completions"]] for g in GROUPS}
    rewards = {(text(g["prompt"]), text(c)): r for g in GROUPS
               for c, r in zip(g["completions"], g["rewards"])}
    shifts = {text(c): shift for g, group in zip(GROUPS, SHIFTS)
              for c, shift in zip(g["completions"], group)}
    words = tokenizer()

    class Fixed(trainer):
        """Takes the given completions, and logs of their probabilities that are off by the shifts."""

        def _generate_single_turn(self, prompt_ids, *given, **named):
            found, count = [], {}
            for ids in prompt_ids:
                key = text(ids)
                found.append(completions[key][count.get(key, 0) % 4])
                count[key] = count.get(key, 0) + 1
            return (found, None) if trainer is GRPOTrainer else found

        def _compute_loss(self, model, inputs):
            if shifted:
                width = inputs["completion_ids"].size(1)
                rows = [
                    (shifts[words.decode(ids[: int(mask.sum()) - 1])] + [0.0] * width)[:width]
                    for ids, mask in zip(inputs["completion_ids"], inputs["completion_mask"])
                ]
                rows = torch.tensor(rows)
                with torch.no_grad():
                    now, *_ = self._get_per_token_logps_and_entropies(
                        model,
                        torch.cat([inputs["prompt_ids"], inputs["completion_ids"]], 1),
                        torch.cat([inputs["prompt_mask"], inputs["completion_mask"]], 1),
                        width,
                    )
                old = now + rows
                inputs["old_per_token_logps"] = old
                inputs["old_logps"] = (old * inputs["completion_mask"]).sum(1)
            return super()._compute_loss(model, inputs)

    data = Dataset.from_list([dict(prompt=text(g["prompt"])) for g in GROUPS])
    made = Fixed(
        str(PLACE),
        reward_funcs=lambda prompts, completions, **_: [
            rewards[prompt, completion.strip()] for prompt, completion in zip(prompts, completions)
        ],
        args=arguments(config, 8, num_generations=4, max_completion_length=10, shuffle_dataset=False,
                       model_init_kwargs=dict(dtype="float32", attn_implementation="eager"), **more),
        train_dataset=data,
        processing_class=words,
    )
    if getattr(made, "ref_model", None) is not None:
        with torch.no_grad():
            for mine, other in zip(made.ref_model.parameters(), REFERENCE.parameters()):
                mine.copy_(other)
    run(name, made)


sft("sft", loss_type="nll")
sft("sft-accumulated", batch=2, gradient_accumulation_steps=3, loss_type="nll")
sft("dft", loss_type="dft")
for name, loss in (
    ("dpo", "sigmoid"), ("hinge", "hinge"), ("ipo", "ipo"), ("sppo", "sppo_hard"),
    ("bco", "bco_pair"), ("nca", "nca_pair"), ("apo-zero", "apo_zero"), ("apo-down", "apo_down"),
):
    dpo(name, loss_type=[loss], beta=0.5)
dpo("robust", loss_type=["robust"], beta=0.5, label_smoothing=0.1)
dpo("exo", loss_type=["exo_pair"], beta=0.5, label_smoothing=0.05)
dpo("dpo+sft", loss_type=["sigmoid", "sft"], loss_weights=[1.0, 0.25], beta=0.5)
dpo("ipo+hinge", loss_type=["ipo", "hinge"], loss_weights=[0.5, 2.0], beta=0.5)
kto("kto", beta=0.5, desirable_weight=1.25, undesirable_weight=0.75)
run("orpo", ORPOTrainer(fresh(), args=arguments(ORPOConfig, 6, beta=0.5, max_length=32),
                        train_dataset=pairs(), processing_class=tokenizer()))
for name, more in (
    ("simpo", dict(loss_type="simpo", beta=2.0, simpo_gamma=0.5, cpo_alpha=0.0)),
    ("simpo-smoothed", dict(loss_type="simpo", beta=2.0, simpo_gamma=0.5, cpo_alpha=0.0,
                            label_smoothing=0.1)),
):
    run(name, CPOTrainer(fresh(), args=arguments(CPOConfig, 6, max_length=32, **more),
                         train_dataset=pairs(), processing_class=tokenizer()))
for name in ("grpo", "bnpo", "dr_grpo", "dapo"):
    group(name, GRPOTrainer, GRPOConfig, False, loss_type=name)
group("grpo-clipped", GRPOTrainer, GRPOConfig, True, loss_type="grpo", beta=0.1,
      epsilon=0.1, epsilon_high=0.2, scale_rewards="batch")
group("dapo-clipped", GRPOTrainer, GRPOConfig, True, loss_type="dapo", beta=0.0,
      epsilon=0.2, scale_rewards="none")
group("rloo", RLOOTrainer, RLOOConfig, False, beta=0.05)
group("rloo-clipped", RLOOTrainer, RLOOConfig, True, beta=0.0, epsilon=0.2,
      normalize_advantages=True)

content = dict(
    end=END,
    rows=ROWS,
    pairs=PAIRS,
    groups=[group | dict(shifts=shifts) for group, shifts in zip(GROUPS, SHIFTS)],
    cases=[dict(name=name, loss=loss) for name, loss in cases.items()],
)
(HERE / "trl.json").write_text(json.dumps(content) + "\n")
numbers = numpy.concatenate([BEFORE, flat(REFERENCE)] + gradients)
(HERE / "trl.f32").write_bytes(numbers.astype("<f4").tobytes())
print(numbers.size, "numbers")
