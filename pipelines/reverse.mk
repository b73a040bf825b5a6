# The task of the demo: reverse a string of digits (4071= gives 1704). The base learns lengths 1 to
# 12 from labels; round r brings 800 unlabelled problems of length 12 + r; the test has lengths 12 to 20.
MODEL ?= $(SHARED)/base/model
LABELLED ?= $(SHARED)/labelled.jsonl.zst
VALID ?= $(SHARED)/valid.jsonl.zst
TEST ?= $(SHARED)/test.jsonl.zst
BASE = $(SHARED)/base/training.jsonl.zst
EXTRACT ?= text
MAX_TOKENS ?= 32
BY ?= --by meta.difficulty --mean 13-16
TRAINING ?= --steps 250 --batch 128 --learning-rate 1e-3
SHAPE ?= width=96,layers=3,heads=4,feed-forward=256,positions=none
unlabelled = $(SHARED)/round$1/problems.jsonl.zst
TASK = $(BIN)/problems reverse

# Four seeds that no other SEED shares.
seed = $(shell echo $$(($(SEED) * 1000 + $1)))

$(SHARED)/labelled.jsonl.zst: | $(BUILT)
	@mkdir -p $(@D)
	$(TASK) --difficulty 1-12 --count 20000 --repeats --seed $(call seed,1) --output $@

$(SHARED)/valid.jsonl.zst: | $(BUILT)
	@mkdir -p $(@D)
	$(TASK) --difficulty 1-12 --count 200 --repeats --seed $(call seed,2) --output $@

$(SHARED)/test.jsonl.zst: | $(BUILT)
	@mkdir -p $(@D)
	$(TASK) --difficulty 12-20 --count 1800 --seed $(call seed,3) --output $@

$(SHARED)/round%/problems.jsonl.zst: | $(BUILT)
	@mkdir -p $(@D)
	$(TASK) --difficulty $(shell echo $$((12 + $*))) --count 800 --seed $(call seed,4) --output $@

$(SHARED)/base/training.jsonl.zst: $(SHARED)/gold.jsonl.zst
	@mkdir -p $(@D)
	$(BIN)/train $< --new "$(SHAPE)" --alphabet 0123456789= --steps 1000 --batch 128 \
	  --learning-rate 2e-3 --warmup-steps 50 --seed $(SEED) --save $(SHARED)/base/model --output $@
