"""Makes small tokenizers of the published kinds, and what the `tokenizers` library makes of texts.

    python make_tokenizers.py TEXT.jsonl

trains on the strings of the file's objects (GSM8K's training set was taken) and writes KIND.json, a
`tokenizer.json`, and tokens.json: for every kind the tokens of every text.
"""

import json
import pathlib
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
LATER = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|{}"
    r"| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def split(numbers):
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LATER.format(numbers)), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


def tokenizer(kind):
    made = Tokenizer(models.BPE(ignore_merges=kind == "llama3"))
    words = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.pre_tokenizer = {
        "gpt2": words,
        "smollm2": pre_tokenizers.Sequence([pre_tokenizers.Digits(True), words]),
        "llama3": split(r"\p{N}{1,3}"),
        "qwen2": split(r"\p{N}"),
    }[kind]
    if kind == "qwen2":
        made.normalizer = normalizers.NFC()
    made.decoder = decoders.ByteLevel()
    made.post_processor = processors.ByteLevel(trim_offsets=False)
    return made


def special(content, normalized=False):
    return AddedToken(content, special=True, normalized=normalized)


def train(kind, texts):
    made = tokenizer(kind)
    trainer = trainers.BpeTrainer(
        vocab_size=700,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[special("<|endoftext|>")] if kind in ("gpt2", "smollm2") else [],
        show_progress=False,
    )
    made.train_from_iterator(texts, trainer)
    if kind == "smollm2":
        made.add_special_tokens([special("<|im_start|>"), special("<|im_end|>")])
    if kind == "qwen2":
        made.add_special_tokens([special("<|endoftext|>"), special("<|im_end|>")])
        made.add_tokens([AddedToken("<tool_call>", normalized=False, special=False)])
        made.add_tokens([AddedToken("caf\u00e9<", normalized=True, special=False)])
    if kind == "llama3":
        names = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>", "<|eot"]
        made.add_special_tokens([special(name) for name in names])
        begin = made.token_to_id(names[0])
        made.post_processor = processors.Sequence(
            [
                processors.ByteLevel(trim_offsets=False),
                processors.TemplateProcessing(
                    single=f"{names[0]} $A", pair=f"{names[0]} $A {names[0]}:1 $B:1",
                    special_tokens=[(names[0], begin)],
                ),
            ]
        )
    return made


TEXTS = [
    "",
    "Natalia sold 48 clips in April, and then she sold half as many in May.",
    "Let's see: 12,345 + 6789 = 19134. They've 3.50 dollars; I'M SURE WE'LL SEE, IT'\u017f DON'T",
    "  two  spaces\n\n\nlines \n \t tabs\t\tx \r\n\r\nwindows\r \u00a0\u3000wide\u2003x\u0085y \u180e ",
    " ", "\n", " \n", "\n ", "   ", "a ", "a  ", "a\n\n", "\u3000\u3000x", " \u3000",
    "def f(x):\n    return x**2  # \"square\"\n\n\nprint(f(3))\n",
    "\u4e2d\u6587\u6d4b\u8bd5\uff0c\u4f60\u597d\u4e16\u754c\u3002\u65e5\u672c\u8a9e\u306e\u30c6\u30b9\u30c8 \ud55c\uad6d\uc5b4",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea 1\ufe0f\u20e3 \u00bd \u216b \u0664\u0662 x\u00b2",
    "cafe\u0301 caf\u00e9< \u212b \u1112\u1161\u11ab e\u0301\u0323 \ufb01 \u0958",
    "a<|endoftext|>b<|im_end|> c<|eot_id|><|eot|><tool_call>{}</tool_call>caf\u00e9<cafe\u0301<",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ================ ....!?!?\n\n--\n",
    "'s't're've'm'll'd 'S'T'RE'VE'M'LL'D 'x ''s \u2019s 'sa 'rx x'",
    "1234567890123 \u0661\u0662\u0663\u0664\u0665 12a34 \u2460\u2461 1 22 333 4444",
]


def main():
    lines = pathlib.Path(sys.argv[1]).read_text().splitlines()
    texts = [value for line in lines for value in json.loads(line).values()]
    expected = {}
    for kind in ("gpt2", "smollm2", "llama3", "qwen2"):
        made = train(kind, texts)
        content = json.loads(made.to_str())
        (HERE / f"{kind}.json").write_text(
            json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        )
        expected[kind] = [made.encode(text).ids for text in TEXTS]
    content = json.dumps(dict(texts=TEXTS, tokens=expected), separators=(",", ":"))
    (HERE / "tokens.json").write_text(content + "\n")


if __name__ == "__main__":
    main()
