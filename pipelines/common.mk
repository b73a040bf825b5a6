# What every pipeline shares. Each may be set on the command line: `make -f iwsi.mk ROUNDS=5 SEED=7`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all
.SECONDEXPANSION:
MAKEFLAGS += --no-builtin-rules

METHOD := $(basename $(notdir $(firstword $(MAKEFILE_LIST))))
SEED ?= 42
ROUNDS ?= 3
# Problems and data sets of your own; without PROBLEMS the task is to reverse a string of digits.
PROBLEMS ?=
DATA ?= ../../shared/data
# What all methods are given, and what one method makes of it.
SHARED ?= out/$(or $(basename $(notdir $(PROBLEMS))),reverse)-$(SEED)
OUT ?= $(SHARED)/$(METHOD)
BUILT ?= ../.build/built-for-pipelines

SAMPLES ?= 8
TEMPERATURE ?= 1
# How a prompt is shown to the model, alike in every filter that asks one: `--chat --system TEXT`.
RENDERING ?=
SAMPLE = $(BIN)/sample $(RENDERING) --max-tokens $(MAX_TOKENS) --seed $(SEED)
VOTE = $(BIN)/vote --extract $(EXTRACT)
VERIFY = $(BIN)/verify --extract $(EXTRACT)
# Stops a loop whose model has come to give most problems one answer, before it learns from them.
COLLAPSE ?= 0.9
WATCH = $(BIN)/report --quiet --alarm 'one-answer>$(COLLAPSE)'
TRAIN = $(BIN)/train $(RENDERING) $(TRAINING) --seed $(SEED)

# Round 0 is the model as it is given. The metrics of a training are written when its model is
# complete, so they stand for it.
previous = $(shell echo $$(($1 - 1)))
model = $(if $(filter 0,$1),$(MODEL),$(OUT)/round$1/model)
trained = $(if $(filter 0,$1),$(BASE),$(OUT)/round$1/training.jsonl.zst)
rounds = $(shell seq $1 $(ROUNDS))

include build.mk
include $(if $(PROBLEMS),own.mk,reverse.mk)

$(BUILT): ../Package.swift $(shell find ../Sources -type f)
	./packages build
	swift build $(SWIFT)
	@touch $@

# The greedy answers of a round's model, and whether they are right.
$(OUT)/round%/greedy.jsonl.zst: $(TEST) $$(call trained,$$*) | $(OUT)/round%/
	$(SAMPLE) $< --model $(call model,$*) --temperature 0 | $(VERIFY) --output $@

# Whether what a round learned from was right; no filter reads this.
$(OUT)/round%/checked.jsonl.zst: $(OUT)/round%/kept.jsonl.zst
	$(VERIFY) $< --output $@

# The gold half of what a round learns from.
$(SHARED)/gold.jsonl.zst: $(LABELLED)
	$(BIN)/best $< --as sft --from solution --output $@

%/:
	mkdir -p $@
